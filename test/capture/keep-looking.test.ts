import { beforeEach, describe, expect, it } from 'vitest';
import { keepLooking } from '#capture/keep-looking.ts';
import { BlindError } from '#investigation/probe.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';

let clock: ManualClock;
let stop: AbortController;
let told: string[];

beforeEach(() => {
  clock = manualClock(0);
  stop = new AbortController();
  told = [];
});

/** Looks fail with these, one after the other; the times of the looks are given back. */
function looking(...failures: readonly (Error | 'sees' | undefined)[]) {
  const looks: number[] = [];
  const ended = keepLooking({
    clock,
    signal: stop.signal,
    look: async (seen) => {
      looks.push(clock.now());
      const failure = failures[looks.length - 1];
      if (failure === undefined) return;
      if (failure === 'sees') seen();
      throw failure === 'sees' ? new BlindError('unreachable', 'lost again') : failure;
    },
    blind: ({ reason, message }) => void told.push(`${reason}: ${message}`),
    mended: () => void told.push('mended'),
  });
  return { looks, ended };
}

const unreachable = new BlindError('unreachable', 'lost');

describe('looking again and again', () => {
  it('pauses longer and longer, up to half a minute, and tells once', async () => {
    const { looks, ended } = looking(...Array<Error>(7).fill(unreachable));
    await clock.advance(200_000);
    await ended;
    expect(looks).toEqual([0, 2, 6, 14, 30, 60, 90, 120].map((seconds) => seconds * 1_000));
    expect(told).toEqual(['unreachable: lost', 'mended']);
  });

  it('begins with short pauses again once it has seen something, and tells anew', async () => {
    const { looks, ended } = looking(unreachable, unreachable, 'sees', undefined);
    await clock.advance(60_000);
    await ended;
    expect(looks).toEqual([0, 2_000, 6_000, 8_000]);
    expect(told).toEqual(['unreachable: lost', 'mended', 'unreachable: lost again', 'mended']);
  });

  it('waits for minutes where it is refused', async () => {
    const { looks, ended } = looking(new BlindError('refused', 'no'));
    await clock.advance(200_000);
    await ended;
    expect(looks).toEqual([0, 180_000]);
  });

  it('takes a mistake of its own for blindness, and goes on', async () => {
    const { looks, ended } = looking(new TypeError('x is undefined'));
    await clock.advance(2_000);
    await ended;
    expect(looks).toHaveLength(2);
    expect(told).toEqual(['failed: x is undefined', 'mended']);
  });

  it('ends at once on the signal, also in a pause', async () => {
    const { looks, ended } = looking(unreachable, unreachable);
    await clock.advance(1_000);
    stop.abort();
    await ended;
    expect(looks).toHaveLength(1);
    expect(clock.waiting).toBe(0);
  });
});
