import { describe, expect, it } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { measureLateness } from '#lib/lateness.ts';

describe('how long the process was kept from working', () => {
  it('is what a timer was late by', async () => {
    const lateness = measureLateness(systemClock);
    await systemClock.sleep(10);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
    expect(lateness.stop()).toBeGreaterThanOrEqual(500);
  });

  it('is nothing on a clock that tells of no delay', () => {
    const lateness = measureLateness({ ...systemClock, now: () => 0 });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    expect(lateness.stop()).toBe(0);
  });
});
