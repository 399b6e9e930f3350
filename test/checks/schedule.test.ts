import { describe, expect, it } from 'vitest';
import type { Schedule } from '#checks/check.ts';
import { cronProblem, nextTicks, ticksBetween } from '#checks/schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const at = (text: string) => Date.parse(text);
const texts = (ticks: readonly number[]) => ticks.map((tick) => new Date(tick).toISOString().slice(0, 16));
const cron = (pattern: string, tz = 'Europe/Berlin'): Schedule => ({ kind: 'cron', pattern, tz });
const every = (everyMs: number, offsetMs = 0): Schedule => ({ kind: 'every', everyMs, offsetMs });

describe('a schedule of equal intervals', () => {
  it('ticks at every multiple since the epoch and its offset, after the instant itself', () => {
    expect(nextTicks(every(1_000, 300), 0, 3)).toEqual([300, 1_300, 2_300]);
    expect(nextTicks(every(1_000, 300), 300, 1)).toEqual([1_300]);
    expect(nextTicks(every(1_000, 300), 299, 1)).toEqual([300]);
    expect(nextTicks(every(1_000), 0, 0)).toEqual([]);
  });

  it('counts what is after the beginning and up to the end', () => {
    expect(ticksBetween(every(1_000, 300), 300, 2_300)).toEqual([1_300, 2_300]);
    expect(ticksBetween(every(1_000, 300), 301, 1_299)).toEqual([]);
  });

  it('stops after ten thousand', () => {
    const ticks = ticksBetween(every(1_000), 0, 20_000_000);
    expect(ticks).toHaveLength(10_000);
    expect(ticks.at(-1)).toBe(10_000_000);
  });
});

describe('a cron schedule', () => {
  it('ticks by the clocks of its zone', () => {
    expect(texts(nextTicks(cron('*/30 6-7 * * 1-5'), at('2026-11-20T06:10Z'), 3))).toEqual([
      '2026-11-20T06:30',
      '2026-11-23T05:00',
      '2026-11-23T05:30',
    ]);
    expect(texts(nextTicks(cron('0 6 * * *', 'UTC'), at('2026-11-20T06:00Z'), 1))).toEqual(['2026-11-21T06:00']);
  });

  it('may count seconds', () => {
    expect(nextTicks(cron('*/20 * * * * *', 'UTC'), 1, 3)).toEqual([20_000, 40_000, 60_000]);
  });

  it('goes on evenly while clocks go back and forward', () => {
    const gaps = (from: string) => {
      const ticks = ticksBetween(cron('*/30 * * * *'), at(from), at(from) + 6 * HOUR);
      return new Set(ticks.slice(1).map((tick, i) => tick - (ticks[i] ?? 0)));
    };
    expect(gaps('2026-10-24T22:00Z')).toEqual(new Set([30 * MINUTE]));
    expect(gaps('2026-03-28T22:00Z')).toEqual(new Set([30 * MINUTE]));
  });

  it('ticks once in a night whose hour comes twice, and once in a night that has not got it', () => {
    const night = (from: string) => texts(ticksBetween(cron('30 2 * * *'), at(from), at(from) + 24 * HOUR));
    expect(night('2026-10-24T12:00Z')).toEqual(['2026-10-25T00:30']);
    expect(night('2026-03-28T12:00Z')).toEqual(['2026-03-29T01:30']);
  });

  it.each([
    ['Africa/Cairo', '30 0 * * *', '2026-04-23T22:30'],
    ['Africa/Cairo', '30 0 24 4 *', '2026-04-23T22:30'],
    ['America/Godthab', '30 23 * * *', '2026-03-29T01:30'],
    ['America/Havana', '30 0 8 3 *', '2026-03-08T05:30'],
    ['America/Santiago', '30 0 6 9 *', '2026-09-06T04:30'],
    ['Asia/Beirut', '30 0 29 3 *', '2026-03-28T22:30'],
    ['Atlantic/Azores', '30 0 29 3 *', '2026-03-29T01:30'],
    ['Australia/Lord_Howe', '15 2 * * *', '2026-10-03T15:45'],
  ])('ticks after the time that clocks skip, also around midnight: %s, %s', (tz, pattern, tick) => {
    const day = ticksBetween(cron(pattern, tz), at(tick) - 18 * HOUR, at(tick) + 18 * HOUR);
    expect(texts(day)).toEqual([tick]);
  });

  it.each(['2026-10-24T22:00Z', '2026-03-28T22:00Z'])('has the same ticks wherever one begins to count: %s', (from) => {
    for (const pattern of ['30 2 * * *', '15,45 1-3 * * *', '0 3 * * *']) {
      const end = at(from) + 8 * HOUR;
      const all = ticksBetween(cron(pattern), at(from), end);
      for (let begin = at(from); begin < end; begin += 10 * MINUTE)
        expect(ticksBetween(cron(pattern), begin, end)).toEqual(all.filter((tick) => tick > begin));
    }
  });
});

describe('a cron pattern', () => {
  it.each(['*/15 6-20 * * 1-5', '0 0 29 2 *', '*/5 * * * * *', '0 6 * * MON,THU', '0 0 L * *'])(
    'may be %s',
    (pattern) => {
      expect(cronProblem(pattern)).toBeUndefined();
    },
  );

  it.each<[string, string | RegExp]>([
    ['', 'it has 1 field'],
    ['* *', 'it has 2 fields'],
    ['@daily', 'it has 1 field'],
    ['* * * * * * *', 'it has 7 fields'],
    ['H * * * *', 'H is not a time'],
    ['H(0-29)/10 * * * *', 'H is not a time'],
    ['*/4 * * * * *', 'its ticks are less than 5 s apart'],
    ['1,58 * * * * *', 'its ticks are less than 5 s apart'],
    ['61 * * * *', /61/],
    ['0 0 31 2 *', /^it never fires/],
    ['a b c d e', /./],
  ])('is a mistake: %j', (pattern, problem) => {
    expect(cronProblem(pattern)).toMatch(problem);
  });
});
