import { describe, expect, it } from 'vitest';
import { between, type Moment, narrow } from '#investigation/timeline/moment.ts';

const reached = (earliest: number, latest: number): Moment => ({ state: 'reached', earliest, latest, witnesses: [] });
const notReached = (after: number): Moment => ({ state: 'not-reached', after, witnesses: [] });
const notSeen: Moment = { state: 'not-seen', why: 'not configured' };

describe('the time between two moments', () => {
  it('lies between the nearest and the farthest ends of their intervals', () => {
    expect(between(reached(100, 200), reached(500, 900))).toEqual({ atLeast: 300, atMost: 800 });
  });

  it('is never less than nothing where the intervals overlap', () => {
    expect(between(reached(100, 600), reached(500, 900))).toEqual({ atLeast: 0, atMost: 800 });
    expect(between(reached(500, 900), reached(100, 200))).toEqual({ atLeast: 0, atMost: 0 });
  });

  it('has no end where the second moment never came', () => {
    expect(between(reached(100, 200), notReached(30_000))).toEqual({ atLeast: 29_800 });
  });

  it('is not known where either moment was not seen, or the first never came', () => {
    expect(between(notSeen, reached(1, 2))).toBeUndefined();
    expect(between(reached(1, 2), notSeen)).toBeUndefined();
    expect(between(notReached(1), reached(1, 2))).toBeUndefined();
  });
});

describe('two witnesses of one moment', () => {
  it('leave the part they agree on', () => {
    expect(narrow({ earliest: 0, latest: 900 }, { earliest: 400, latest: 1_400 })).toEqual({
      earliest: 400,
      latest: 900,
    });
  });

  it('agree where they touch', () => {
    expect(narrow({ earliest: 0, latest: 400 }, { earliest: 400, latest: 900 })).toEqual({
      earliest: 400,
      latest: 400,
    });
  });

  it("leave the own clock's where they disagree", () => {
    expect(narrow({ earliest: 0, latest: 300 }, { earliest: 400, latest: 900 })).toEqual({ earliest: 0, latest: 300 });
  });

  it('are both kept where what happened was noticed late', () => {
    const noticed = { earliest: 3_000, latest: 3_400 };
    expect(narrow(noticed, { earliest: 1_000, latest: 2_500 })).toEqual({ earliest: 1_000, latest: 3_400 });
  });

  it('leave the one that there is', () => {
    expect(narrow({ earliest: 1, latest: 2 }, undefined)).toEqual({ earliest: 1, latest: 2 });
  });
});
