import { describe, expect, it } from 'vitest';
import { wasSeen } from '#investigation/evidence.ts';
import type { FactKind, Gap } from '#investigation/observation.ts';
import { evidence, noConsumerRun, ZERO } from '../support/evidence.ts';

/** Of the probe of that kind, for a stretch. */
function outage(kind: FactKind, fromMs: number, toMs: number): Gap {
  const times = { from: ZERO + fromMs, at: ZERO + toMs };
  return { ...times, probe: `probe-of-${kind}`, kinds: [kind], reason: 'unreachable', detail: 'connect ECONNREFUSED' };
}

describe('an outage that is over before the end', () => {
  const run = evidence(noConsumerRun);
  const seenWith = (gap: Gap) => wasSeen({ ...run, gaps: [gap] }, gap.kinds[0] ?? 'pod-state');

  it('leaves what was there before it seen: whatever became of it is told afterwards', () => {
    expect(seenWith(outage('pod-state', 8_000, 20_000))).toBe(true);
    expect(seenWith(outage('kubernetes-job-state', 8_000, 20_000))).toBe(true);
  });

  it('leaves unseen what may have come and gone meanwhile, and what only happens', () => {
    expect(seenWith(outage('pod-state', 200, 12_000))).toBe(false);
    expect(seenWith(outage('queue-state', 8_000, 20_000))).toBe(false);
  });

  it('leaves the end unseen where it lasts until then', () => {
    expect(seenWith(outage('pod-state', 8_000, run.endedAt - ZERO - 500))).toBe(false);
  });
});
