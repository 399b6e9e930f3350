import fc from 'fast-check';
import type { Background, Baseline, PhaseId, Usually } from '#investigation/evidence.ts';

/** 2025-11-08T15:34:15Z, five days before the zero of test evidence. */
const SINCE = 1_762_616_055_000;

/** Usual times from `p5` to `p95` ms. */
export function usually(p5: number, p95: number, runs = 214): Usually {
  return { p5, p50: (p5 + p95) / 2, p95, runs };
}

/** 214 healthy runs since 8 Nov; say what they took. */
export function baseline(phases: Baseline['phases'] = {}, more: Partial<Baseline> = {}): Baseline {
  return { runs: 214, since: SINCE, phases, ...more };
}

/** What history knew of an environment where that much was usual. */
export function background(usual?: Baseline): Background {
  return { investigations: 214, knownErrors: [], ...(usual && { usual }) };
}

/** The whole way, each phase from 0.1 to 0.4 s. */
export const quick: Baseline['phases'] = Object.fromEntries(
  (['configure', 'job-creation', 'scheduling', 'container-start', 'queue', 'consumer', 'metadata'] as const).map(
    (id) => [id, usually(100, 400)],
  ),
);

/** Much quicker than documented, much slower, or about so. */
const anyTimes = fc.oneof(
  ...[300, 3_000, 20_000].map((most) => fc.array(fc.nat(most), { minLength: 3, maxLength: 3 })),
);
const anyUsually = fc.tuple(anyTimes, fc.integer({ min: 10, max: 4_000 })).map(([times, runs]): Usually => {
  const [p5 = 0, p50 = 0, p95 = 0] = times.toSorted((one, other) => one - other);
  return { p5, p50, p95, runs };
});

/** Anything that history may have learned. */
export const anyBaseline: fc.Arbitrary<Baseline> = fc.record(
  {
    runs: fc.integer({ min: 10, max: 4_000 }),
    since: fc.constant(SINCE),
    imageCached: fc.boolean(),
    total: anyUsually,
    phases: fc.dictionary(fc.constantFrom(...(Object.keys(quick) as PhaseId[])), anyUsually),
  },
  { requiredKeys: ['runs', 'since', 'phases'] },
);
