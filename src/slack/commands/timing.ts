import { parseTiming, type TimingWorld, timingArguments } from '#investigation/ask.ts';
import type { Clock } from '#lib/clock.ts';
import { timingForm } from '../views/timing-form.ts';
import type { Command } from './command.ts';
import { answerTo, type Enqueue } from './enqueue.ts';
import { mistakesAnswer } from './look-up.ts';

export interface TimingTools extends Omit<TimingWorld, 'now'> {
  readonly enqueue: Enqueue;
  readonly clock: Clock;
}

/** Asks for one investigation. The worker posts the message; here only trouble is answered, and only to the asker. */
export function timingCommand(tools: TimingTools): Command {
  const { enqueue, clock, ...world } = tools;
  return {
    name: 'timing',
    usage: `/focus timing [environment] ${timingArguments.map(({ name }) => `[${name}=…]`).join(' ')}`,
    summary: `Starts one job and says how long each part took and what went wrong. Without an environment: ${world.defaultEnvironment}.`,
    examples: examplesFor(world.environments, world.defaultEnvironment),
    details: [
      '`form`: instead of arguments, opens a form with a field for each',
      `\`environment\`: ${world.environments.join(', ')}`,
      ...timingArguments.map(({ name, example, allowed }) => `\`${name}\`: ${allowed} (\`${example}\`)`),
    ],
    async run({ text, user, channel, triggerId, respond, openModal }) {
      if (FORM.test(text)) return openModal(timingForm(tools, { channel }));
      const timing = parseTiming([text], { ...world, now: clock.now() });
      if (timing.kind === 'mistakes') return respond(mistakesAnswer('timing', timing.mistakes, 'Nothing was started'));
      const { environment, request, timeoutMs } = timing;
      const enqueued = await enqueue({ environment, request, timeoutMs, requestedBy: user, channel, triggerId });
      const answer = answerTo(enqueued, environment);
      if (answer !== undefined) await respond(answer);
    },
  };
}

const FORM = /^\s*form\s*$/i;

function examplesFor(environments: readonly string[], usual: string): string[] {
  const other = environments.find((name) => name !== usual) ?? usual;
  return [
    '/focus timing',
    '/focus timing form',
    `/focus timing ${other}`,
    `/focus timing ${usual} channels=1-200 nfft=2048 timeout=60s`,
  ];
}
