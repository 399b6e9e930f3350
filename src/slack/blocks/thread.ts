import type { Report } from '#investigation/report.ts';
import { diagnosisReply } from './diagnosis.ts';
import { logLinesReply } from './log-lines.ts';
import type { Reply } from './reply.ts';
import { milestoneTable, phaseTable } from './tables.ts';

/**
 * What the thread of a report says, in order, at most four messages: when, how long, why, and the log lines.
 * Each is within Slack's limits for any report.
 */
export function threadReplies(report: Report): Reply[] {
  const logLines = logLinesReply(report);
  return [
    ...(report.milestones.length === 0 ? [] : [milestoneTable(report)]),
    ...(report.phases.length === 0 ? [] : [phaseTable(report)]),
    diagnosisReply(report),
    ...(logLines === undefined ? [] : [logLines]),
  ];
}
