import { describe, expect, it } from 'vitest';
import type { PastInvestigation } from '#investigation/past/past.ts';
import { findGroups, type GroupedBy } from '#investigation/past/trend/groups.ts';
import { writeGroups } from '#lookups/trend/groups.ts';
import { trendGroupsMessage } from '#slack/blocks/trend-groups.ts';
import { expectAcceptable, expectInert, wordsOf } from '../../support/message.ts';
import { brokenRun, DAY, HOUR, pastRun, TUESDAY } from '../../support/trend-runs.ts';

const asked = { from: TUESDAY - 9 * DAY, to: TUESDAY + 5 * DAY, environment: 'staging' };
const reportOf = (past: readonly PastInvestigation[], by: GroupedBy = 'node') =>
  writeGroups(findGroups(past, asked, by), { lookup: 'look-1', requestedBy: 'U0ASKER' });

/** So many runs with this node, of which the first failed. */
function on(node: string, count: number, failed: number, from = 0): PastInvestigation[] {
  return Array.from({ length: count }, (_, i) => {
    const at = TUESDAY + (from + i) * HOUR;
    const signals = { 'pod.node': node, 'pod.image': `registry.example.org/baby:${node === 'worker-3' ? 2 : 1}` };
    return i < failed ? { ...brokenRun(at, 'queue-missing'), waitedMs: 30_000, signals } : pastRun(at, { signals });
  });
}

describe('a trend by node or build', () => {
  it('names the one that fails more often than the others, where that is more than chance', () => {
    const { headline, rows, facts } = reportOf([...on('worker-1', 40, 0), ...on('worker-3', 10, 5, 40)]);
    expect(headline).toBe(
      'Node worker-3 stands out in staging: 5 of 10 runs got no consumer, with the other nodes 0 of 40',
    );
    expect(rows).toEqual([
      ['worker-1', '40 runs', '40 of 40 (100 %)', '1.4 s', '1.4 s'],
      ['worker-3', '10 runs', '5 of 10 (50 %)', '1.4 s', '> 30.0 s'],
    ]);
    expect(facts[0]).toContain('less likely than 1 in 100');
  });

  it('is by the version of the image, too', () => {
    const { headline, columns } = reportOf([...on('worker-1', 40, 0), ...on('worker-3', 10, 5, 40)], 'build');
    expect(headline).toContain('Build 2 stands out in staging');
    expect(columns[0]).toBe('Build');
  });

  it('claims nothing of what chance may do', () => {
    const { headline } = reportOf([...on('worker-1', 40, 2), ...on('worker-3', 10, 1, 40)]);
    expect(headline).toBe('No node stands out in staging: 50 runs, 2 nodes'.replace('staging:', 'staging in 14 days:'));
  });

  it('has nothing to compare where there is one, or none was seen', () => {
    expect(reportOf(on('worker-1', 4, 1)).headline).toContain('had one node, worker-1: nothing to compare');
    expect(reportOf([pastRun(TUESDAY)]).headline).toContain('so its node is not known');
    expect(reportOf([]).headline).toContain('nothing to compare');
    expect(reportOf([...on('worker-1', 4, 1), pastRun(TUESDAY + DAY * 2)]).facts).toContain(
      'The job’s pod was not seen in 1 run, which is in no line',
    );
  });

  it('is a message with a line each', () => {
    const content = trendGroupsMessage(reportOf([...on('worker-1', 40, 0), ...on('<!here> *w*', 10, 5, 40)]));
    expectAcceptable(content);
    expectInert(content);
    expect(wordsOf(content)).toContain('40 of 40 (100 %)');
  });
});
