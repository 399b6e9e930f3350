import { describe, expect, it } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { manualClock } from '../support/manual-clock.ts';

describe('the system clock', () => {
  it('says what time it is, in ms since the epoch', () => {
    const before = Date.now();
    const now = systemClock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it('sleeps no shorter than it was told', async () => {
    const before = performance.now();
    await systemClock.sleep(20);
    // A timer of Node may come a millisecond early.
    expect(performance.now() - before).toBeGreaterThanOrEqual(19);
  });

  it('wakes at once when it is aborted, also when that was before', async () => {
    const stop = new AbortController();
    const sleeping = systemClock.sleep(3_600_000, stop.signal);
    stop.abort(new Error('stop'));
    await expect(sleeping).rejects.toThrow('stop');
    await expect(systemClock.sleep(3_600_000, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('aborts after a time', async () => {
    const over = systemClock.timeout(10);
    await new Promise((resolve) => over.addEventListener('abort', resolve));
    expect(over.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('takes a part of a millisecond for a whole one', async () => {
    const over = systemClock.timeout(9.5);
    await new Promise((resolve) => over.addEventListener('abort', resolve));
    expect(over.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('takes a millisecond for a millisecond', () => {
    expect(systemClock.real(1_500)).toBe(1_500);
  });
});

describe('the manual clock of these tests', () => {
  it('stands still until it is told to go on, and wakes sleepers in their order, each at its time', async () => {
    const clock = manualClock(1_000);
    const woken: (readonly [string, number])[] = [];
    const sleeper = async (name: string, ...ms: readonly number[]) => {
      for (const each of ms) {
        await clock.sleep(each);
        woken.push([name, clock.now()]);
      }
    };
    const all = Promise.all([sleeper('a', 300, 100), sleeper('b', 200, 500), sleeper('c', 0)]);
    expect(clock.now()).toBe(1_000);
    await clock.advance(699);
    expect(woken).toEqual([
      ['c', 1_000],
      ['b', 1_200],
      ['a', 1_300],
      ['a', 1_400],
    ]);
    await clock.advance(1);
    await all;
    expect(woken.at(-1)).toEqual(['b', 1_700]);
    expect(clock.waiting).toBe(0);
  });

  it('wakes whom it must and forgets who gave up', async () => {
    const clock = manualClock(0);
    const stop = new AbortController();
    const sleeping = clock.sleep(500, stop.signal);
    stop.abort(new Error('stop'));
    await expect(sleeping).rejects.toThrow('stop');
    await expect(clock.sleep(500, stop.signal)).rejects.toThrow('stop');
    expect(clock.waiting).toBe(0);
  });

  it('aborts time-outs when they are due', async () => {
    const clock = manualClock(0);
    const over = clock.timeout(500);
    await clock.advance(499);
    expect(over.aborted).toBe(false);
    await clock.advance(1);
    expect(over.reason).toMatchObject({ name: 'TimeoutError' });
  });
});
