import { useEffect, useState } from 'react';
import type { Act, Hello, ShownJob, ShownTruth, ShownWorld } from './wire.ts';

interface WorldProps {
  readonly hello: Hello;
  readonly world: ShownWorld;
  readonly truths: readonly ShownTruth[];
  does(act: Act): void;
}

const DEEDS: readonly (readonly [label: string, act: Act, does: string])[] = [
  ['Somebody starts a job', { act: 'configure' }, 'without the bot'],
  ['Restart bot and worker', { act: 'restart' }, 'as a deployment does'],
  ['Slack renews the socket', { act: 'reconnect' }, 'as every few hours'],
];

/** What is so behind the scenes, and what breaks from the next job on. */
export function World({ hello, world, truths, does }: WorldProps) {
  const [wanted, want] = useState('');
  const [ticked, tick] = useTicked(world.scenarios);
  const [switched, turn] = useTicked(world.switched);
  const [asked, ask] = useState(truths.length);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer is what comes in the world that is on now
  useEffect(() => ask(truths.length), [world.scenarios.join('+')]);
  const answer = truths.slice(asked).at(-1);
  const isRandom = world.scenarios[0]?.startsWith('world-') === true;
  const isGuessing = isRandom && answer === undefined;
  const isOn = (id: string) => ticked.includes(id);
  const broken = ticked.filter((id) => id !== 'healthy');
  const breaks = (scenarios: readonly string[]) => {
    tick(scenarios);
    does({ act: 'become', scenarios });
  };
  const toggled = (id: string) => (isOn(id) ? broken.filter((one) => one !== id) : [...broken, id]);
  const found = hello.scenarios.filter(({ id, story }) =>
    `${id} ${story}`.toLowerCase().includes(wanted.toLowerCase()),
  );
  return (
    <aside className="world" aria-label="Behind the scenes">
      <header>
        <h1>Behind the scenes</h1>
        <small>The bot sees none of this</small>
      </header>
      <h2>What breaks, from the next job on</h2>
      <p className="state">
        {broken.length === 0 ? 'Nothing.' : `On: ${broken.join(', ').replace(/world-\d+/, 'a random world')}.`}{' '}
        <button type="button" disabled={broken.length === 0} onClick={() => breaks([])}>
          Mend all
        </button>
      </p>
      <input
        type="search"
        value={wanted}
        onChange={({ target }) => want(target.value)}
        placeholder="Find a fault: pod, queue, backend…"
        aria-label="Find a fault"
      />
      <ul className="faults" tabIndex={0} aria-label="Faults">
        {found.map(({ id, story }) => (
          <li key={id}>
            <label>
              <input
                type="checkbox"
                checked={isOn(id)}
                disabled={id === 'healthy'}
                onChange={() => breaks(toggled(id))}
              />
              <b>{id}</b> <span>{story}</span>
            </label>
          </li>
        ))}
      </ul>
      <Guess
        hello={hello}
        isRandom={isRandom}
        answer={answer}
        begin={() => breaks([`world-${Math.floor(Math.random() * 1e6)}`])}
      />
      <h2>Switches, at once and at any moment</h2>
      <ul className="faults" aria-label="Switches">
        {hello.switches.map(({ id, story }) => (
          <li key={id}>
            <label>
              <input
                type="checkbox"
                checked={switched.includes(id)}
                onChange={({ target: { checked: on } }) => {
                  turn(on ? [...switched, id] : switched.filter((one) => one !== id));
                  does({ act: 'turn', id, on });
                }}
              />
              <b>{id}</b> <span>{story}</span>
            </label>
          </li>
        ))}
      </ul>
      {switched.includes('worker-killed') && (
        <p className="down" role="status">
          <b>The worker is down:</b> nothing is answered. The next one begins when you switch this off, and takes up
          what was left within 8 s.
        </p>
      )}
      <h2>Do something to it</h2>
      <p className="deeds">
        <button
          type="button"
          title="two checks, which alert in #incidents; bot and worker start anew"
          onClick={() => does({ act: 'check', ...(!world.hasChecks && { every: '20s' }) })}
        >
          {world.hasChecks ? 'Stop the checks' : 'Check every 20 s'}
        </button>
        {DEEDS.map(([label, act, what]) => (
          <button type="button" key={label} title={what} onClick={() => does(act)}>
            {label}
          </button>
        ))}
      </p>
      <h2>Jobs as they really live</h2>
      {isGuessing && <p className="state">What happens to them is told once the bot has answered.</p>}
      {world.jobs.length === 0 && <p className="state">None yet.</p>}
      {world.jobs.map((job) => (
        <Job key={`${job.isOthers}${job.id}`} job={job} isSecret={isGuessing} />
      ))}
      <h2>Pods</h2>
      <ul className="plain">
        {world.pods.map(({ name, phase, isReady }) => (
          <li key={name}>
            <code>{name}</code> {phase}
            {isReady ? ', Ready' : ''}
          </li>
        ))}
      </ul>
      <h2>Queues</h2>
      <ul className="plain">
        {world.queues.map(({ name, consumers, ready }) => (
          <li key={name}>
            <code>{name}</code> {consumers === 1 ? '1 consumer' : `${consumers} consumers`}, {ready} messages
          </li>
        ))}
      </ul>
      <p className="state">
        <small>
          {world.connections} Socket Mode connection{world.connections === 1 ? '' : 's'}
        </small>
      </p>
    </aside>
  );
}

