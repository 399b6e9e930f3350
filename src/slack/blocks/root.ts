import type { ActionsBlock, ContextBlock, KnownBlock, SectionBlock } from '@slack/types';
import type { Verdict } from '#investigation/finding.ts';
import type { Opinion } from '#investigation/past/opinion.ts';
import type { DecidingLook, Report } from '#investigation/report/report.ts';
import { formatDuration } from '#lib/duration.ts';
import { joinFirst } from '#lib/join-words.ts';
import { type RunAgain, writeDecidingLook, writeRunAgain } from '../actions/values.ts';
import type { Content } from '../message/content.ts';
import { couldBe } from './diagnosis.ts';
import { inert, oneLine } from './escape.ts';
import { askedBy, inPlace, ofJob } from './frame.ts';
import { opinionBlocks, opinionWords } from './opinion.ts';
import { bold, button, emoji, fields, labelled, paragraph, plain, rich } from './rich.ts';
import { slackTime } from './when.ts';

const WORDS: Readonly<Record<Verdict, string>> = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  broken: 'Broken',
  inconclusive: 'Inconclusive',
};

/**
 * The root message at the end: the answer first, then what to do, then the times. With `again` it has the button
 * *Run again*; with `opinion` it says what somebody said of the verdict. Within Slack's limits for any report, and inert
 * whatever the report's texts are.
 */
export function rootReport(report: Report, again?: Partial<RunAgain>, opinion?: Opinion): Content {
  const [word, mark] = [WORDS[report.verdict], VERDICT_MARKS[report.verdict]];
  return {
    text: `:${mark}: ${word} (${inPlace(report.environment)}): ${inert(report.headline, 1500)}. Next: ${inert(report.nextStep, 800)}${opinion ? ` · ${opinionWords(report, opinion)}` : ''}`,
    blocks: [
      rich(paragraph(emoji(mark), bold(` ${word}: `), plain(oneLine(report.headline, 1500)))),
      ...sureness(report.cause),
      ...couldBe(report),
      labelled('Next', oneLine(report.nextStep, 800)),
      ...alsoFound(report.alsoFound),
      ...keyTimes(report.keyTimes),
      ...notSeen(report.notSeen),
      contextOf(report),
      buttons(report, again),
      ...opinionBlocks(report, opinion),
    ],
  };
}

/** Only what is not certain needs to be said: a report from before that was told has no words for it. */
function sureness(cause: Report['cause']): KnownBlock[] {
  if (cause?.confidence !== 'likely') return [];
  return [labelled('How sure', oneLine(cause.sureness ?? cause.confidence, 200))];
}

function alsoFound([first, ...more]: Report['alsoFound']): KnownBlock[] {
  if (first === undefined) return [];
  const rest = more.length === 0 ? '' : ` (and ${more.length} more in the thread)`;
  return [labelled('Also', `${oneLine(first.summary, 800)}${rest}`)];
}

function keyTimes(times: Report['keyTimes']): SectionBlock[] {
  return fields(times.map(({ label, value }) => `*${inert(label, 100)}:* ${inert(value, 100)}`));
}

function notSeen(gaps: Report['notSeen']): KnownBlock[] {
  if (gaps.length === 0) return [];
  const names = [...new Set(gaps.map(({ what }) => oneLine(what, 80)))];
  return [labelled('Not seen', `${joinFirst(names, 6)} (why: in the thread)`)];
}

function contextOf(report: Report): ContextBlock {
  const started = slackTime(report.startedAt);
  return askedBy(
    report.requestedBy,
    inPlace(report.environment),
    ofJob(report.jobId),
    inert(report.request, 300),
    started && `started ${started}`,
    `took ${formatDuration(report.tookMs)}`,
  );
}

function buttons(report: Report, again: Partial<RunAgain> = {}): ActionsBlock {
  const { investigation, environment } = report;
  const place = oneLine(environment, 30);
  const { request, timeoutMs } = again;
  const value = request && timeoutMs !== undefined ? writeRunAgain({ environment, request, timeoutMs }) : undefined;
  const id = investigation.slice(0, 255);
  const kept = [
    button({ id: 'logs', label: 'Logs', spoken: `Show the most telling log lines from ${place}`, value: id }),
    button({
      id: 'evidence',
      label: 'Evidence',
      spoken: `Attach all that was seen in ${place} as one file`,
      value: id,
    }),
  ];
  const spoken = `Ask ${place} for the same job again`;
  const rerun = value === undefined ? [] : [button({ id: 'run-again', label: 'Run again', spoken, value })];
  return { type: 'actions', elements: [...decidingLook(report), ...rerun, ...kept] };
}

/** The one look that would decide it. What it tells is added to the thread. */
function decidingLook({ environment, decidingLook: look }: Report) {
  const value = look && writeDecidingLook(environment, look);
  if (!look || value === undefined) return [];
  const { label, asks } = LOOKS[look.look];
  return [button({ id: `decide:${look.look}`, label, spoken: `${asks} in ${oneLine(environment, 25)}`, value })];
}

const LOOKS: Readonly<Record<DecidingLook['look'], { readonly label: string; readonly asks: string }>> = {
  status: { label: 'What answers?', asks: 'Ask which parts answer' },
  jobs: { label: 'Other jobs?', asks: 'List the jobs and their consumers' },
  job: { label: 'Look again', asks: 'Look at the same job again' },
  logs: { label: 'Its logs', asks: 'Read the logs of the job' },
};

/** Names of emoji. The word always stands beside it: a verdict is never told by colour alone. */
export const VERDICT_MARKS: Readonly<Record<Verdict, string>> = {
  healthy: 'large_green_circle',
  degraded: 'large_yellow_circle',
  broken: 'red_circle',
  inconclusive: 'white_circle',
};
