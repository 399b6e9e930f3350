import type { Evidence } from '#investigation/evidence.ts';
import type { Report } from '#investigation/report/report.ts';
import { inert } from '../blocks/escape.ts';
import { isLogsShown, type LogsShown, wholeLogs } from '../blocks/whole-logs.ts';
import type { Action } from '../commands/command.ts';
import type { Content } from '../message/content.ts';

/** The stored report of an investigation, while it is kept. */
export type ReportOf = (investigation: string) => Promise<Report | undefined>;

export interface LogsTools {
  /** What an investigation saw, while it is kept. */
  evidenceOf(investigation: string): Promise<Evidence | undefined>;
}

/** Shows whoever clicks the log entries of an investigation, whole. */
export function logsAction({ evidenceOf }: LogsTools): Action {
  return {
    id: 'logs',
    async run({ value, respond }) {
      await respond(entriesOf(value, await evidenceOf(value)));
    },
  };
}

/** Shows others of them, in the same message. */
export function logsShownAction({ evidenceOf }: LogsTools): Action {
  return {
    id: 'logs-shown',
    async run({ value, replace }) {
      const [shown = '', investigation = ''] = value.split(':');
      const wanted = isLogsShown(shown) ? shown : undefined;
      await replace(entriesOf(investigation, await evidenceOf(investigation), wanted));
    },
  };
}

function entriesOf(investigation: string, evidence: Evidence | undefined, shown?: LogsShown): Content {
  if (evidence === undefined)
    return {
      text: `The log entries of investigation ${inert(investigation, 60)} are no longer kept. *Run again* collects new ones.`,
    };
  const blind = evidence.gaps.some(({ kinds }) => kinds.includes('log-line'));
  const none = `No log entry was seen in this investigation.${blind ? ' Not every log could be read; the thread says why.' : ''}`;
  return wholeLogs(evidence, shown) ?? { text: none };
}
