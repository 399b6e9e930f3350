import { inert } from '../blocks/escape.ts';
import type { Action } from '../commands/command.ts';
import type { LookUp } from '../commands/look-up.ts';
import { lookUpAnswer } from '../commands/stored.ts';
import type { ReportOf } from './logs.ts';

export interface EvidenceTools {
  readonly reportOf: ReportOf;
  readonly lookUp: LookUp;
}

/** Asks for everything that is kept of an investigation as one file, in the thread of the message. */
export function evidenceAction(tools: EvidenceTools): Action {
  return fileAction('evidence', 'bundle', tools);
}

/** Asks for an investigation whose verdict is disputed as a file to judge it again, in the thread of the message. */
export function recordedRunAction(tools: EvidenceTools): Action {
  return fileAction('recorded-run', 'recorded-run', tools);
}

function fileAction(id: string, kind: 'bundle' | 'recorded-run', { reportOf, lookUp }: EvidenceTools): Action {
  return {
    id,
    async run({ value, user, channel, messageTs, threadTs, triggerId, respond }) {
      if (messageTs === undefined) return respond(NO_THREAD);
      const report = await reportOf(value);
      if (report === undefined) return respond({ text: gone(value) });
      const { investigation, environment } = report;
      const enqueued = await lookUp({
        lookup: { kind, investigation },
        environment,
        requestedBy: user,
        channel,
        triggerId,
        thread: threadTs ?? messageTs,
      });
      await respond(lookUpAnswer(enqueued, environment) ?? COMING);
    },
  };
}

const COMING = { text: 'The evidence is being packed. It comes as one file in the thread of this message.' };
const NO_THREAD = {
  text: 'Nothing was packed: the evidence comes in the thread of a message, and this button is in none. Press *Evidence* in the message of the investigation.',
};

function gone(investigation: string): string {
  return `The evidence of investigation ${inert(investigation, 60)} is no longer kept. *Run again* collects new one.`;
}
