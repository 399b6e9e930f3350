import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesInOrder } from '#investigation/log-reading/order.ts';
import { clusterClock, evidence, log, type Seen, ZERO } from '../../support/evidence.ts';

/** A line written at `writtenMs` by a cluster whose clock is 250 ms ahead, learned at `learnedMs`. */
function stamped(learnedMs: number, writtenMs: number, text: string, source: 'backend' | 'grpc' = 'grpc'): Seen {
  const [at, fact] = log(learnedMs, source, 'error', text);
  return [at, { ...fact, stamp: ZERO + writtenMs + 250 } as typeof fact];
}

function placed(...seen: readonly Seen[]): readonly (readonly [text: string, afterZeroMs: number])[] {
  return linesInOrder(evidence(seen)).map(({ text, at }) => [text, at - ZERO]);
}

describe('the order of lines', () => {
  it("is the cluster's, whatever the bot learned first", () => {
    const seen = [
      clusterClock(6),
      stamped(9_000, 1_500, 'second, learned late'),
      stamped(4_000, 2_500, 'third', 'backend'),
      stamped(8_000, 1_000, 'first'),
    ];
    expect(placed(...seen).map(([text]) => text)).toEqual(['first', 'second, learned late', 'third']);
  });

  it('has a line without a stamp where the bot learned of it', () => {
    const seen = [
      clusterClock(6),
      stamped(9_000, 1_000, 'early'),
      log(5_000, 'backend', 'error', 'between'),
      stamped(9_000, 8_000, 'late'),
    ];
    expect(placed(...seen).map(([text]) => text)).toEqual(['early', 'between', 'late']);
  });

  it("is the cluster's while its clock is unknown, too", () => {
    const seen = [
      stamped(9_000, 2_000, 'second'),
      stamped(4_000, 3_990, 'third', 'backend'),
      stamped(9_500, 1_000, 'first'),
      log(3_000, 'backend', 'error', 'unstamped'),
    ];
    expect(placed(...seen).map(([text]) => text)).toEqual(['first', 'second', 'unstamped', 'third']);
  });

  it('is of time for any mix of lines', () => {
    const any = fc.record({ learned: fc.nat(60_000), late: fc.nat(60_000), stamp: fc.boolean() });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), fc.boolean(), (lines, clockRead) => {
        const seen = lines.map(({ learned, late, stamp }, i) =>
          stamp ? stamped(learned, learned - late, `${i}`) : log(learned, 'backend', 'error', `${i}`),
        );
        const order = linesInOrder(evidence([...seen, ...(clockRead ? [clusterClock(6)] : [])]));
        expect(order).toHaveLength(lines.length);
        const stamps = order.flatMap(({ stamp }) => stamp ?? []);
        expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
        const learned = order.filter(({ stamp }) => stamp === undefined).map(({ at }) => at);
        expect(learned).toEqual(learned.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('the time of a line', () => {
  it("is its stamp on the bot's clock, in the middle of where that may be", () => {
    // The header of 0 s, asked between 1 and 6 ms, leaves the cluster 6 ms behind to 999 ms ahead.
    expect(placed(clusterClock(6), stamped(9_000, 1_500, 'x'))).toEqual([['x', 1_500 + 250 - 496.5]]);
  });

  it('is never after the bot learned of it', () => {
    expect(placed(clusterClock(6), stamped(1_000, 1_500, 'x'))).toEqual([['x', 1_000]]);
  });

  it('is when the bot learned of it where it has no stamp, or the clock was not read', () => {
    expect(placed(clusterClock(6), log(7_000, 'grpc', 'error', 'x'))).toEqual([['x', 7_000]]);
    expect(placed(stamped(9_000, 1_500, 'x'))).toEqual([['x', 9_000]]);
  });
});
