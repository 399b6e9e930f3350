import { afterEach, describe, expect, it } from 'vitest';
import { followingClock, type LabClock, labClock } from '#lab/clock.ts';
import { systemClock } from '#lib/clock.ts';

let clock: LabClock;
afterEach(() => clock.stop());

describe('the lab’s clock', () => {
  it('hardly moves while the process is kept from working', async () => {
    clock = labClock(10);
    const asleep = clock.sleep(20);
    const before = clock.now();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
    expect(clock.now() - before).toBeLessThan(10);
    await asleep;
    expect(clock.now() - before).toBeLessThan(300);
  });

  it('wakes sleepers in the order of their times, and not before', async () => {
    clock = labClock(50);
    const began = clock.now();
    const woken: string[] = [];
    await Promise.all([
      clock.sleep(600).then(() => woken.push('late')),
      clock.sleep(200).then(() => woken.push('early')),
    ]);
    expect(woken).toEqual(['early', 'late']);
    expect(clock.now() - began).toBeGreaterThanOrEqual(600);
  });

  it('gives a sleeper up with the signal’s reason', async () => {
    clock = labClock(1);
    const stop = new AbortController();
    const asleep = clock.sleep(60_000, stop.signal);
    stop.abort(new Error('enough'));
    await expect(asleep).rejects.toThrow('enough');
    await expect(clock.sleep(1, stop.signal)).rejects.toThrow('enough');
  });

  it('times out as AbortSignal.timeout does', async () => {
    clock = labClock(50);
    const late = clock.timeout(100);
    expect(late.aborted).toBe(false);
    await clock.sleep(200);
    expect(late.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('is followed by another one, which wakes its sleepers by it, also while nobody sleeps on the first', async () => {
    const leading = labClock(50);
    clock = followingClock(leading.lead(), 50);
    const began = leading.now();
    await clock.sleep(20_000);
    expect(leading.now() - began).toBeGreaterThanOrEqual(20_000);
    leading.stop();
    const stood = clock.now();
    await systemClock.sleep(20);
    expect(clock.now()).toBe(stood);
  });
});
