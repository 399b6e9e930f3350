import { describe, expect, it } from 'vitest';
import type { Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import { type Compared, compareRuns } from '#investigation/past/diff.ts';
import { summarize } from '#investigation/past/summarize.ts';
import { writeDiff } from '#lookups/diff/report.ts';
import { diffMessage } from '#slack/blocks/diff.ts';
import { evidence, healthyRun, log, noConsumerRun } from '../../support/evidence.ts';
import { expectAcceptable, expectInert, wordsOf } from '../../support/message.ts';

const comparedOf = (seen: Evidence, jobId: string): Compared => {
  const line = { ...summarize({ evidence: seen, report: explain(seen) }), jobId };
  return { line, evidence: seen };
};
const well = comparedOf(evidence(healthyRun), '19-7');
const ill = comparedOf(evidence(noConsumerRun), '19-8');
const asker = { lookup: 'look-1', environment: 'staging', requestedBy: 'U0ASKER' };
const reportOf = (one: Compared, other: Compared) => writeDiff(compareRuns(one, other), asker);
const rowOf = ({ rows }: ReturnType<typeof reportOf>, name: string) => rows.find(([label]) => label === name);

describe('two runs side by side', () => {
  it('tell which got no consumer, and mark what is more than the errors allow', () => {
    const report = reportOf(well, ill);
    expect(report.headline).toMatch(
      /^Job 19-7 got its consumer after 2\.\d+–2\.9 s, job 19-8 got none \(> \d+\.\d s\)$/,
    );
    expect(rowOf(report, 'Total')?.[3]).toMatch(/^> \+\d+\.\d s !$/);
    expect(rowOf(report, 'Configure')?.[3]).toBe('within the error');
  });

  it('are the same, as far as can be told, where no difference is more than its error', () => {
    const report = reportOf(well, { ...well, line: { ...well.line, jobId: '19-9' } });
    expect(report.headline).toBe('Job 19-9 took as long as job 19-7, as far as can be told');
    expect(report.rows.flat().filter((cell) => cell.endsWith('!'))).toEqual([]);
    expect(rowOf(report, 'Request')?.[2]).toBe('the same');
  });

  it('tell by how much one took longer, and where', () => {
    const slow = { ...well.line, jobId: '19-9', totalMs: 9_840, phases: { ...well.line.phases, consumer: 8_000 } };
    expect(reportOf(well, { line: slow }).headline).toMatch(
      /^Job 19-9 took 7\.0 s longer than job 19-7: \d\.\d s more in “Attaching the consumer”$/,
    );
    expect(reportOf({ line: slow }, well).headline).toMatch(/^Job 19-7 took 7\.0 s less than job 19-9/);
  });

  it('tell the complaints that only one has, and none that both have', () => {
    const both = log(500, 'backend', 'error', 'cannot read the calibration');
    const own = log(900, 'backend', 'warning', 'the queue is slow');
    const one = comparedOf(evidence([...healthyRun, both]), '19-7');
    const other = comparedOf(evidence([...healthyRun, both, own]), '19-8');
    expect(reportOf(one, other).logs).toEqual([{ of: 'job 19-8', lines: ['backend: the queue is slow'] }]);
  });

  it('tell what changed between them, and what is forgotten', () => {
    const deployed = { ...ill.line, backend: { image: 'focus:2', restarts: 0 } };
    const before = { ...well.line, backend: { image: 'focus:1', restarts: 0 } };
    const { facts } = reportOf({ line: before }, { line: deployed });
    expect(facts[0]).toBe('The backend’s image: focus:1, then focus:2');
    expect(facts.at(-1)).toContain('What was seen of job 19-7 and job 19-8 is forgotten');
  });

  it('are an acceptable message, inert whatever its texts are', () => {
    const evil = '<!channel> *b* `c` <@U0LEAD>';
    const line = { ...ill.line, jobId: evil, cause: evil, request: evil, signals: { 'pod.node': evil } };
    for (const other of [ill, { line }]) {
      const content = diffMessage(reportOf(well, other));
      expectAcceptable(content);
      expectInert(content);
      expect(wordsOf(content)).toContain('Attaching the consumer');
    }
  });
});
