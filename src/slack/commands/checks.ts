import { parsePause } from '#asking/pause.ts';
import type { Clock } from '#lib/clock.ts';
import { checksQuestion } from '#lookups/checks/ask.ts';
import type { RecordEvent } from '../actions/acknowledge.ts';
import { inert } from '../blocks/escape.ts';
import type { CheckOf } from '../blocks/incident-words.ts';
import type { Content } from '../message/content.ts';
import type { Command } from './command.ts';
import { type LookUpTools, lookUpCommand, mistakesAnswer } from './look-up.ts';

export interface PauseCheckTools {
  readonly checkOf: CheckOf;
  readonly record: RecordEvent;
  readonly clock: Clock;
}

/** Shows the checks, or pauses or resumes one. */
export function checksCommand(tools: LookUpTools & PauseCheckTools): Command {
  const look = lookUpCommand(checksQuestion, tools);
  const names = tools.checks.map(({ name }) => name);
  return {
    ...look,
    async run(asked) {
      const { text, user, respond } = asked;
      const wanted = parsePause(text, names);
      if (wanted === undefined) return look.run(asked);
      if (wanted.kind === 'mistakes')
        return respond(mistakesAnswer('checks', wanted.mistakes, 'Nothing was paused or resumed'));
      const { check } = wanted;
      await respond(
        wanted.kind === 'pause'
          ? await pauseCheck(tools, {
              check,
              user,
              ...(wanted.lengthMs !== undefined && { lengthMs: wanted.lengthMs }),
            })
          : await resumeCheck(tools, { check, user }),
      );
    },
  };
}

interface Whose {
  readonly check: string;
  readonly user: string;
}

/** Stops a check from running by itself, for as long or until somebody resumes it; gives what who asked is told. */
export async function pauseCheck(
  { record, clock }: PauseCheckTools,
  { check, user, lengthMs }: Whose & { readonly lengthMs?: number },
): Promise<Content> {
  const at = clock.now();
  await record({ kind: 'pause', at, check, by: user, ...(lengthMs !== undefined && { until: at + lengthMs }) });
  // Also where somebody had paused it already: that pause and its end stay.
  return {
    text: `Check ${inert(check, 100)} is paused: its channel says by whom and until when. *Resume* in \`/focus checks\` lets it run before.`,
  };
}

export async function resumeCheck({ record, clock }: PauseCheckTools, { check, user }: Whose): Promise<Content> {
  await record({ kind: 'resume', at: clock.now(), check, by: user });
  return { text: `Check ${inert(check, 100)} runs by its schedule again.` };
}
