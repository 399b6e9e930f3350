import { describe, expect, it } from 'vitest';
import { createSlots } from '#capture/slots.ts';

/** Work that goes on until it is ended. */
function work() {
  let end = () => {};
  let began = false;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const run = () => {
    began = true;
    return ended;
  };
  return { run, end, hasBegun: () => began };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('slots', () => {
  it('let so many work at a time, and the others in the order of their coming', async () => {
    const slots = createSlots(1);
    const [one, two, three] = [work(), work(), work()];
    const all = [one, two, three].map(({ run }) => slots.use(run));
    await settle();
    expect([one, two, three].map(({ hasBegun }) => hasBegun())).toEqual([true, false, false]);
    expect(slots.areTaken).toBe(true);
    one.end();
    await settle();
    expect([two, three].map(({ hasBegun }) => hasBegun())).toEqual([true, false]);
    two.end();
    three.end();
    await Promise.all(all);
    expect(slots.areTaken).toBe(false);
  });

  it('lets nobody work whose signal came while it waited', async () => {
    const slots = createSlots(1);
    const [one, two] = [work(), work()];
    const stop = new AbortController();
    const first = slots.use(one.run);
    const second = slots.use(two.run, stop.signal);
    stop.abort();
    await second;
    one.end();
    await first;
    expect(two.hasBegun()).toBe(false);
    expect(slots.areTaken).toBe(false);
  });

  it('is free again when the work fails', async () => {
    const slots = createSlots(1);
    await expect(slots.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(slots.areTaken).toBe(false);
  });
});
