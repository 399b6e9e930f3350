import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterClock } from '#investigation/timeline/clocks.ts';
import { evidence, type Seen, ZERO } from '../../support/evidence.ts';

/** A `Date` header of a clock that is `ahead` of the bot's, read somewhere between sending and answering. */
function reading(
  sentMs: number,
  tookMs: number,
  aheadMs: number,
  clock: 'kubernetes' | 'focus-server' = 'kubernetes',
  after = 0.5,
): Seen {
  const stamp = Math.floor((ZERO + sentMs + tookMs * after + aheadMs) / 1_000) * 1_000;
  return [
    sentMs + tookMs,
    { kind: 'clock-reading', clock, sentAt: ZERO + sentMs, answeredAt: ZERO + sentMs + tookMs, stamp },
  ];
}

describe('a stamp of the cluster', () => {
  it("means nothing on the bot's clock while the cluster's clock was not read", () => {
    expect(clusterClock(evidence([]))(ZERO, 1_000)).toBeUndefined();
    expect(clusterClock(evidence([reading(0, 10, 5_000, 'focus-server')]))(ZERO, 1_000)).toBeUndefined();
  });

  it('is shifted by how far the cluster is ahead, as wide as the header and the stamp are coarse', () => {
    const read = clusterClock(evidence([reading(0, 10, 5_000)]));
    expect(read(ZERO + 7_000, 1_000)).toEqual({ earliest: 1_000, latest: 3_010 });
  });

  it('is read the finer, the more readings there are', () => {
    const read = clusterClock(evidence([reading(0, 10, 5_000), reading(500, 10, 5_000)]));
    expect(read(ZERO + 7_000, 1_000)).toEqual({ earliest: 1_500, latest: 3_010 });
  });

  it('is as exact as it says it is', () => {
    const read = clusterClock(evidence([reading(0, 10, 5_000)]));
    expect(read(ZERO + 7_000.25, 0)).toEqual({ earliest: 1_000.25, latest: 2_010.25 });
  });

  it('lies where any of several clocks would have it, where the readings cannot all be of one', () => {
    const read = clusterClock(evidence([reading(0, 10, 5_000), reading(500, 10, 8_000)]));
    expect(read(ZERO + 9_000, 0)).toEqual({ earliest: 500, latest: 4_010 });
  });

  it('contains the true instant, whatever the clocks and however slow the answers', () => {
    const exchange = fc.record({
      sentMs: fc.nat(30_000),
      tookMs: fc.nat(3_000),
      after: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: -10_000, max: 10_000 }),
        fc.array(exchange, { minLength: 1, maxLength: 4 }),
        fc.nat(60_000),
        (ahead, exchanges, happened) => {
          const seen = exchanges.map(({ sentMs, tookMs, after }) =>
            reading(sentMs, tookMs, ahead, 'kubernetes', after),
          );
          const stamp = Math.floor((ZERO + happened + ahead) / 1_000) * 1_000;
          const read = clusterClock(evidence(seen))(stamp, 1_000);
          expect(read?.earliest).toBeLessThanOrEqual(happened);
          expect(read?.latest).toBeGreaterThanOrEqual(happened);
        },
      ),
    );
  });
});
