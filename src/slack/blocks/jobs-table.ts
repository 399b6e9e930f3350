import type { RawTextElement, TableBlock } from '@slack/types';
import { ageWords } from '#investigation/lookup/jobs/age.ts';
import type { JobRow } from '#investigation/lookup/jobs-report.ts';
import { oneLine } from './escape.ts';

/** As much of the table as a message takes. */
export interface FittedTable {
  readonly blocks: readonly TableBlock[];
  /** How many jobs are in it. */
  readonly shown: number;
  /** Every job is in it, and every cell as it is. */
  readonly isWhole: boolean;
}

type Column = NonNullable<TableBlock['column_settings']>[number];
type Cells = (job: JobRow) => readonly string[];
const WORDS: Column = { is_wrapped: true };
const NUMBERS: Column = { align: 'right' };

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
export function jobsTable(jobs: readonly JobRow[], room: number): FittedTable {
  if (jobs.length === 0) return { blocks: [], shown: 0, isWhole: true };
  const whole = fill(jobs, jobCells, room);
  if (whole.length === jobs.length) return { blocks: [table(whole)], shown: whole.length, isWhole: true };
  const fitted = fill(jobs, fewWords, room);
  return { blocks: fitted.length === 0 ? [] : [table(fitted)], shown: fitted.length, isWhole: false };
}

/** The table as text, all of it. */
export function jobsText(jobs: readonly JobRow[]): string {
  return [HEAD, ...jobs.map(jobCells)].map((cells) => cells.join(' | ')).join('\n');
}

function fill(jobs: readonly JobRow[], cellsOf: Cells, room: number): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  let left = room - lengthOf(HEAD);
  for (const job of jobs.slice(0, MOST_JOBS)) {
    const cells = cellsOf(job);
    left -= lengthOf(cells);
    if (left < 0) break;
    rows.push(cells);
  }
  return rows;
}

function lengthOf(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + cell.length, 0);
}

function jobCells(job: JobRow): readonly string[] {
  const { jobId, ageMs, health, why, pods, node, queue, consumers, ready, port } = job;
  const age = ageMs === undefined ? undefined : ageWords(ageMs);
  const healthWords = why === undefined ? HEALTH[health] : `${HEALTH[health]}: ${why}`;
  return [jobId, healthWords, age, pods, node, queue, consumers, ready, port].map((value) =>
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

function table(rows: readonly (readonly string[])[]): TableBlock {
  return { type: 'table', rows: [HEAD, ...rows].map((row) => row.map(cell)), column_settings: COLUMNS };
}

function cell(text: string): RawTextElement {
  return { type: 'raw_text', text };
}
