import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { within } from '#probes/within.ts';
import { keptOf } from '../support/kept.ts';
import { manualClock } from '../support/manual-clock.ts';

const never = () => new Promise<never>(() => {});
const open = () => new AbortController().signal;

describe('a look within a time', () => {
  it('is what it comes to, and leaves no timer', async () => {
    const clock = manualClock(0);
    await expect(within(clock, 100, open(), async () => 'seen')).resolves.toBe('seen');
    await expect(within(clock, 100, open(), () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(clock.waiting).toBe(0);
  });

  it('is left when it takes longer, and told so', async () => {
    const clock = manualClock(0);
    let told: AbortSignal | undefined;
    const looking = within(clock, 1_500, open(), (signal) => {
      told = signal;
      return never();
    });
    const late = expect(looking).rejects.toMatchObject({
      name: 'BlindError',
      reason: 'timed-out',
      message: 'no answer within 1.5 s',
    });
    await clock.advance(1_499);
    expect(told?.aborted).toBe(false);
    await clock.advance(1);
    await late;
    expect(told?.aborted).toBe(true);
  });

  it('is late also where the look says so in its own words', async () => {
    const clock = manualClock(0);
    const looking = within(
      clock,
      100,
      open(),
      (signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('canceled')))),
    );
    const late = expect(looking).rejects.toMatchObject({ reason: 'timed-out' });
    await clock.advance(100);
    await late;
  });

  it('ends with the reason of the signal', async () => {
    const stop = new AbortController();
    const looking = within(manualClock(0), 100, stop.signal, never);
    stop.abort(new Error('enough'));
    await expect(looking).rejects.toThrow('enough');
    await expect(within(manualClock(0), 100, stop.signal, async () => 'seen')).rejects.toThrow('enough');
  });

  it('keeps nothing of a thousand looks while the signal lives on', async () => {
    const clock = manualClock(0);
    const { signal } = new AbortController();
    const kept = await keptOf(1_000, () => within(clock, 100, signal, async () => ({ seen: 'much' })));
    // The last one may still be on the stack.
    expect(kept).toBeLessThanOrEqual(1);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(clock.waiting).toBe(0);
  });
});
