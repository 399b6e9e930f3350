import type { Row } from '../bench.ts';
import { wilson } from '../bench.ts';
import type { MatrixCase } from './matrix/case.ts';
import { isMet, type Recheck, type Score } from './score.ts';

/** One case played with one seed. */
export interface Outcome {
  readonly id: string;
  readonly seed: number;
  readonly level: MatrixCase['level'];
  /** The truth in words: `pod-crashed`, `pod-crashed + no-data-source`, `healthy`. */
  readonly cause: string;
  /** Absent where it could not be played. */
  readonly score?: Score;
  readonly recheck?: Recheck;
  /** From evidence to report. */
  readonly judgedMs?: number;
  /** Of a run that could not be played. */
  readonly error?: string;
}

export type Played = Outcome & Required<Pick<Outcome, 'score' | 'recheck' | 'judgedMs'>>;

export function isPlayed(outcome: Outcome): outcome is Played {
  return outcome.score !== undefined;
}

export function causeOf({ truth }: MatrixCase): string {
  return truth.length === 0 ? 'healthy' : truth.join(' + ');
}

/** A row a cause and level, then one a level. */
export function accuracyRows(played: readonly Played[]): readonly Row[] {
  const byCause = Map.groupBy(played, ({ cause, level }) => `${cause} ${level}`);
  const byLevel = Map.groupBy(played, ({ level }) => level);
  const causes = [...byCause.values()].map((group) => rowOf(group[0]?.cause ?? '', group)).sort(inOrder);
  return [...causes, ...[...byLevel.values()].map((group) => rowOf('all', group)).sort(inOrder)];
}

function inOrder(a: Row, b: Row): number {
  return Number(a.level) - Number(b.level) || String(a.cause).localeCompare(String(b.cause));
}

function rowOf(cause: string, group: readonly Played[]): Row {
  const right = group.filter(({ score }) => score.right).length;
  const [low, high] = wilson(right, group.length);
  return {
    cause,
    level: group[0]?.level ?? 0,
    n: group.length,
    'top-1 %': tenth(share(group, ({ right }) => right)),
    'from %': tenth(100 * low),
    'to %': tenth(100 * high),
    'right or open %': tenth(share(group, ({ rightOrOpen }) => rightOrOpen)),
    'confidently wrong %': tenth(share(group, ({ confidentlyWrong }) => confidentlyWrong)),
  };
}

/** In percent; of none: 0, so that a target on them is missed. */
export function share(played: readonly Played[], is: (score: Score) => boolean): number {
  return played.length === 0 ? 0 : (100 * played.filter(({ score }) => is(score)).length) / played.length;
}

export function isFailure(outcome: Outcome): boolean {
  if (!isPlayed(outcome)) return true;
  const { level, score, recheck } = outcome;
  return !isMet(level, score) || recheck.held < recheck.claims;
}

export function failureLine({ id, seed, score, recheck, error }: Outcome): string {
  const claims =
    recheck && recheck.held < recheck.claims ? `; ${recheck.claims - recheck.held} claims do not re-check` : '';
  return `${id} seed ${seed}: ${score ? `said ${score.said}${claims}` : `could not be played: ${error}`}`;
}

/** Rows of the same columns as text, the first column to the left. */
export function textTable(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const pad = (text: string, i: number) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0));
  return lines.map((line) => line.map(pad).join('  ')).join('\n');
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
