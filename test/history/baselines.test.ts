import { describe, expect, it } from 'vitest';
import { createBaselines } from '#history/baselines.ts';
import { isMeant, type PastQuery } from '#history/line-indexes.ts';
import { DAY, HOUR, pastRun, REQUEST, TUESDAY } from '../support/trend-runs.ts';

const MINUTE = 60_000;

/** So many runs, a minute apart, the last one a minute before Tuesday; counts the times that they are read. */
function remembered(count: number) {
  const runs = Array.from({ length: count }, (_, n) => pastRun(TUESDAY - (n + 1) * MINUTE));
  let read = 0;
  const meant = (query: PastQuery) => runs.filter((run) => isMeant(run, query));
  const baselineOf = createBaselines({
    sizeOf: async (query) => meant(query).length,
    past: async (query, most) => {
      read += 1;
      return meant(query).slice(0, most);
    },
  });
  return {
    ask: (before: number, over = {}) => baselineOf({ environment: 'staging', request: REQUEST, before, ...over }),
    add: (startedAt: number, totalMs?: number) => void runs.push(pastRun(startedAt, {}, totalMs)),
    read: () => read,
  };
}

describe('what is usual, of many runs', () => {
  it('is read again only when a hundredth of them is new', async () => {
    const { ask, add, read } = remembered(1_000);
    const first = await ask(TUESDAY);
    expect(first).toMatchObject({ runs: 1_000 });
    for (let n = 1; n <= 10; n += 1) {
      add(TUESDAY + n);
      expect(await ask(TUESDAY + n + 1)).toBe(first);
    }
    expect(read()).toBe(1);
    add(TUESDAY + 11);
    expect(await ask(TUESDAY + 12)).toMatchObject({ runs: 1_011 });
    expect(read()).toBe(2);
  });

  it('is read again after an hour, and never of runs that came later than what is asked about', async () => {
    const { ask, read } = remembered(1_000);
    await ask(TUESDAY);
    await ask(TUESDAY + HOUR - 1);
    expect(read()).toBe(1);
    await ask(TUESDAY + HOUR);
    expect(read()).toBe(2);
    expect(await ask(TUESDAY - 5 * MINUTE)).toMatchObject({ runs: 995 });
  });

  it('is of its own question', async () => {
    const { ask, read } = remembered(1_000);
    const all = await ask(TUESDAY);
    expect(await ask(TUESDAY, { overMs: DAY / 24 })).toMatchObject({ runs: 60 });
    expect(await ask(TUESDAY, { imageCached: true })).not.toBe(all);
    expect(read()).toBe(3);
  });

  it('is read each time where they are few', async () => {
    const { ask, add } = remembered(100);
    expect(await ask(TUESDAY)).toMatchObject({ runs: 100 });
    add(TUESDAY);
    expect(await ask(TUESDAY + 1)).toMatchObject({ runs: 101 });
  });
});
