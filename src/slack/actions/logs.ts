import type { Report } from '#investigation/report/report.ts';
import { inert } from '../blocks/escape.ts';
import { logLinesReply } from '../blocks/logs-lines.ts';
import type { Action } from '../commands/command.ts';
import type { Content } from '../message/content.ts';

/** The stored report of an investigation, while it is kept. */
export type ReportOf = (investigation: string) => Promise<Report | undefined>;

/** Shows the most telling log lines of an investigation to whoever clicks. */
export function logsAction({ reportOf }: { readonly reportOf: ReportOf }): Action {
  return {
    id: 'logs',
    async run({ value, respond }) {
      const report = await reportOf(value);
      await respond(report === undefined ? gone(value) : linesOf(report));
    },
  };
}

function gone(investigation: string): Content {
  return {
    text: `The log lines of investigation ${inert(investigation, 60)} are no longer kept. *Run again* collects new ones.`,
  };
}

function linesOf(report: Report): Content {
  const reply = logLinesReply(report);
  if (reply !== undefined) return reply.content;
  const blind = report.notSeen.length === 0 ? '' : ' Not everything could be seen; the thread says what and why.';
  return { text: `No telling log line was seen in this investigation.${blind}` };
}
