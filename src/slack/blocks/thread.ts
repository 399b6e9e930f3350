import type { Report } from '#investigation/report.ts';
import { diagnosisReply } from './diagnosis.ts';
import { differentialReply } from './differential.ts';
import { logLinesReply } from './log-lines.ts';
import type { Reply } from './reply.ts';
import { milestoneTable, phaseTable } from './tables.ts';

/**
 * What the thread of a report says, in order, at most five messages: when, how long, why, what is unusual, and the log lines.
 * Each is within Slack's limits for any report.
 */
export function threadReplies(report: Report): Reply[] {
  const logLines = logLinesReply(report);
  const differential = differentialReply(report);
  return [
    ...(report.milestones.length === 0 ? [] : [milestoneTable(report)]),
    ...(report.phases.length === 0 ? [] : [phaseTable(report)]),
    diagnosisReply(report),
    ...(differential === undefined ? [] : [differential]),
    ...(logLines === undefined ? [] : [logLines]),
  ];
}
