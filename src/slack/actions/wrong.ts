import type { Action } from '../commands/command.ts';
import { wrongView } from '../views/wrong.ts';
import type { ReportOf } from './logs.ts';
import { notMarked } from './right.ts';

export interface WrongTools {
  readonly reportOf: ReportOf;
  /** Ids of the rules. */
  readonly causes: readonly string[];
}

/** Asks what it was instead. */
export function wrongAction({ reportOf, causes }: WrongTools): Action {
  return {
    id: 'wrong',
    async run({ value, channel, messageTs, respond, openModal }) {
      const report = await reportOf(value);
      if (report === undefined || messageTs === undefined) return respond({ text: notMarked(value) });
      await openModal(wrongView(report, { channel, ts: messageTs }, causes));
    },
  };
}
