import { describe, expect, it } from 'vitest';
import { settlesWithin } from '#lib/settles-within.ts';
import { manualClock } from '../support/manual-clock.ts';

describe('whether work settles within some time', () => {
  it('is so when it ends in time, also by a failure, and leaves no timer', async () => {
    const clock = manualClock(0);
    expect(await settlesWithin(clock, 1_000, Promise.resolve())).toBe(true);
    expect(await settlesWithin(clock, 1_000, Promise.reject(new Error('no')))).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  it('is not so when it does not, whatever becomes of it', async () => {
    const clock = manualClock(0);
    const settles = settlesWithin(clock, 1_000, new Promise(() => {}));
    await clock.advance(1_000);
    expect(await settles).toBe(false);
  });
});
