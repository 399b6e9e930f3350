import type { Clock } from '#lib/clock.ts';
import { inert } from '../blocks/escape.ts';
import type { Action } from '../commands/command.ts';
import { answerTo, type Enqueue } from '../commands/stored.ts';
import { readRunAgain } from './values.ts';

export interface RunAgainTools {
  readonly environments: readonly string[];
  readonly enqueue: Enqueue;
  readonly clock: Clock;
}

/** Asks the same question again, for whoever clicks, where the message is: in the channel, or in its thread. */
export function runAgainAction({ environments, enqueue, clock }: RunAgainTools): Action {
  return {
    id: 'run-again',
    async run({ value, user, channel, threadTs: thread, triggerId, respond }) {
      const again = readRunAgain(value, clock.now());
      if ('mistakes' in again) return respond({ text: refusal(again.mistakes.map(({ message }) => message)) });
      const { environment, request, timeoutMs } = again;
      if (!environments.includes(environment))
        return respond({ text: refusal([`there is no environment ${environment} any more`]) });
      const to = { requestedBy: user, channel, ...(thread !== undefined && { thread }), triggerId };
      const enqueued = await enqueue({ environment, request, timeoutMs, ...to });
      const answer = answerTo(enqueued, environment);
      if (answer !== undefined) await respond(answer);
    },
  };
}

function refusal(reasons: readonly string[]): string {
  return `Nothing was started: ${inert(reasons.join('; '), 500)}. Type \`/focus timing\` to ask anew.`;
}
