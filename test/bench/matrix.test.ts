import { describe, expect, it } from 'vitest';
import { explain } from '#investigation/investigate.ts';
import { rules } from '#investigation/rules/index.ts';
import type { MatrixCase } from '../../bench/diagnosis/matrix/case.ts';
import { cases } from '../../bench/diagnosis/matrix/index.ts';
import { playCase } from '../../bench/diagnosis/matrix/play.ts';
import { vary } from '../../bench/diagnosis/matrix/vary.ts';

const known = rules.map(({ id }) => id);
/** What the lab does not play: somebody's kubectl delete, the bot's own settings, a Job that makes a second pod. Their own tests do. */
const unplayed = ['job-deleted', 'own-settings', 'pod-replaced'];
/** Rules that are asked of a job; those of an environment alone have nothing to say in an investigation. */
const ofJobs = rules
  .filter(({ asksOf = ['started'] }) => asksOf.some((kind) => kind !== 'environment'))
  .map(({ id }) => id);
const causes = [...new Set(cases.flatMap(({ truth }) => truth))];

describe('the matrix', () => {
  it('gives every case an id of its own', () => {
    const ids = cases.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('names only rules that exist', () => {
    const named = cases.flatMap(({ truth, expected }) => [...truth, ...expected.accepted, ...expected.forbidden]);
    expect([...new Set(named)].filter((id) => !known.includes(id))).toEqual([]);
  });

  it('plays every cause that a job can have at each of the four levels', () => {
    expect(ofJobs.filter((id) => !causes.includes(id)).toSorted()).toEqual(unplayed);
    const lacking = causes.flatMap((cause) =>
      [1, 2, 3, 4].filter((level) => !cases.some((each) => each.level === level && each.truth.includes(cause))),
    );
    expect(lacking).toEqual([]);
  });

  it('accepts the truth, never forbids it, and accepts no cause of a healthy run', () => {
    for (const { id, level, truth, expected } of cases) {
      expect(expected.accepted, id).toEqual(expect.arrayContaining([...truth]));
      expect(
        expected.forbidden.filter((forbidden) => expected.accepted.includes(forbidden)),
        id,
      ).toEqual([]);
      if (level === 0) expect([truth, expected.accepted, expected.verdicts], id).toEqual([[], [], ['healthy']]);
    }
  });

  it('moves the times of a case from seed to seed, and only those', () => {
    const slow = caseCalled('pod-slow/1').faults;
    const [one, other] = [vary(slow, 1), vary(slow, 2)];
    expect(one).not.toEqual(other);
    expect(vary(slow, 1)).toEqual(one);
    expect(one).toMatchObject([{ kind: 'late', stage: 'started' }]);
  });
});

describe.concurrent('a case of the matrix', () => {
  for (const id of ['healthy/everything-noisy', 'image-not-pulled/2-leaked-queue', 'job-gone/1']) {
    it(`is played on real sockets: ${id}`, { timeout: 60_000 }, async () => {
      const played = caseCalled(id);
      const { evidence, report, tookToJudgeMs } = await playCase(played, { seed: 3, speed: 8 });
      const { verdicts, accepted } = played.expected;
      expect(verdicts, JSON.stringify(report, null, 2)).toContain(report.verdict);
      expect(report.cause === undefined ? [] : [report.cause.id]).toEqual(accepted.slice(0, 1));
      expect(explain(evidence)).toEqual(report);
      expect(tookToJudgeMs).toBeGreaterThan(0);
    });
  }
});

function caseCalled(id: string): MatrixCase {
  const found = cases.find((each) => each.id === id);
  if (!found) throw new Error(`the matrix has no case ${id}`);
  return found;
}
