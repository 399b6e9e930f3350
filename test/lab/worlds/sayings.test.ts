import { describe, expect, it } from 'vitest';
import { compose } from '#lab/worlds/compose.ts';
import { rightSayings, sayings } from '#lab/worlds/sayings.ts';
import { type Truth, truthOf } from '#lab/worlds/truth.ts';

const truth: Truth = {
  fate: 'well',
  unwell: false,
  because: [],
  right: { ids: [], words: [], family: [] },
  blind: [],
  withoutKubernetes: false,
};

describe('what may be said of a random world', () => {
  it('has something right in the list for each of a thousand, whatever the job lived', () => {
    const limits = { configureMs: 1_000, consumerGoodMs: 5_000, consumerWarnMs: 10_000, consumerFailMs: 30_000 };
    for (let seed = 0; seed < 1_000; seed++) {
      const { ingredients } = compose(seed);
      const jobless = truthOf({ ingredients }, undefined, { endedMs: 30_000, limits });
      const stuck = truthOf({ ingredients }, { came: { configured: 100 }, deeds: [] }, { endedMs: 30_000, limits });
      for (const found of [jobless, stuck]) {
        const right = rightSayings(found);
        expect(right.length, `world ${seed}`).toBeGreaterThan(0);
        expect(sayings, `world ${seed}`).toEqual(expect.arrayContaining([...right]));
      }
    }
  });

  it.each<[string, Partial<Truth>, readonly string[]]>([
    ['nothing was wrong', {}, ['healthy']],
    ['it was near the limit', { fate: 'edge' }, ['healthy', 'degraded']],
    [
      'a rule knows why',
      {
        fate: 'none',
        unwell: true,
        because: ['no-queue'],
        right: { ...truth.right, ids: ['queue-missing', 'queue-missing'] },
      },
      ['queue-missing'],
    ],
    ['no rule knows why', { fate: 'none', unwell: true, because: ['odd'] }, ['broken', 'inconclusive']],
    [
      'it was late, and no rule knows why',
      { fate: 'late', unwell: true, because: ['odd'] },
      ['degraded', 'inconclusive'],
    ],
  ])('says what is right where %s', (_, differing, right) => {
    expect(rightSayings({ ...truth, ...differing })).toEqual(right);
  });
});
