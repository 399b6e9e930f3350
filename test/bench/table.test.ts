import { describe, expect, it } from 'vitest';
import { accuracyRows, failureLine, isFailure, type Played, share, textTable } from '../../bench/diagnosis/table.ts';

const right = { right: true, rightOrOpen: true, nothingInvented: true, confidentlyWrong: false, said: 'broken (a)' };
const wrong = { right: false, rightOrOpen: false, nothingInvented: false, confidentlyWrong: true, said: 'broken (b)' };

function played(over: Partial<Played> = {}): Played {
  const recheck = { claims: 1, held: 1 };
  return { id: 'a/1', seed: 1, level: 1, cause: 'a', score: right, recheck, judgedMs: 1, ...over };
}

describe('the table of the diagnosis bench', () => {
  it('has a row a cause and level, then one a level', () => {
    const rows = accuracyRows([
      played(),
      played({ seed: 2, score: wrong }),
      played({ level: 3 }),
      played({ cause: 'b' }),
    ]);
    expect(rows.map(({ cause, level, n }) => [cause, level, n])).toEqual([
      ['a', 1, 2],
      ['b', 1, 1],
      ['a', 3, 1],
      ['all', 1, 3],
      ['all', 3, 1],
    ]);
    expect(rows[0]).toMatchObject({ 'top-1 %': 50, 'from %': 9.5, 'to %': 90.5, 'confidently wrong %': 50 });
  });

  it('takes the share of nothing as none, so that a target on it is missed', () => {
    expect(share([], () => true)).toBe(0);
  });

  it('lists what is wrong by case and seed, with what was said', () => {
    expect(isFailure(played())).toBe(false);
    const mistaken = played({ id: 'a/2', seed: 7, score: wrong });
    expect([isFailure(mistaken), failureLine(mistaken)]).toEqual([true, 'a/2 seed 7: said broken (b)']);
    const unproven = played({ recheck: { claims: 2, held: 1 } });
    expect([isFailure(unproven), failureLine(unproven)]).toEqual([
      true,
      'a/1 seed 1: said broken (a); 1 claims do not re-check',
    ]);
    const unplayed = { id: 'a/1', seed: 3, level: 1, cause: 'a', error: 'no end in 180 s' } as const;
    expect([isFailure(unplayed), failureLine(unplayed)]).toEqual([
      true,
      'a/1 seed 3: could not be played: no end in 180 s',
    ]);
  });

  it('is aligned as text', () => {
    expect(
      textTable([
        { cause: 'pod-crashed', n: 5 },
        { cause: 'b', n: 120 },
      ]),
    ).toBe(['cause          n', 'pod-crashed    5', 'b            120'].join('\n'));
  });
});
