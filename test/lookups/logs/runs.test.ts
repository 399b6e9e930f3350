import { describe, expect, it } from 'vitest';
import type { LogsRequest } from '#investigation/log-reading/filter.ts';
import { CONTEXT_LINES } from '#investigation/log-reading/mask-lines.ts';
import type { PodState } from '#investigation/observation.ts';
import { logsToRead, type RunsAsked } from '#lookups/logs/runs.ts';
import { containerOf, NOW, pendingPod, podOf } from '../../support/jobs-seen.ts';

const backend = podOf('1-1', { role: 'backend', name: 'backend-1', containers: [containerOf({ name: 'server' })] });

function asking(request: Partial<LogsRequest> = {}, times: Partial<RunsAsked> = {}): RunsAsked {
  return { request: { jobId: '19-7', pods: 'all', previous: false, ...request }, ...times };
}

function names(pods: readonly PodState[], asked = asking()): readonly string[] {
  return logsToRead(pods, asked).runs.map(
    ({ source, container, isPrevious }) => `${source}/${container}${isPrevious ? ' previous' : ''}`,
  );
}

describe('the logs to read of a job', () => {
  it('are those of its own pods, of the backend last, and of no other job', () => {
    const pods = [backend, podOf('19-7', { role: 'cleanup' }), podOf('19-7'), podOf('19-76'), podOf('1-9')];
    expect(names(pods)).toEqual(['grpc/main', 'cleanup/main', 'backend/server']);
    expect(names(pods, asking({ pods: 'grpc' }))).toEqual(['grpc/main']);
    expect(names(pods, asking({ pods: 'backend' }))).toEqual(['backend/server']);
    expect(names([podOf('19-7', { deleted: true })])).toEqual([]);
  });

  it('are of containers that run or have ended, and of the run before a restart', () => {
    const containers = [
      containerOf({ name: 'main', restarts: 2 }),
      containerOf({ name: 'ended', state: 'terminated' }),
      containerOf({ name: 'looping', state: 'waiting', reason: 'CrashLoopBackOff', restarts: 3 }),
      containerOf({ name: 'waiting', state: 'waiting', reason: 'PodInitializing' }),
    ];
    const pods = [podOf('19-7', { containers })];
    expect(names(pods)).toEqual(['grpc/main', 'grpc/main previous', 'grpc/ended', 'grpc/looping previous']);
    expect(names(pods, asking({ previous: true }))).toEqual(['grpc/main previous', 'grpc/looping previous']);
    expect(logsToRead(pods, asking()).waiting.map(({ container }) => container?.name)).toEqual(['waiting']);
  });

  it('are not of a restart of the backend before the job began', () => {
    const restarted = (startedStamp: number) => [
      { ...backend, containers: [containerOf({ restarts: 4, startedStamp })] },
    ];
    expect(names(restarted(NOW - 90_000), asking({}, { bornAt: NOW - 60_000 }))).toEqual(['backend/main']);
    expect(names(restarted(NOW - 30_000), asking({}, { bornAt: NOW - 60_000 }))).toEqual([
      'backend/main',
      'backend/main previous',
    ]);
  });

  it('begin where the job did, for the backend, or where it was asked', () => {
    const since = (asked: RunsAsked) =>
      logsToRead([podOf('19-7'), backend], asked).runs.map(({ sinceSeconds }) => sinceSeconds);
    expect(since(asking({}, { ageMs: 23_400 }))).toEqual([undefined, 29]);
    expect(since(asking())).toEqual([undefined, 600]);
    expect(since(asking({ sinceMs: 1_500 }, { ageMs: 23_400 }))).toEqual([2, 2]);
  });

  it('are cut by the server only where no other filter needs the lines, and not within a secret', () => {
    const tails = (request: Partial<LogsRequest>) =>
      logsToRead([podOf('19-7'), backend], asking({ tail: 20, ...request })).runs.map(({ tailLines }) => tailLines);
    expect(tails({})).toEqual([20 + CONTEXT_LINES, undefined]);
    expect(tails({ grep: 'x' })).toEqual([undefined, undefined]);
    expect(tails({ level: 'error' })).toEqual([undefined, undefined]);
  });

  it('are no more than there should ever be', () => {
    const containers = Array.from({ length: 50 }, (_, i) => containerOf({ name: `c${i}` }));
    const { runs, more } = logsToRead([podOf('19-7', { containers })], asking());
    expect([runs.length, more]).toEqual([40, 10]);
  });

  it('name a pod that has no containers yet', () => {
    const pod = pendingPod('19-7', { unschedulable: '0/2 nodes are available' });
    expect(logsToRead([pod], asking())).toMatchObject({ runs: [], waiting: [{ pod: { name: pod.name } }] });
  });
});
