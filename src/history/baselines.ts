import type { Baseline } from '#investigation/evidence.ts';
import { learnBaseline, type Question } from '#investigation/past/learn.ts';
import type { Lines } from './lines.ts';

export interface PastQuestion extends Question {
  readonly environment: string;
  /** Of watched jobs, which are never mixed with the others. */
  readonly watched?: true;
  /** Runs that started before this time count, ms since the epoch, and at most `overMs` before it. */
  readonly before: number;
  /** 14 days where absent. */
  readonly overMs?: number;
}

/** What is usual for a question, as far as it was learned; undefined where too few runs are known. */
export type BaselineOf = (question: PastQuestion) => Promise<Baseline | undefined>;

interface Learned {
  readonly before: number;
  readonly size: number;
  readonly baseline: Baseline | undefined;
}

const BASELINE_MS = 14 * 24 * 60 * 60_000;
/** A run every five minutes for 14 days, nearly; of more, the latest count. */
const MOST_RUNS = 4_000;
/** So few are read each time. */
const FEW_RUNS = 100;
/** Of the runs it was learned from: so many more or less move no percentile by a word. */
const CHANGE = 0.01;
const FRESH_MS = 60 * 60_000;
const MOST_LEARNED = 100;

/** Thousands of runs are read for an investigation only where a hundredth of them is new, or an hour has passed. */
export function createBaselines(lines: Pick<Lines, 'past' | 'sizeOf'>): BaselineOf {
  const learned = new Map<string, Learned>();
  return async ({ environment, request, watched = false, before, overMs = BASELINE_MS, imageCached }) => {
    const query = { environment, request, watched, verdict: 'healthy', from: before - overMs, to: before } as const;
    const size = await lines.sizeOf(query);
    const key = JSON.stringify([environment, request, watched, overMs, imageCached]);
    const known = learned.get(key);
    if (known && isAsGood(known, before, size)) return known.baseline;
    const question = { request, ...(imageCached !== undefined && { imageCached }) };
    const baseline = learnBaseline(await lines.past(query, MOST_RUNS), question);
    learned.delete(key);
    if (size > FEW_RUNS) learned.set(key, { before, size, baseline });
    const [oldest = key] = learned.keys();
    if (learned.size > MOST_LEARNED) learned.delete(oldest);
    return baseline;
  };
}

/** Never of runs that came after what is asked about. */
function isAsGood(known: Learned, before: number, size: number): boolean {
  const isOfThen = before >= known.before && before - known.before < FRESH_MS;
  return isOfThen && Math.abs(size - known.size) <= CHANGE * known.size;
}
