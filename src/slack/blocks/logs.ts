import type { KnownBlock } from '@slack/types';
import { clean } from '#lib/clean.ts';
import { joinFirst } from '#lib/join-words.ts';
import type { LogsReport } from '#lookups/logs/report.ts';
import type { NotSeen } from '#lookups/not-seen.ts';
import { LOGS_FILTERS, type LogsFilter, writeLogsFilter } from '../actions/values.ts';
import type { AttachedText, Content } from '../message/content.ts';
import { inert, oneLine, sentence } from './escape.ts';
import { COPIED_ROOM, firstPoints, isWhole, textLength } from './fit.ts';
import { answer, askedBy, inPlace, ofJob, ofLookup } from './frame.ts';
import { logsLines } from './logs-lines.ts';
import { bold, bullets, fields, labelled, paragraph, plain, preformatted, rich, section, select } from './rich.ts';
import { slackTime, utcTime } from './when.ts';

/** Slack refuses messages with little more text than this in their blocks together. */
const ROOM = 9_900;

/**
 * What there is about a job's logs, in one message: the answer, what to do, the facts, the lines that tell most, and
 * what could not be seen. Within Slack's limits for any report, and inert whatever its texts are. What it has no room
 * for is in the files.
 */
export function logsMessage(report: LogsReport): Content {
  const { text, block } = answer('mag', report.headline);
  const above = [block, ...next(report), ...seen(report), ...near(report), ...facts(report)];
  const below = [...notSeenPart(report.notSeen).blocks, ...files(report), ...filters(report), contextOf(report)];
  const lines = logsLines(report, ROOM - textLength(above) - textLength(below));
  const { nextStep } = report;
  const notification = nextStep === undefined ? text : `${sentence(text)} Next: ${inert(nextStep, 800)}`;
  return { text: notification, blocks: [...above, ...lines, ...below] };
}

function next({ nextStep }: LogsReport): KnownBlock[] {
  return nextStep === undefined ? [] : [labelled('Next', oneLine(nextStep, 500))];
}

/** For a job that is gone: when what is told here was true. */
function seen({ source, seen }: LogsReport): KnownBlock[] {
  if (seen === undefined) return [];
  const kept = source === 'captured' ? 'Kept while it lived' : 'Seen alive';
  const text = `*${kept}:* first seen ${moment(seen.firstAt)}, last seen ${moment(seen.lastAt)}`;
  return [section(text)];
}

function moment(ms: number): string {
  const utc = utcTime(ms);
  return utc === undefined ? 'at an unknown time' : `${slackTime(ms)} (${utc})`;
}

function near({ near }: LogsReport): KnownBlock[] {
  if (near.length === 0) return [];
  const ids = near.map((id) => oneLine(id, 20));
  return [labelled('Alive near it', joinFirst(ids, 8))];
}

function facts({ facts }: LogsReport): KnownBlock[] {
  return fields(facts.map(({ label, value }) => `*${inert(label, 40)}:* ${inert(value, 160)}`));
}

function files(report: LogsReport): KnownBlock[] {
  const names = fileNames(report);
  if (names.length === 0) return [];
  const shown = names.map((name) => oneLine(name, 90));
  return [labelled('In the thread', joinFirst(shown, 5))];
}

/** Others of them, in place of these. */
function filters({ environment, jobId, source }: LogsReport): KnownBlock[] {
  if (source === 'none') return [];
  const options = (Object.keys(LOGS_FILTERS) as LogsFilter[]).flatMap((filter) => {
    const value = writeLogsFilter(filter, { environment, jobId });
    return value === undefined ? [] : [{ label: FILTERS[filter], value }];
  });
  return options.length === 0 ? [] : [select('logs-filter', 'Show only …', options)];
}

const FILTERS: Readonly<Record<LogsFilter, string>> = { errors: 'Errors', backend: 'Backend', pod: 'Pod', all: 'All' };

function contextOf({ requestedBy, environment, jobId, lookup }: LogsReport): KnownBlock {
  return askedBy(requestedBy, inPlace(environment), ofJob(jobId), ofLookup(lookup));
}

/** The files for the thread, in order: one a container, then events, the merged view last. */
export function logsFiles(report: Pick<LogsReport, 'files' | 'notSeen'>): readonly AttachedText[] {
  const { file } = notSeenPart(report.notSeen);
  const names = fileNames(report).slice(file === undefined ? 0 : 1);
  const logs = report.files.map(({ title, content }, index) => ({
    filename: names[index] ?? `log-${index}.log`,
    title: oneLine(title, 200),
    // Slack refuses a file without content.
    content: clean(content) || 'No line.\n',
  }));
  return file === undefined ? logs : [file, ...logs];
}

/** The files' names as `logsFiles` gives them. Each name is there once: a file is found again by it. */
export function fileNames({ files, notSeen }: Pick<LogsReport, 'files' | 'notSeen'>): readonly string[] {
  const { file } = notSeenPart(notSeen);
  const taken = new Set<string>(file === undefined ? [] : [file.filename]);
  for (const { name } of files) taken.add(free(safe(name), taken));
  return [...taken];
}

const LONGEST = 120;

/** Letters, digits, dots, dashes: it neither leaves a folder nor hides, and a terminal takes it as it is. */
function safe(name: string): string {
  const characters = name.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^[.-]+/, '_');
  if (characters.length <= LONGEST) return characters || 'log';
  return `${characters.slice(0, LONGEST - 4)}.log`;
}

function free(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const [, stem = name, ending = ''] = /^(.+?)(\.[a-z0-9]+)?$/.exec(name) ?? [];
  for (let number = 2; ; number += 1) {
    const candidate = `${stem}-${number}${ending}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** What could not be seen, why, and what to do; what the message has no room for is whole in the file. */
function notSeenPart(notSeen: readonly NotSeen[]): { blocks: KnownBlock[]; file?: AttachedText } {
  if (notSeen.length === 0) return { blocks: [] };
  const all = notSeen.map((gap) => oneLine(pointOf(gap), Number.MAX_SAFE_INTEGER));
  const points = firstPoints(all);
  const remedies = [...new Set(notSeen.flatMap(({ remedy }) => (isLong(remedy) ? [clean(remedy).trim()] : [])))];
  const shown = remedies.join('\n\n');
  const block = rich(
    paragraph(bold('Not seen')),
    bullets(points.map((point) => paragraph(plain(point)))),
    ...(shown === '' || shown.length > COPIED_ROOM ? [] : [paragraph(bold('What to do:')), preformatted(shown)]),
  );
  if (isWhole(points, all) && shown.length <= COPIED_ROOM) return { blocks: [block] };
  const note = rich(paragraph(plain(`More, and what to do, in ${FILE} in the thread.`)));
  return { blocks: [block, note], file: { filename: FILE, title: 'What could not be seen', content: whole(notSeen) } };
}

const FILE = 'not-seen.txt';

function pointOf({ what, why, remedy }: NotSeen): string {
  const said = `${what}: ${why}`;
  return remedy === undefined || isLong(remedy) ? said : `${said}${/[.!?]$/.test(said) ? '' : '.'} ${remedy}`;
}

/** Something to copy, such as a Role: it keeps its lines. */
function isLong(remedy: string | undefined): remedy is string {
  return remedy?.trim().includes('\n') === true;
}

function whole(notSeen: readonly NotSeen[]): string {
  const parts = notSeen.map(({ what, why, remedy }) => [`${what}: ${why}`, ...(remedy ? [remedy] : [])].join('\n'));
  return `${clean(parts.join('\n\n'))}\n`;
}
