import type { KnownBlock, MrkdwnElement } from '@slack/types';
import type { LogsReport } from '#investigation/lookup/logs-report.ts';
import type { Content } from '../content.ts';
import { inert, mention, oneLine } from './escape.ts';
import { fileNames } from './logs-files.ts';
import { logsLines } from './logs-lines.ts';
import { notSeenPart } from './logs-not-seen.ts';
import { bold, emoji, paragraph, plain, rich } from './rich.ts';
import { textLength } from './text-length.ts';
import { slackTime, utcTime } from './when.ts';

/** Slack refuses messages with little more text than this in their blocks together. */
const ROOM = 9_900;

/**
 * What there is about a job's logs, in one message: the answer, what to do, the facts, the lines that tell most, and
 * what could not be seen. Within Slack's limits for any report, and inert whatever its texts are. What it has no room
 * for is in the files.
 */
export function logsMessage(report: LogsReport): Content {
  const above = [headline(report), ...next(report), ...seen(report), ...near(report), ...facts(report)];
  const below = [...notSeenPart(report.notSeen).blocks, ...files(report), context(report)];
  const lines = logsLines(report, ROOM - textLength(above) - textLength(below));
  return { text: textOf(report), blocks: [...above, ...lines, ...below] };
}

function textOf({ headline, nextStep }: LogsReport): string {
  const answer = `:mag: ${inert(headline, 1_500)}`;
  if (nextStep === undefined) return answer;
  return `${answer}${/[.!?…]$/.test(answer) ? '' : '.'} Next: ${inert(nextStep, 800)}`;
}

function headline(report: LogsReport): KnownBlock {
  return rich(paragraph(emoji('mag'), plain(' '), bold(oneLine(report.headline, 900))));
}

function next({ nextStep }: LogsReport): KnownBlock[] {
  return nextStep === undefined ? [] : [rich(paragraph(bold('Next: '), plain(oneLine(nextStep, 500))))];
}

/** For a job that is gone: when what is told here was true. */
function seen({ source, seen }: LogsReport): KnownBlock[] {
  if (seen === undefined) return [];
  const kept = source === 'captured' ? 'Kept while it lived' : 'Seen alive';
  const text = `*${kept}:* first seen ${moment(seen.firstAt)}, last seen ${moment(seen.lastAt)}`;
  return [{ type: 'section', text: mrkdwn(text) }];
}

function moment(ms: number): string {
  const utc = utcTime(ms);
  return utc === undefined ? 'at an unknown time' : `${slackTime(ms)} (${utc})`;
}

function near({ near }: LogsReport): KnownBlock[] {
  if (near.length === 0) return [];
  const more = near.length > 8 ? ` and ${near.length - 8} more` : '';
  const ids = near.slice(0, 8).map((id) => oneLine(id, 20));
  return [rich(paragraph(bold('Alive near it: '), plain(`${ids.join(', ')}${more}`)))];
}

/** Slack takes ten fields in a section. */
function facts({ facts }: LogsReport): KnownBlock[] {
  if (facts.length === 0) return [];
  const fields = facts.slice(0, 10).map(({ label, value }) => mrkdwn(`*${inert(label, 40)}:* ${inert(value, 160)}`));
  return [{ type: 'section', fields }];
}

function files(report: LogsReport): KnownBlock[] {
  const names = fileNames(report);
  if (names.length === 0) return [];
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  const shown = names.slice(0, 5).map((name) => oneLine(name, 90));
  return [rich(paragraph(bold('In the thread: '), plain(`${shown.join(', ')}${more}`)))];
}

function context({ requestedBy, environment, jobId, lookup }: LogsReport): KnownBlock {
  const parts = [
    `Asked by ${mention(requestedBy)}`,
    inert(environment, 100),
    `job ${inert(jobId, 40)}`,
    `look-up ${inert(lookup, 60)}`,
  ];
  return { type: 'context', elements: [mrkdwn(parts.join(' · '))] };
}

/** Verbatim: nothing but the markup written here is made into a link or a mention. */
function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}
