import { inert } from '../blocks/escape.ts';
import type { Action } from '../commands/command.ts';
import type { LookUp } from '../commands/look-up.ts';
import { lookUpAnswer } from '../commands/stored.ts';
import type { ReportOf } from './logs.ts';

export interface RightTools {
  readonly reportOf: ReportOf;
  readonly lookUp: LookUp;
}

/** Keeps that a verdict was right. The message says so; here only trouble is answered. */
export function rightAction({ reportOf, lookUp }: RightTools): Action {
  return {
    id: 'right',
    async run({ value, user, channel, messageTs, triggerId, respond }) {
      const report = await reportOf(value);
      if (report === undefined || messageTs === undefined) return respond({ text: notMarked(value) });
      const { investigation, environment } = report;
      const lookup = { kind: 'opinion', investigation, said: { says: 'right' } } as const;
      const asked = { lookup, environment, requestedBy: user, channel, triggerId, thread: messageTs };
      const trouble = lookUpAnswer(await lookUp(asked), environment);
      if (trouble !== undefined) await respond(trouble);
    },
  };
}

/** Of a report that is forgotten. */
export function notMarked(investigation: string): string {
  return `Nothing was marked: the report of investigation ${inert(investigation, 60)} is no longer kept, and what is said of it would be lost.`;
}
