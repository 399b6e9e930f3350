import type { Clock } from '#lib/clock.ts';
import { inert } from '../blocks/escape.ts';
import type { CheckOf } from '../blocks/incident-words.ts';
import type { Action } from '../commands/command.ts';
import type { RecordEvent } from './acknowledge.ts';
import { GONE, knownCheck } from './run-check.ts';

export interface PauseCheckTools {
  readonly checkOf: CheckOf;
  readonly record: RecordEvent;
  readonly clock: Clock;
}

/** Stops a check from running by itself, for a day or until somebody resumes it. */
export function pauseCheckAction({ checkOf, record, clock }: PauseCheckTools): Action {
  return {
    id: 'pause-check',
    async run({ value, user, respond }) {
      const check = knownCheck(value, checkOf);
      if (check === undefined) return respond({ text: `Nothing was paused: ${GONE}` });
      await record({ kind: 'pause', at: clock.now(), check, by: user });
      await respond({
        // Also where somebody had paused it already: that pause and its end stay.
        text: `Check ${inert(check, 100)} is paused: its channel says by whom and until when. *Resume* in \`/focus checks\` lets it run before.`,
      });
    },
  };
}

/** Lets a paused check run by its schedule again. */
export function resumeCheckAction({ checkOf, record, clock }: PauseCheckTools): Action {
  return {
    id: 'resume-check',
    async run({ value, user, respond }) {
      const check = knownCheck(value, checkOf);
      if (check === undefined) return respond({ text: `Nothing was resumed: ${GONE}` });
      await record({ kind: 'resume', at: clock.now(), check, by: user });
      await respond({ text: `Check ${inert(check, 100)} runs by its schedule again.` });
    },
  };
}