/** What was ticked shows at once; the world follows within a moment. */
function useTicked(real: readonly string[]) {
  const [ticked, tick] = useState(real);
  // biome-ignore lint/correctness/useExhaustiveDependencies: by content
  useEffect(() => tick(real), [real.join('+')]);
  return [ticked, tick] as const;
}

interface GuessProps {
  readonly hello: Hello;
  readonly isRandom: boolean;
  /** What really happened, once the bot answered. */
  readonly answer: ShownTruth | undefined;
  begin(): void;
}

/** A world that nobody knows: what would you say, before the bot does? */
function Guess({ hello, isRandom, answer, begin }: GuessProps) {
  const [guess, say] = useState('');
  return (
    <>
      <h2>A world that you do not know</h2>
      <p className="deeds">
        <button
          type="button"
          onClick={() => {
            say('');
            begin();
          }}
        >
          A random world
        </button>
      </p>
      {isRandom && (
        <label className="guess">
          Type /focus timing, look at jobs, pods and queues below. What would you say? Your word is taken when the bot
          answers.
          <select value={guess} disabled={answer !== undefined} onChange={({ target }) => say(target.value)}>
            <option value="">I do not know yet</option>
            {hello.sayings.map((id) => (
              <option key={id}>{id}</option>
            ))}
          </select>
        </label>
      )}
      {isRandom && answer && (
        <p className="state" role="status">
          You said <b>{guess || 'nothing'}</b>
          {guess !== '' && (answer.right.includes(guess) ? ', which is right' : ', which is wrong')}; the bot said{' '}
          <b>{answer.said}</b>. Right to say: <b>{answer.right.join(', ')}</b>. {answer.words}
        </p>
      )}
    </>
  );
}

interface JobProps {
  readonly job: ShownJob;
  /** What happened to it is not to be told yet. */
  readonly isSecret: boolean;
}

function Job({ job: { id, isOthers, stages, deeds, isOver }, isSecret }: JobProps) {
  return (
    <div className={isOver ? 'job over' : 'job'}>
      <p>
        <b>{id}</b>
        {isOthers && ' (somebody else’s)'}
        {isOver ? ': over' : ': lives'}
      </p>
      <ol>
        {stages.map(([stage, s]) => (
          <li key={stage}>
            {stage} <b>{s.toFixed(1)} s</b>
          </li>
        ))}
      </ol>
      {deeds.length > 0 && !isSecret && <p className="deed">{deeds.join(', ')}</p>}
    </div>
  );
}
