import { parseJobs } from '#asking/places.ts';
import { parseTiming, seriesArguments, timingArguments } from '#asking/timing.ts';
import { tidy } from '#asking/words.ts';
import { type OpenTimingFormTools, timingForm } from '../views/timing-form.ts';
import type { Command } from './command.ts';
import { type LookUpTools, mistakesAnswer } from './look-up.ts';
import { answerTo, lookUpAnswer } from './stored.ts';

export type TimingTools = OpenTimingFormTools & Pick<LookUpTools, 'lookUp'>;

/** Asks for one investigation. The worker posts the message; here only trouble is answered, and only to the asker. */
export function timingCommand(tools: TimingTools): Command {
  const { enqueue, lookUp, mayStart, clock, ...world } = tools;
  const all = [...timingArguments, ...seriesArguments];
  return {
    name: 'timing',
    usage: `/focus timing [form] [environment] ${all.map(({ name }) => `[${name}=…]`).join(' ')}`,
    summary: `Starts one job and says how long each part took and what went wrong. Without an environment: ${world.defaultEnvironment}.`,
    examples: examplesFor(world.environments, world.defaultEnvironment),
    details: [
      '`form`: opens a form with a field for each argument; with an environment, for that one',
      `\`environment\`: ${world.environments.join(', ')}`,
      ...all.map(({ name, example, allowed }) => `\`${name}\`: ${allowed} (\`${example}\`)`),
    ],
    async run({ text, user, channel, thread, triggerId, respond, openModal }) {
      const place = formFor(text);
      if (place !== undefined) {
        const asked = parseJobs(place, world);
        if (asked.kind === 'mistakes') return respond(mistakesAnswer('timing', asked.mistakes, UNDONE));
        await mayStart(asked.environment);
        return openModal(timingForm(tools, { environment: asked.environment, channel }));
      }
      const timing = parseTiming([text], { ...world, now: clock.now() });
      if (timing.kind === 'mistakes') return respond(mistakesAnswer('timing', timing.mistakes, UNDONE));
      const { environment, request, timeoutMs, series } = timing;
      const to = { requestedBy: user, channel, ...(thread !== undefined && { thread }), triggerId };
      if (series) {
        const lookup = { kind: 'series', request, timeoutMs, ...series } as const;
        const answer = lookUpAnswer(await lookUp({ lookup, environment, ...to }), environment);
        return answer && respond(answer);
      }
      const enqueued = await enqueue({ environment, request, timeoutMs, ...to });
      const answer = answerTo(enqueued, environment);
      if (answer !== undefined) await respond(answer);
    },
  };
}

const UNDONE = 'Nothing was started';

/** The words beside `form`; undefined where no form is asked for. */
function formFor(text: string): readonly string[] | undefined {
  const words = tidy(text).split(' ').filter(Boolean);
  const others = words.filter((word) => word.toLowerCase() !== 'form');
  return others.length < words.length ? others : undefined;
}

function examplesFor(environments: readonly string[], usual: string): string[] {
  const other = environments.find((name) => name !== usual) ?? usual;
  return [
    '/focus timing',
    '/focus timing form',
    `/focus timing ${other} channels=1-200 nfft=2048 timeout=60s`,
    '/focus timing runs=10',
  ];
}
