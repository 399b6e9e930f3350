import { describe, expect, it } from 'vitest';
import { viewOf } from '#investigation/rules/job-parts.ts';
import { type CapturedJob, capturedFacts, capturedState } from '#lookups/logs/captured.ts';
import { containerOf, podOf, queueOf, seenOf, warningOf } from '../../support/jobs-seen.ts';

const AT = Date.parse('2025-11-13T15:34:12.400Z');
const view = viewOf(seenOf());
const killed = containerOf({ state: 'terminated', exitCode: 137, reason: 'OOMKilled' });

function job(change: Partial<CapturedJob> = {}): CapturedJob {
  const pods = [
    podOf('19-7', { phase: 'Failed', ready: false, deleted: true, containers: [killed] }),
    podOf('19-7', { role: 'cleanup' }),
  ];
  return {
    jobId: '19-7',
    pods,
    events: [],
    firstSeenAt: AT,
    lastSeenAt: AT + 43_000,
    droppedLines: 0,
    wasSeenToGo: true,
    ...change,
  };
}

describe('a captured job in words', () => {
  it('is gone, with the times of first and last sight and how it ended', () => {
    expect(capturedState(job(), view, true)).toBe(
      'Job 19-7 is gone; this was captured while it lived, 2025-11-13 15:34:12 to 15:34:55 UTC: its grpc pod Failed: OOMKilled, exit code 137',
    );
    expect(capturedState(job({ lastSeenAt: AT + 86_400_000, pods: [] }), view, true)).toMatch(
      /2025-11-13 15:34:12 to 2025-11-14 15:34:12 UTC$/,
    );
  });

  it('does not say that it is gone where that could not be seen', () => {
    expect(capturedState(job(), view, false)).toMatch(
      /^Whether job 19-7 still lives could not be seen; this was captured of it, /,
    );
  });

  it('shows how its parts were last seen, and what was left out', () => {
    const events = [warningOf('Pod', 'grpc-job-19-7-8rlgb', 'BackOff', 'back-off')];
    const queues = { queues: [queueOf('19-7', 'plain', { consumers: 0, ready: 1 })], via: 'amqp' } as const;
    expect(capturedFacts(job({ droppedLines: 1_234, events }), view, queues)).toEqual([
      { label: 'Captured', value: '43 s, until its pods went; 1234 more lines were not kept' },
      { label: 'Pods', value: 'grpc pod Failed: OOMKilled, exit code 137, then deleted · cleanup Running' },
      { label: 'Node', value: 'worker-node' },
      { label: 'Left queues', value: 'grpc-job-19-7: 0 consumers, 1 message ready' },
      { label: 'Events', value: 'BackOff: back-off' },
    ]);
    expect(capturedFacts(job({ pods: [], wasSeenToGo: false }), view, undefined)).toEqual([
      { label: 'Captured', value: '43 s, not to its end' },
      { label: 'Pods', value: 'none seen' },
    ]);
  });
});
