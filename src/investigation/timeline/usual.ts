import type { Baseline, Evidence, PhaseId } from '../evidence.ts';
import { interval, range } from '../say.ts';
import { type WhatCounts, whatCounts } from './ready.ts';

/** What is usual for a stretch, ms. */
export interface Usual {
  readonly fromMs: number;
  readonly toMs: number;
  /** How many earlier healthy runs it is from, as their p5 and p95; absent where it is from the documents. */
  readonly runs?: number;
}

/** Source: the stage budget of the Focus Server team's monitoring guide, and its measured runs. */
export const usualPhases = {
  configure: { fromMs: 200, toMs: 900 },
  'job-creation': { fromMs: 0, toMs: 2_000 },
  scheduling: { fromMs: 0, toMs: 2_000 },
  'container-start': { fromMs: 1_000, toMs: 10_000 },
  queue: { fromMs: 1_000, toMs: 7_000 },
  consumer: { fromMs: 1_000, toMs: 5_000 },
  metadata: { fromMs: 0, toMs: 2_000 },
  /** Of 40 measured jobs 38 accepted 7–15 s after configure, the latest after 22 s. */
  stream: { fromMs: 4_000, toMs: 14_000 },
} as const satisfies Readonly<Record<PhaseId, Usual>>;

/** Phases as people read them. */
export const phaseLabels: Readonly<Record<PhaseId, string>> = {
  configure: 'Configure',
  'job-creation': 'Making the pod',
  scheduling: 'Scheduling',
  'container-start': 'Starting the container',
  queue: 'Making the queue',
  consumer: 'Attaching the consumer',
  metadata: 'Registering it',
  stream: 'Opening its stream',
};

/** From configure to the consumer 1–5 s, though up to 30 s was documented; to a stream's port as measured. */
const usualTotals: Readonly<Record<WhatCounts['thing'], Usual>> = {
  consumer: { fromMs: 1_000, toMs: 5_000 },
  stream: { fromMs: 7_000, toMs: 15_000 },
};

/** One healthy run in twenty takes longer than the p95: that alone is not slow. */
const SLOW_FACTOR = 1.5;

/** For these phases one after another: as history knows it where it knows all of them, else as documented. */
export function usualOf(ids: readonly PhaseId[], baseline: Baseline | undefined): Usual {
  return learned(ids, baseline) ?? documented(ids);
}

/**
 * How long these phases together may take before they count as slow, ms. Never less than what is documented: a baseline
 * can keep an environment that is slower by nature from alarming, and never makes an alarm of its own.
 */
export function slowAboveMs(ids: readonly PhaseId[], baseline: Baseline | undefined): number {
  const here = learned(ids, baseline);
  return Math.max(documented(ids).toMs, here ? SLOW_FACTOR * here.toMs : 0);
}

/** From configure to what counts as there. */
export function usualTotal(evidence: Pick<Evidence, 'subject' | 'background'>): Usual {
  const total = evidence.background?.usual?.total;
  return total ? { fromMs: total.p5, toMs: total.p95, runs: total.runs } : usualTotals[whatCounts(evidence).thing];
}

/** Such as `1–5 s`, or `1.23–3.4 s` where it was measured. */
export function usualRange({ fromMs, toMs, runs }: Usual): string {
  return runs === undefined ? range(fromMs, toMs) : interval(fromMs, toMs);
}

/** For a sentence: `usually 1–5 s`, `usually 1.23–3.4 s in 214 runs`. */
export function usually(usual: Usual): string {
  const words = `usually ${usualRange(usual)}`;
  return usual.runs === undefined ? words : `${words} in ${usual.runs} runs`;
}

/** Sums of p5 and of p95 are a little wider than those of the sums, so they err towards what is usual. */
function learned(ids: readonly PhaseId[], baseline: Baseline | undefined): Usual | undefined {
  const parts = ids.flatMap((id) => baseline?.phases[id] ?? []);
  if (parts.length < ids.length) return undefined;
  return {
    fromMs: sum(parts.map(({ p5 }) => p5)),
    toMs: sum(parts.map(({ p95 }) => p95)),
    runs: Math.min(...parts.map(({ runs }) => runs)),
  };
}

function documented(ids: readonly PhaseId[]): Usual {
  const parts = ids.map((id) => usualPhases[id]);
  return { fromMs: sum(parts.map(({ fromMs }) => fromMs)), toMs: sum(parts.map(({ toMs }) => toMs)) };
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
