import { expect, it } from 'vitest';
import type { ContainerState, PodState } from '#investigation/observation.ts';
import { backendRestarted } from '#investigation/rules/backend-restarted.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import {
  ack,
  but,
  clusterClock,
  controlJob,
  evidence,
  foundEvidence,
  healthyRun,
  kubernetesJob,
  metadata,
  noConsumerRun,
  pod,
  queue,
  type Seen,
  unknownFrom,
  ZERO,
} from '../../support/evidence.ts';
import { testRule } from '../../support/rule-contract.ts';

/** One container that started so long after zero. */
function backend(atMs: number, restarts: number, startedMs: number, uid = 'b1'): Seen {
  const container: ContainerState = {
    name: 'focus-server',
    image: 'focus-server:3.7.1',
    state: 'running',
    ready: true,
    restarts,
    startedStamp: ZERO + startedMs,
  };
  return pod(atMs, 'ready', { role: 'backend', name: `panda-focus-server-${uid}`, uid, containers: [container] });
}

const DAY_MS = 86_400_000;
const before = backend(15, 4, -DAY_MS);

function deleted([, fact]: Seen, atMs: number): Seen {
  return [atMs, { ...(fact as PodState), createdStamp: ZERO - DAY_MS, deleted: true }];
}
const found = [ack(4, true), clusterClock(6), kubernetesJob(20, true), pod(30, 'ready'), ...unknownFrom(30, 30_100)];

testRule(backendRestarted, {
  cause: {
    'its count of restarts goes up': evidence([...noConsumerRun, before, backend(12_000, 5, 11_000)]),
    'nobody consumes any more, and messages grow': evidence([
      ...noConsumerRun,
      before,
      backend(12_000, 5, 11_000),
      queue(20_000, { ready: 60 }),
      queue(29_950, { ready: 90 }),
    ]),
    'it started after the job that somebody asks about': foundEvidence([...found, backend(15, 1, 9_000)]),
    'of two pods one restarted, and another job is unknown too': evidence([
      ...noConsumerRun,
      before,
      backend(16, 0, -DAY_MS, 'b2'),
      backend(12_000, 5, 11_000),
      controlJob(13_000, { jobId: '3-5', metadata: 'id-unknown' }),
    ]),
    'it restarted just after the consumer came': evidence([
      ...healthyRun,
      before,
      metadata(3_200, 'server-error'),
      backend(5_000, 5, 4_900),
      metadata(5_500, 'id-unknown'),
    ]),
    'Kubernetes was not seen, and after a moment without answers it did not know a job with a consumer': evidence(
      but(
        noConsumerRun,
        ['pod-state', 'queue-state'],
        queue(2_300, { consumers: 1 }),
        metadata(9_000, 'server-error'),
        metadata(30_300, 'network-error'),
      ),
      { blind: ['pod-state'] },
    ),
    'another pod took its place, and no stamp tells that it began after the job': evidence([
      ...noConsumerRun,
      before,
      deleted(before, 900),
      backend(800, 0, -200, 'b2'),
    ]),
  },
  possible: {
    'it was away for a moment, and the job had no consumer yet that it could forget': evidence(
      but(noConsumerRun, ['pod-state'], metadata(9_000, 'server-error')),
      { blind: ['pod-state'] },
    ),
    'one more pod started beside one that goes on': evidence([
      ...noConsumerRun,
      before,
      backend(12_000, 0, 11_000, 'b2'),
    ]),
  },
  not: {
    'its restarts are old': evidence([...noConsumerRun, before, backend(20_000, 4, -DAY_MS)]),
    'the job got its consumer': evidence([...healthyRun, before, backend(2_000, 5, 1_500)]),
    'its start is no later than the clocks tell': evidence([...noConsumerRun, backend(15, 1, 0)]),
  },
});

it('says how it began anew: it was killed, crashed, was rolled out, or was restarted', () => {
  const headline = (...seen: readonly Seen[]) =>
    backendRestarted.find(buildTimeline(evidence([...noConsumerRun, ...seen])))?.headline;
  const ended = (exitCode: number): Seen => {
    const [at, fact] = backend(12_000, 5, 11_000);
    const { containers, ...of } = fact as PodState;
    return [at, { ...of, containers: containers.map((container) => ({ ...container, exitCode })) }];
  };
  expect(headline(before, ended(137))).toMatch(/^Focus Server was killed while job 19-7 lived/);
  expect(headline(before, ended(1))).toMatch(/^Focus Server crashed \(exit code 1\) while job 19-7 lived/);
  expect(headline(before, ended(143))).toMatch(/^Focus Server was restarted while job 19-7 lived/);
  expect(headline(before, deleted(before, 9_000), backend(12_000, 0, -DAY_MS, 'b2'))).toMatch(
    /^Focus Server was rolled out while job 19-7 lived/,
  );
});
