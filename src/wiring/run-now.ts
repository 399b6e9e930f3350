import type { Check } from '#checks/check.ts';
import type { RunCheck } from '#slack/actions/run-check.ts';
import type { LookUp } from '#slack/commands/look-up.ts';
import { answerTo, type Enqueue, lookUpAnswer } from '#slack/commands/stored.ts';

export interface RunNowTools {
  checkOf(name: string): Check | undefined;
  readonly enqueue: Enqueue;
  readonly lookUp: LookUp;
}

const ASKS_NOTHING =
  'Nothing was started: this check judges the jobs that others start, and runs with the next of them. `/focus timing` starts one of your own.';

/** Runs a check for a person: in the channel, as whatever is asked there, and its book takes in what it comes to. */
export function createRunNow({ checkOf, enqueue, lookUp }: RunNowTools): RunCheck {
  return async ({ check: name, user, channel, triggerId }) => {
    const check = checkOf(name);
    if (!check) return undefined;
    const { environment, asks } = check;
    const asked = { environment, requestedBy: user, channel, triggerId };
    if (asks.kind === 'status') {
      const enqueued = await lookUp({ ...asked, lookup: { kind: 'status', check: name } });
      return lookUpAnswer(enqueued, environment);
    }
    if (asks.kind === 'watched') return { text: ASKS_NOTHING };
    const { request, timeoutMs } = asks;
    return answerTo(await enqueue({ ...asked, request, timeoutMs, check: { name, trigger: 'person' } }), environment);
  };
}
