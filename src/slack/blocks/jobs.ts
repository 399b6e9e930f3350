import type { Button, KnownBlock } from '@slack/types';
import { isJobId } from '#investigation/job-id.ts';
import type { JobsReport } from '#investigation/lookup/jobs-report.ts';
import { writeJobLogs } from '../actions/job-logs-value.ts';
import { inert, mention, oneLine } from './escape.ts';
import { type Fitted, fitCopied, fitPoints } from './jobs-fitted.ts';
import { jobsTable } from './jobs-table.ts';
import { FILE, jobsFile, leakWords } from './jobs-text.ts';
import type { Reply } from './reply.ts';
import { bold, emoji, paragraph, plain, rich } from './rich.ts';
import { slackTime } from './when.ts';

/** Slack refuses messages with little more text than 10,000 characters in their blocks together. */
const ROOM = 9_800;
const MOST_BUTTONS = 10;

/**
 * The jobs of an environment in one message: the answer, the table, what was left behind, what could not be seen, and a
 * button *Logs* for each of the first unwell jobs. Within Slack's limits for any report, and inert whatever its texts
 * are. What had to be cut is whole in the file.
 */
export function jobsMessage(report: JobsReport): Reply {
  const mark = markOf(report);
  const headline = rich(paragraph(emoji(mark), plain(' '), bold(oneLine(report.headline, 900))));
  const others = [leaksOf(report), ...notSeenOf(report)];
  const below = [...others.flatMap(({ blocks }) => blocks), ...buttonsOf(report), contextOf(report)];
  const table = jobsTable(report.jobs, ROOM - textLength([headline, below]));
  const isWhole = [table, ...others].every((part) => part.isWhole);
  const note = isWhole ? [] : [noteOf(report, table.shown)];
  const content = {
    text: `:${mark}: ${inert(report.headline, 1_500)}`,
    blocks: [headline, ...table.blocks, ...note, ...below],
  };
  return isWhole ? { content } : { content, file: jobsFile(report) };
}

function markOf({ jobs, leaks, notSeen }: JobsReport): string {
  if (jobs.some(({ health }) => health === 'unwell')) return 'red_circle';
  if (jobs.some(({ health }) => health === 'unclear') || (jobs.length === 0 && notSeen.length > 0))
    return 'white_circle';
  return leaks.length > 0 ? 'large_yellow_circle' : 'large_green_circle';
}

function leaksOf({ leaks }: JobsReport): Fitted {
  return fitPoints('Left behind', leaks.map(leakWords));
}

/** What is to be copied, such as a Role, keeps its lines. */
function notSeenOf({ notSeen }: JobsReport): readonly Fitted[] {
  const remedies = [...new Set(notSeen.flatMap(({ remedy }) => remedy?.trim() ?? []))];
  const points = notSeen.map(({ what, why, remedy }) =>
    [`${what}: ${why}`, ...(remedy && !remedy.trim().includes('\n') ? [remedy] : [])].join('. '),
  );
  const copied = remedies.filter((remedy) => remedy.includes('\n'));
  return [fitPoints('Not seen', points), fitCopied('What to do', copied)];
}

function noteOf({ jobs }: JobsReport, shown: number): KnownBlock {
  const number = shown < jobs.length ? `${shown} of ${jobs.length} jobs are shown. ` : '';
  return rich(paragraph(plain(`${number}All of it is in ${FILE} in the thread.`)));
}

function buttonsOf({ environment, jobs }: JobsReport): KnownBlock[] {
  const unwell = jobs.filter(({ health, jobId }) => health === 'unwell' && isJobId(jobId)).map(({ jobId }) => jobId);
  const elements = [...new Set(unwell)].slice(0, MOST_BUTTONS).flatMap((jobId) => logsButton(environment, jobId));
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

function logsButton(environment: string, jobId: string): readonly Button[] {
  const value = writeJobLogs({ environment, jobId });
  if (value === undefined) return [];
  return [
    {
      type: 'button',
      action_id: `job-logs:${jobId}`,
      text: { type: 'plain_text', text: `Logs ${jobId}`, emoji: false },
      accessibility_label: `Show the logs of job ${jobId} in ${oneLine(environment, 30)}`,
      value,
    },
  ];
}

function contextOf({ requestedBy, at, environment, lookup }: JobsReport): KnownBlock {
  const time = slackTime(at);
  const parts = [
    `Asked by ${mention(requestedBy)}`,
    inert(environment, 100),
    ...(time === undefined ? [] : [`seen ${time}`]),
    `look-up ${inert(lookup, 60)}`,
  ];
  return { type: 'context', elements: [{ type: 'mrkdwn', text: parts.join(' · '), verbatim: true }] };
}

/** Characters of all texts at any depth, as Slack counts them against the limit of a message. */
function textLength(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = 'text' in value && typeof value.text === 'string' ? value.text.length : 0;
  return Object.values(value).reduce((sum: number, inner) => sum + textLength(inner), own);
}
