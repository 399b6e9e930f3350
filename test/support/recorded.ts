import { type Bundled, makeBundle } from '#bundle/make-bundle.ts';
import type { Capture } from '#history/capture.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import type { Fact, Observation } from '#investigation/observation.ts';
import { ZERO } from './evidence.ts';

/** What a bundle is made of, judged by today's rules; say only what differs. */
export function bundled(evidence: Evidence, over: Partial<Bundled> = {}): Bundled {
  return { evidence, report: explain(evidence), version: '0.1.0', madeAt: ZERO + 60_000, ...over };
}

export function bundleOf(evidence: Evidence, over: Partial<Bundled> = {}): Promise<Uint8Array> {
  return makeBundle(bundled(evidence, over));
}

/** What was captured of job 19-7 from zero on. */
export function capture(seen: readonly (readonly [number, Fact])[], over: Partial<Capture> = {}): Capture {
  return {
    version: 1,
    environment: 'staging',
    jobId: '19-7',
    life: 'u1',
    firstSeenAt: ZERO + 300,
    lastSeenAt: ZERO + 40_000,
    end: 'gone',
    failed: true,
    observations: seen.map(
      ([at, fact], i): Observation => ({ id: `o${i + 1}`, at: ZERO + at, probe: 'capture', fact }),
    ),
    gaps: [],
    droppedLines: 0,
    ...over,
  };
}
