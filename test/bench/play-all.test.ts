import { describe, expect, it } from 'vitest';
import { explain } from '#investigation/investigate.ts';
import { bigEvidence } from '../../bench/diagnosis/big-evidence.ts';
import type { MatrixCase } from '../../bench/diagnosis/matrix/case.ts';
import { playsOf } from '../../bench/diagnosis/play-all.ts';

function aCase(id: string, level: MatrixCase['level']): MatrixCase {
  const expected = { verdicts: [], accepted: [], forbidden: [], mayBeOpen: false };
  return { id, level, truth: [], faults: [], expected };
}

describe('the plays of the diagnosis bench', () => {
  it('are every case with its own number of seeds, seed by seed', () => {
    const plays = playsOf([aCase('a/1', 1), aCase('healthy', 0)], ({ level }) => (level === 0 ? 3 : 2));
    const told = plays.map(({ id, seed }) => `${id} ${seed}`);
    expect(told.toSorted()).toEqual(['a/1 1', 'a/1 2', 'healthy 1', 'healthy 2', 'healthy 3']);
    expect(plays.map(({ seed }) => seed)).toEqual([1, 1, 2, 2, 3]);
    expect(playsOf([], () => 2)).toEqual([]);
  });
});

describe('the big evidence', () => {
  it('has as many observations as asked for, in the order of learning, and is judged as a job without consumer', () => {
    const evidence = bigEvidence(2_000);
    expect(evidence.observations).toHaveLength(2_000);
    const times = evidence.observations.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(explain(evidence).verdict).toBe('broken');
  });
});
