import type { KnownBlock, RichTextElement } from '@slack/types';
import { isJobId } from '#investigation/job-id.ts';
import { joinFirst } from '#lib/join-words.ts';
import type { JobOver } from '#lookups/job/over.ts';
import { writeJobLogs } from '../actions/values.ts';
import type { Content } from '../message/content.ts';
import { inert, oneLine, sentence } from './escape.ts';
import { askedBy, inPlace, ofLookup } from './frame.ts';
import { bold, button, link, paragraph, plain, rich, section } from './rich.ts';
import { utcTime } from './when.ts';

const VERDICTS = {
  healthy: 'It was healthy',
  degraded: 'It was degraded',
  broken: 'It was broken',
  inconclusive: 'What it had was not determined',
} as const;

/** What is remembered of a job that is over, in one message: when it ended, how, what was found, where that was told. */
export function jobOverMessage(over: JobOver): Content {
  const { jobId, environment, requestedBy, lookup, last, how, verdict } = over;
  const [job, place] = [oneLine(jobId, 40), oneLine(environment, 60)];
  const [ended, time] = endWords(last);
  const details = how.length === 0 ? '' : ` (${oneLine(how.join('; '), 600)})`;
  const headline = verdict && sentence(oneLine(`${VERDICTS[verdict.is]}: ${verdict.headline}`, 900));
  const told = headline ?? 'Nobody investigated it.';
  const thread = verdict?.link === undefined ? undefined : link(verdict.link, 'Its thread');
  return {
    text: inert(`Job ${job} of ${place} ${ended}${time.words}${details}. ${told}`, 2_500),
    blocks: [
      rich(paragraph(plain(`Job ${job} of ${place} ${ended}`), ...time.elements, plain(`${details}. `), bold(told))),
      ...(thread === undefined ? [] : [section(`${thread} has all of it.`)]),
      ...logsButton(environment, jobId),
      askedBy(requestedBy, inPlace(environment), ofLookup(lookup)),
    ],
  };
}

/** `ended at`, and when. */
function endWords(last: JobOver['last']): [string, { words: string; elements: RichTextElement[] }] {
  const utc = last && utcTime(last.at);
  if (!last || utc === undefined) return ['is over', { words: '', elements: [] }];
  const format = '{date_short_pretty} {time_secs}';
  const date: RichTextElement = { type: 'date', timestamp: Math.floor(last.at / 1_000), format, fallback: utc };
  const ended = last.wasSeenToGo ? 'ended at ' : 'is over; it was last seen at ';
  return [ended, { words: utc, elements: [date] }];
}

function logsButton(environment: string, jobId: string): KnownBlock[] {
  const value = isJobId(jobId) ? writeJobLogs({ environment, jobId }) : undefined;
  if (value === undefined) return [];
  const spoken = `Show the logs of job ${jobId} in ${oneLine(environment, 30)}`;
  return [{ type: 'actions', elements: [button({ id: `job-logs:${jobId}`, label: 'Logs', spoken, value })] }];
}

/** Of a job that nobody ever saw; said only to who asked. `near`: ids of living jobs like it. */
export function unknownJob(
  { jobId, environment }: Pick<JobOver, 'jobId' | 'environment'>,
  near: readonly string[],
): Content {
  const living = near.length === 0 ? '' : ` Alive near it: ${joinFirst(near, 5)}.`;
  const where =
    'Kubernetes has no part of it, metadata does not know it, and nothing of it was logged, captured or investigated';
  const text = `Nobody has seen a job ${jobId} in ${environment}: ${where}. Check the id.${living}`;
  return { text: `${inert(text, 1_500)} \`/focus jobs\` shows what is alive.` };
}
