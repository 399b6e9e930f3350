import type { ActionsBlock, ContextBlock, KnownBlock, MrkdwnElement, SectionBlock } from '@slack/types';
import type { Verdict } from '#investigation/finding.ts';
import type { DecidingLook, Report } from '#investigation/report/report.ts';
import { formatDuration } from '#lib/duration.ts';
import { type RunAgain, writeDecidingLook, writeRunAgain } from '../actions/values.ts';
import type { Content } from '../message/content.ts';
import { couldBe } from './diagnosis.ts';
import { inert, mention, oneLine } from './escape.ts';
import { bold, emoji, paragraph, plain, rich } from './rich.ts';
import { slackTime } from './when.ts';

const VERDICTS: Readonly<Record<Verdict, { readonly word: string; readonly emoji: string }>> = {
  healthy: { word: 'Healthy', emoji: 'large_green_circle' },
  degraded: { word: 'Degraded', emoji: 'large_yellow_circle' },
  broken: { word: 'Broken', emoji: 'red_circle' },
  inconclusive: { word: 'Inconclusive', emoji: 'white_circle' },
};

/**
 * The root message at the end: the answer first, then what to do, then the times. With `again` it has the button
 * *Run again*. Within Slack's limits for any report, and inert whatever the report's texts are.
 */
export function rootReport(report: Report, again?: Partial<RunAgain>): Content {
  const { word, emoji: mark } = VERDICTS[report.verdict];
  const place = inert(report.environment, 100);
  return {
    text: `:${mark}: ${word} (${place}): ${inert(report.headline, 1500)}. Next: ${inert(report.nextStep, 800)}`,
    blocks: [
      rich(paragraph(emoji(mark), bold(` ${word}: `), plain(oneLine(report.headline, 1500)))),
      ...sureness(report.cause),
      ...couldBe(report),
      rich(paragraph(bold('Next: '), plain(oneLine(report.nextStep, 800)))),
      ...alsoFound(report.alsoFound),
      ...keyTimes(report.keyTimes),
      ...notSeen(report.notSeen),
      context(report),
      buttons(report, again),
    ],
  };
}

/** Only what is not certain needs to be said: a report from before that was told has no words for it. */
function sureness(cause: Report['cause']): KnownBlock[] {
  if (cause?.confidence !== 'likely') return [];
  return [rich(paragraph(bold('How sure: '), plain(oneLine(cause.sureness ?? cause.confidence, 200))))];
}

function alsoFound([first, ...more]: Report['alsoFound']): KnownBlock[] {
  if (first === undefined) return [];
  const rest = more.length === 0 ? '' : ` (and ${more.length} more in the thread)`;
  return [rich(paragraph(bold('Also: '), plain(`${oneLine(first.summary, 800)}${rest}`)))];
}

function keyTimes(times: Report['keyTimes']): SectionBlock[] {
  if (times.length === 0) return [];
  const fields = times.slice(0, 10).map(({ label, value }) => mrkdwn(`*${inert(label, 100)}:* ${inert(value, 100)}`));
  return [{ type: 'section', fields }];
}

function notSeen(gaps: Report['notSeen']): KnownBlock[] {
  if (gaps.length === 0) return [];
  const names = [...new Set(gaps.map(({ what }) => oneLine(what, 80)))];
  const more = names.length > 6 ? ` and ${names.length - 6} more` : '';
  return [rich(paragraph(bold('Not seen: '), plain(`${names.slice(0, 6).join(', ')}${more} (why: in the thread)`)))];
}

function context(report: Report): ContextBlock {
  const started = slackTime(report.startedAt);
  const parts = [
    `Asked by ${mention(report.requestedBy)}`,
    inert(report.environment, 100),
    ...(report.jobId === undefined ? [] : [`job ${inert(report.jobId, 40)}`]),
    inert(report.request, 300),
    ...(started === undefined ? [] : [`started ${started}`]),
    `took ${formatDuration(report.tookMs)}`,
  ];
  return { type: 'context', elements: [mrkdwn(parts.join(' · '))] };
}

function buttons(report: Report, again: Partial<RunAgain> = {}): ActionsBlock {
  const { investigation, environment } = report;
  const place = oneLine(environment, 30);
  const { request, timeoutMs } = again;
  const value = request && timeoutMs !== undefined ? writeRunAgain({ environment, request, timeoutMs }) : undefined;
  const id = investigation.slice(0, 255);
  const kept = [
    button('logs', 'Logs', `Show the most telling log lines from ${place}`, id),
    button('evidence', 'Evidence', `Attach all that was seen in ${place} as one file`, id),
  ];
  const rerun =
    value === undefined ? [] : [button('run-again', 'Run again', `Ask ${place} for the same job again`, value)];
  return { type: 'actions', elements: [...decidingLook(report), ...rerun, ...kept] };
}

/** The one look that would decide it. What it tells is added to the thread. */
function decidingLook({ environment, decidingLook: look }: Report) {
  const value = look && writeDecidingLook(environment, look);
  if (!look || value === undefined) return [];
  const { label, asks } = LOOKS[look.look];
  return [button(`decide:${look.look}`, label, `${asks} in ${oneLine(environment, 25)}`, value)];
}

const LOOKS: Readonly<Record<DecidingLook['look'], { readonly label: string; readonly asks: string }>> = {
  status: { label: 'What answers?', asks: 'Ask which parts answer' },
  jobs: { label: 'Other jobs?', asks: 'List the jobs and their consumers' },
  job: { label: 'Look again', asks: 'Look at the same job again' },
  logs: { label: 'Its logs', asks: 'Read the logs of the job' },
};

function button(actionId: string, label: string, accessibleLabel: string, value: string) {
  return {
    type: 'button' as const,
    action_id: actionId,
    text: { type: 'plain_text' as const, text: label, emoji: false },
    accessibility_label: accessibleLabel,
    value,
  };
}

/** Verbatim: nothing but the markup written here is made into a link or a mention. */
function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** Names of emoji. The word always stands beside it: a verdict is never told by colour alone. */
export const VERDICT_MARKS: Readonly<Record<Verdict, string>> = {
  healthy: 'large_green_circle',
  degraded: 'large_yellow_circle',
  broken: 'red_circle',
  inconclusive: 'white_circle',
};
