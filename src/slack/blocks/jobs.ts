import type { Button, DataTableBlock, KnownBlock, TableBlock } from '@slack/types';
import { isJobId } from '#investigation/job-id.ts';
import type { Leak } from '#investigation/rules/leaks.ts';
import { clean } from '#lib/clean.ts';
import { ageWords } from '#lib/duration.ts';
import type { JobRow, JobsReport } from '#lookups/jobs/report.ts';
import { writeJobLogs } from '../actions/values.ts';
import type { AttachedText, Reply } from '../message/content.ts';
import { oneLine } from './escape.ts';
import { type Fitted, firstOf, fitCopied, fitPoints, textLength } from './fit.ts';
import { answer, askedBy, inPlace, ofLookup, seenAt } from './frame.ts';
import { button, dataTable, NUMBERS, paragraph, plain, rich, tableBlock, textCell, WORDS } from './rich.ts';
import { utcTime } from './when.ts';

/** Slack refuses messages with little more text than 10,000 characters in their blocks together. */
const ROOM = 9_800;
const MOST_BUTTONS = 10;

/**
 * The jobs of an environment in one message: the answer, the table, what was left behind, what could not be seen, and a
 * button *Logs* for each of the first unwell jobs. Within Slack's limits for any report, and inert whatever its texts
 * are. What had to be cut is whole in the file.
 */
export function jobsMessage(report: JobsReport): Reply {
  const { text, block } = answer(markOf(report), report.headline);
  const others = [leaksOf(report), ...notSeenOf(report)];
  const below = [...others.flatMap(({ blocks }) => blocks), ...buttonsOf(report), contextOf(report)];
  const table = jobsTable(report.jobs, ROOM - textLength([block, below]));
  const isWhole = [table, ...others].every((part) => part.isWhole);
  const note = isWhole ? [] : [noteOf(report, table.shown)];
  const around = (tables: readonly KnownBlock[]) => [block, ...tables, ...note, ...below];
  const newer = { kind: 'data_table', blocks: around(table.newer) } as const;
  const content = { text, blocks: around(table.blocks), ...(table.newer.length > 0 && { newer }) };
  return isWhole ? { content } : { content, file: jobsFile(report) };
}

function markOf({ jobs, leaksMatter, notSeen }: JobsReport): string {
  if (jobs.some(({ health }) => health === 'unwell')) return 'red_circle';
  if (jobs.some(({ health }) => health === 'unclear') || (jobs.length === 0 && notSeen.length > 0))
    return 'white_circle';
  return leaksMatter ? 'large_yellow_circle' : 'large_green_circle';
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
  const spoken = `Show the logs of job ${jobId} in ${oneLine(environment, 30)}`;
  return [button({ id: `job-logs:${jobId}`, label: `Logs ${jobId}`, spoken, value })];
}

function contextOf({ requestedBy, at, environment, lookup }: JobsReport): KnownBlock {
  return askedBy(requestedBy, inPlace(environment), seenAt(at), ofLookup(lookup));
}

/** As much of the table as a message takes. */
export interface FittedTable {
  readonly blocks: readonly TableBlock[];
  readonly newer: readonly DataTableBlock[];
  /** How many jobs are in it. */
  readonly shown: number;
  /** Every job is in it, and every cell as it is. */
  readonly isWhole: boolean;
}

type Cells = (job: JobRow) => readonly string[];

// Slack takes 100 rows with the head, and one table a message.
const MOST_JOBS = 99;
const HEAD = ['Job', 'Health', 'Age', 'Pods', 'Node', 'Queue', 'Consumers', 'Ready', 'Port'];
const COLUMNS = [WORDS, WORDS, NUMBERS, WORDS, WORDS, WORDS, NUMBERS, NUMBERS, NUMBERS];
const HEALTH: Readonly<Record<JobRow['health'], string>> = {
  well: '✓ well',
  starting: '… starting',
  ending: '… ending',
  unwell: '✗ unwell',
  unclear: '? unclear',
};

/** The jobs in the order of the report, in at most `room` characters: as they are where all fit, else in few words. */
function jobsTable(jobs: readonly JobRow[], room: number): FittedTable {
  const whole = fill(jobs, jobCells, room);
  const isWhole = whole.length === jobs.length;
  const rows = isWhole ? whole : fill(jobs, fewWords, room);
  if (rows.length === 0) return { blocks: [], newer: [], shown: 0, isWhole };
  const newer = dataTable(
    'The jobs',
    HEAD,
    rows.map((cells) => cells.map(textCell)),
  );
  return { blocks: [tableBlock(COLUMNS, [HEAD, ...rows])], newer: [newer], shown: rows.length, isWhole };
}

/** The table as text, all of it. */
function jobsText(jobs: readonly JobRow[]): string {
  return [HEAD, ...jobs.map(jobCells)].map((cells) => cells.join(' | ')).join('\n');
}

function fill(jobs: readonly JobRow[], cellsOf: Cells, room: number): readonly (readonly string[])[] {
  return firstOf(jobs.slice(0, MOST_JOBS).map(cellsOf), room - lengthOf(HEAD), lengthOf);
}

function lengthOf(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + cell.length, 0);
}

function jobCells(job: JobRow): readonly string[] {
  const { jobId, ageMs, health, why, watched, pods, node, queue, consumers, ready, port } = job;
  const age = ageMs === undefined ? undefined : ageWords(ageMs);
  const judged = why === undefined ? HEALTH[health] : `${HEALTH[health]}: ${why}`;
  const healthWords = watched === undefined ? judged : `${judged} · watched: ${watched}`;
  const told = (number: number | undefined) => number ?? (queue === undefined ? undefined : 'unknown');
  return [jobId, healthWords, age, pods, node, queue, told(consumers), told(ready), port].map((value) =>
    oneLine(String(value ?? ''), Number.MAX_SAFE_INTEGER),
  );
}

const LONGEST: readonly number[] = [20, 60, 12, 40, 20, 20, 8, 8, 8];

/** Cut to what tells most; of a queue's name, what the job's id does not say already. */
function fewWords(job: JobRow): readonly string[] {
  const { jobId, queue } = job;
  const prefix = `grpc-job-${jobId}-`;
  const short = queue?.startsWith(prefix) ? { ...job, queue: `…-${queue.slice(prefix.length)}` } : job;
  return jobCells(short).map((cell, index) => oneLine(cell, LONGEST[index] ?? 20));
}

const FILE = 'jobs.txt';

/** The whole report as a text to attach. */
function jobsFile(report: JobsReport): AttachedText {
  const { headline, at, jobs, leaks, notSeen } = report;
  const parts = [
    [headline, utcTime(at) ?? ''].join('\n'),
    ...(jobs.length === 0 ? [] : [jobsText(jobs)]),
    ...(leaks.length === 0 ? [] : [['Left behind', ...leaks.map(leakWords)].join('\n')]),
    ...notSeen.map(({ what, why, remedy }) => [`Not seen: ${what}: ${why}`, ...(remedy ? [remedy] : [])].join('\n')),
  ];
  return { filename: FILE, title: 'All jobs', content: `${clean(parts.join('\n\n'))}\n` };
}

const KINDS: Readonly<Record<Leak['kind'], string>> = {
  'old-pending-pod': 'pod',
  'service-without-job': 'Service without a Job',
  'job-without-pods': 'Kubernetes Job without pods',
  'queue-without-pods': 'queue without pods',
};

/** `queue without pods grpc-job-1-4-1763001122.104221: 0 consumers, 240 messages ready`. */
function leakWords({ kind, name, detail }: Leak): string {
  return `${KINDS[kind]} ${name}: ${detail}`;
}
