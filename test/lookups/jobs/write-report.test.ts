import { describe, expect, it } from 'vitest';
import type { FactKind, GapReason, PodState } from '#investigation/observation.ts';
import { writeJobsReport } from '#lookups/jobs/write-report.ts';
import {
  containerOf,
  evidenceOf,
  kubernetesJobOf,
  NOW,
  pendingPod,
  podOf,
  queueOf,
  reportOf,
  type SeenParts,
  seenOf,
  serviceOf,
  warningOf,
  wellJob,
} from '../../support/jobs-seen.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const NO_NODE = '0/2 nodes are available: 2 Insufficient nvidia.com/gpu.shared.';
const gap = (kind: FactKind, reason: GapReason = 'refused', detail = `listing ${kind} answered 403: forbidden`) => ({
  kinds: [kind],
  reason,
  detail,
});
/** A job whose grpc pod is this instead. */
const withPod = (id: string, pod: PodState) => {
  const well = wellJob(id);
  return { ...well, pods: [pod, ...well.pods.slice(1)] };
};
const judged = (...all: readonly SeenParts[]) => {
  const [row] = reportOf(...all).jobs;
  return row && [row.health, ...(row.why === undefined ? [] : [row.why])];
};

describe('a living job', () => {
  it('is told with all its parts', () => {
    expect(reportOf(wellJob('19-7')).jobs).toEqual([
      {
        jobId: '19-7',
        ageMs: 60 * SECOND,
        health: 'well',
        pods: 'grpc Running, Ready · cleanup Running',
        node: 'worker-node',
        queue: `grpc-job-19-7-${NOW / 1_000 - 58}`,
        consumers: 1,
        ready: 0,
        port: 12_319,
      },
    ]);
  });

  it('is told without the parts that it has not', () => {
    const { jobs } = reportOf({ pods: [pendingPod('19-7')], jobs: [kubernetesJobOf('grpc-job-19-7')] });
    expect(Object.keys(jobs[0] ?? {})).toEqual(['jobId', 'ageMs', 'health', 'why', 'pods']);
  });

  it('is as old as its first object, by the cluster’s own clock', () => {
    const early = kubernetesJobOf('grpc-job-19-7', { createdStamp: NOW - 90 * SECOND });
    expect(reportOf(wellJob('19-7'), { jobs: [early] }).jobs[0]?.ageMs).toBe(60 * SECOND);
    expect(reportOf({ ...wellJob('19-7'), jobs: [early] }).jobs[0]?.ageMs).toBe(90 * SECOND);
    const { namespace, ...rest } = seenOf(wellJob('19-7'));
    if (!namespace) throw new Error('there is no namespace');
    const { clusterNow: _unknown, ...timeless } = namespace;
    expect(writeJobsReport(evidenceOf({ ...rest, namespace: timeless })).jobs[0]?.ageMs).toBe(54 * SECOND);
  });

  it('is told apart from one whose id its own begins', () => {
    const { jobs } = reportOf(wellJob('1-16'), { pods: [podOf('1-163')], jobs: [kubernetesJobOf('grpc-job-1-163')] });
    expect(jobs.map(({ jobId, health, why }) => [jobId, health, why])).toEqual([
      ['1-163', 'unwell', 'no queue'],
      ['1-16', 'well', undefined],
    ]);
  });

  it('is not the backend', () => {
    expect(reportOf({ pods: [podOf('19-7', { role: 'backend', name: 'grpc-job-19-7-8rlgb' })] }).jobs).toEqual([]);
  });
});

describe('the health of a job', () => {
  it.each([
    [
      'no node takes it',
      pendingPod('19-7', { createdStamp: NOW - 45 * SECOND, unschedulable: NO_NODE }),
      `grpc pod Pending 45 s: ${NO_NODE}`,
    ],
    [
      'its image cannot be pulled',
      pendingPod('19-7', {
        containers: [
          containerOf({ state: 'waiting', ready: false, reason: 'ImagePullBackOff', message: 'no such tag' }),
        ],
      }),
      'grpc pod Pending 1 min: ImagePullBackOff: no such tag',
    ],
    [
      'it waits for long without a reason',
      pendingPod('19-7', {
        containers: [containerOf({ state: 'waiting', ready: false, reason: 'ContainerCreating' })],
      }),
      'grpc pod Pending 1 min',
    ],
    [
      'it ended with an error',
      podOf('19-7', {
        phase: 'Failed',
        ready: false,
        containers: [containerOf({ state: 'terminated', ready: false, reason: 'Error', exitCode: 1 })],
      }),
      'Pod grpc-job-19-7-8rlgb crashed after 60.0 s: main ended with exit code 1',
    ],
    [
      'it ran out of memory',
      podOf('19-7', {
        phase: 'Failed',
        ready: false,
        containers: [containerOf({ state: 'terminated', ready: false, reason: 'OOMKilled', exitCode: 137 })],
      }),
      'Pod grpc-job-19-7-8rlgb ran out of memory after 60.0 s: main was killed (OOMKilled, exit code 137)',
    ],
    [
      'its init container failed',
      pendingPod('19-7', {
        containers: [
          containerOf({ state: 'waiting', ready: false, reason: 'PodInitializing' }),
          containerOf({ name: 'init', state: 'terminated', ready: false, reason: 'Error', exitCode: 2 }),
        ],
      }),
      'Pod grpc-job-19-7-8rlgb crashed after 60.0 s: init ended with exit code 2',
    ],
    [
      'it crashes again and again',
      podOf('19-7', {
        ready: false,
        containers: [
          containerOf({ state: 'waiting', ready: false, reason: 'CrashLoopBackOff', exitCode: 1, restarts: 4 }),
        ],
      }),
      'Pod grpc-job-19-7-8rlgb crashed after 60.0 s: main ended with CrashLoopBackOff, exit code 1',
    ],
    ['it is not Ready for long', podOf('19-7', { ready: false }), 'grpc pod Running, not Ready 1 min after its start'],
    ['its node is lost', podOf('19-7', { phase: 'Unknown', ready: false }), 'grpc pod Unknown'],
  ])('is unwell when %s', (_when, pod, why) => {
    expect(judged(withPod('19-7', pod))).toEqual(['unwell', why]);
  });

  it('has the latest warning about the pod as its reason where the pod gives none', () => {
    const events = [
      warningOf('Pod', 'grpc-job-19-7-8rlgb', 'FailedMount', 'no such volume'),
      { ...warningOf('Pod', 'grpc-job-19-7-8rlgb', 'Scheduled', 'assigned'), type: 'Normal' as const },
      warningOf('Pod', 'grpc-job-19-71-8rlgb', 'BackOff', 'of another'),
    ];
    expect(judged(withPod('19-7', pendingPod('19-7')), { events })?.[1]).toBe(
      'grpc pod Pending 1 min: FailedMount: no such volume',
    );
  });

  it('is unwell without a queue, or with one that nobody reads', () => {
    expect(judged({ ...wellJob('19-7'), queues: [] })).toEqual(['unwell', 'no queue']);
    const unread = queueOf('19-7', 50 * SECOND, { consumers: 0, ready: 1 });
    expect(judged({ ...wellJob('19-7'), queues: [unread] })).toEqual([
      'unwell',
      'queue without consumer, 1 message ready',
    ]);
  });

  it('is judged by its own queue, not by one of an earlier job of the same id', () => {
    const earlier = queueOf('19-7', 28 * HOUR, { consumers: 0, ready: 9 });
    expect(judged({ ...wellJob('19-7'), queues: [earlier, queueOf('19-7', 50 * SECOND)] })).toEqual(['well']);
    expect(judged({ ...wellJob('19-7'), queues: [earlier] })).toEqual(['unwell', 'no queue']);
  });

  it('is judged by the queue that is read, where a job has several', () => {
    const queues = [queueOf('19-7', 5 * SECOND, { consumers: 0 }), queueOf('19-7', 'plain')];
    expect(judged({ ...wellJob('19-7'), queues })).toEqual(['well']);
  });

  it.each([
    ['has no queue yet', { ...wellJob('19-7', 29 * SECOND), queues: [] }, 'no queue'],
    [
      'is being created',
      { ...wellJob('19-7', 4 * SECOND), pods: [pendingPod('19-7', { createdStamp: NOW - 4 * SECOND })], queues: [] },
      'grpc pod Pending 4 s',
    ],
    ['has no pod yet', { jobs: [kubernetesJobOf('grpc-job-19-7', { createdStamp: NOW })] }, 'no grpc pod yet'],
  ])('is starting while it is young and %s', (_what, parts, why) => {
    expect(judged(parts)).toEqual(['starting', why]);
  });

  it('is unwell at any age once something failed', () => {
    const young = { createdStamp: NOW - 2 * SECOND };
    const pod = pendingPod('19-7', { ...young, unschedulable: NO_NODE });
    expect(judged({ pods: [pod], jobs: [kubernetesJobOf('grpc-job-19-7', young)] })?.[0]).toBe('unwell');
  });

  it('is well however often a container has restarted, as long as it runs', () => {
    const restarted = containerOf({ restarts: 14, exitCode: 137, reason: 'OOMKilled' });
    expect(judged(withPod('19-7', podOf('19-7', { containers: [restarted] })))).toEqual(['well']);
  });

  it('is well beside an init container that has done its work', () => {
    const init = containerOf({ name: 'init', state: 'terminated', ready: false, reason: 'Completed', exitCode: 0 });
    expect(judged(withPod('19-7', podOf('19-7', { containers: [containerOf(), init] })))).toEqual(['well']);
  });

  it('is ending, and no worse, when its pod outlives its Kubernetes Job', () => {
    const { pods } = wellJob('19-7');
    expect(judged({ pods, queues: [queueOf('19-7', 50 * SECOND, { consumers: 0 })] })).toEqual(['ending']);
    expect(judged({ pods: pods.slice(1) })).toEqual(['ending']);
    expect(judged(withPod('19-7', podOf('19-7', { phase: 'Succeeded', ready: false })))).toEqual(['ending']);
  });

  it('is unwell when its Kubernetes Job has no grpc pod, for the reason that Kubernetes gives', () => {
    const { pods, jobs } = wellJob('19-7');
    const events = [warningOf('Job', 'grpc-job-19-7', 'FailedCreate', 'exceeded quota')];
    expect(judged({ pods: pods.slice(1), jobs, events })).toEqual([
      'unwell',
      'no grpc pod: FailedCreate: exceeded quota',
    ]);
  });

  it('is that of its newest pod', () => {
    const old = podOf('19-7', { name: 'grpc-job-19-7-zzzzz', phase: 'Failed', ready: false, createdStamp: NOW - HOUR });
    const { jobs } = reportOf(wellJob('19-7'), { pods: [old] });
    expect(jobs[0]).toMatchObject({ health: 'well', pods: 'grpc Running, Ready · cleanup Running · 1 older' });
  });
});

describe('what could not be looked at', () => {
  it('is not absent: a job is well by its pod where queues could not be seen', () => {
    const queueGap = gap('job-queues', 'unreachable', 'asking the management API: ECONNREFUSED');
    expect(judged({ ...wellJob('19-7'), queues: [] }, { queueGap })).toEqual(['well']);
    const { broker: _none, ...withoutBroker } = seenOf(wellJob('19-7'));
    expect(writeJobsReport(evidenceOf(withoutBroker)).jobs[0]).toMatchObject({ health: 'well' });
  });

  it('does not hide what was seen all the same', () => {
    const unread = queueOf('19-7', 'plain', { consumers: 0 });
    const queueGap = gap('job-queues', 'not-configured', 'the management API is not configured');
    expect(judged({ ...wellJob('19-7'), queues: [unread] }, { queueGap })?.[0]).toBe('unwell');
  });

  it('is no reason to call a job ending', () => {
    const { pods, queues } = wellJob('19-7');
    expect(judged({ pods, queues, gaps: [gap('kubernetes-job-state')] })).toEqual(['well']);
    expect(judged({ pods: pods.slice(1), gaps: [gap('kubernetes-job-state')] })?.[0]).toBe('unclear');
  });

  it('leaves jobs unclear where pods could not be seen', () => {
    const { jobs, services, queues } = wellJob('19-7');
    const report = reportOf({ jobs, services, queues, gaps: [gap('pod-state')] });
    expect(report.jobs).toMatchObject([
      {
        jobId: '19-7',
        health: 'unclear',
        why: 'its pods could not be seen',
        pods: 'not seen',
        consumers: 1,
        port: 12_319,
      },
    ]);
    expect(report.leaks).toEqual([]);
    const failed = kubernetesJobOf('grpc-job-19-7', { active: 0, failed: 1 });
    expect(judged({ jobs: [failed], gaps: [gap('pod-state')] })).toEqual(['unwell', 'its Kubernetes Job failed']);
  });

  it('leaves a consumer as the sign of a job where Kubernetes is not configured', () => {
    const queues = [queueOf('19-7'), queueOf('1-4', HOUR, { consumers: 0 })];
    const report = writeJobsReport(evidenceOf({ at: NOW, broker: { queues } }));
    expect(report.jobs.map(({ jobId, health }) => [jobId, health])).toEqual([['19-7', 'unclear']]);
    expect(report.leaks).toEqual([]);
    expect(report.headline).toBe('At least 1 job lives in staging, 1 cannot be judged');
  });

  it('does not matter when it is the backend’s', () => {
    const backend = { ...gap('pod-state', 'failed', 'unable to parse the selector'), about: 'backend' as const };
    const { headline, leaks, notSeen } = reportOf({ queues: [queueOf('1-4', HOUR)], gaps: [backend] });
    expect(headline).toBe('No job lives in staging; 1 queue leaked, 1 h ago');
    expect(leaks).toHaveLength(1);
    expect(notSeen[0]?.what).toBe("the backend's pods");
  });
});

describe('what is left behind', () => {
  const leaksOf = (...all: readonly SeenParts[]) =>
    reportOf(...all).leaks.map(({ kind, name, detail }) => [kind, name, detail]);

  it('are queues without pods, the oldest first, each with exactly its own job', () => {
    const queues = [
      queueOf('1-16', HOUR, { consumers: 0, ready: 240 }),
      queueOf('2-39', 28 * HOUR, { consumers: 0 }),
      queueOf('5-5', 'plain', { consumers: 0, ready: 1 }),
    ];
    expect(leaksOf(wellJob('1-163'), { queues })).toEqual([
      ['queue-without-pods', queues[1]?.name, '0 consumers, 0 messages ready, 28 h old'],
      ['queue-without-pods', queues[0]?.name, '0 consumers, 240 messages ready, 1 h old'],
      ['queue-without-pods', 'grpc-job-5-5', '0 consumers, 1 message ready'],
    ]);
  });

  it('are queues of earlier jobs of an id that lives', () => {
    const earlier = queueOf('19-7', 28 * HOUR, { consumers: 0 });
    expect(leaksOf(wellJob('19-7'), { queues: [earlier] })).toEqual([
      ['queue-without-pods', earlier.name, '0 consumers, 0 messages ready, 28 h old'],
    ]);
  });

  it('are Services without a Job, which hold a port', () => {
    expect(leaksOf({ services: [serviceOf('19-7', { createdStamp: NOW - 3 * HOUR })] })).toEqual([
      ['service-without-job', 'grpc-service-19-7', 'holds NodePort 12319, 3 h old'],
    ]);
  });

  it('are Kubernetes Jobs without pods', () => {
    const jobs = [kubernetesJobOf('grpc-job-19-7', { active: 0 }), kubernetesJobOf('cleanup-job-19-7')];
    const events = [warningOf('Job', 'grpc-job-19-7', 'FailedCreate', 'exceeded quota')];
    expect(leaksOf({ jobs, events })).toEqual([
      ['job-without-pods', 'grpc-job-19-7', '0 active, 0 succeeded, 0 failed, 1 min old: FailedCreate: exceeded quota'],
      ['job-without-pods', 'cleanup-job-19-7', '1 active, 0 succeeded, 0 failed, 1 min old'],
    ]);
  });

  it('are pods that have been Pending for more than 2 minutes', () => {
    const old = pendingPod('19-7', { createdStamp: NOW - 2 * HOUR - 5 * 60_000, unschedulable: NO_NODE });
    expect(leaksOf(withPod('19-7', old), withPod('20-8', pendingPod('20-8', { createdStamp: NOW - 120_000 })))).toEqual(
      [['old-pending-pod', old.name, `Pending for 2 h 5 min: ${NO_NODE}`]],
    );
  });

  it('is nothing of a job that lives, starts or ends', () => {
    const { pods, services } = wellJob('20-8');
    const started = [kubernetesJobOf('grpc-job-21-9', { createdStamp: NOW - SECOND })];
    expect(
      leaksOf(
        wellJob('19-7'),
        { pods, services, queues: [queueOf('20-8')] },
        { jobs: started, queues: [queueOf('21-9', SECOND)] },
        { services: [serviceOf('22-1', { createdStamp: NOW - SECOND })], queues: [queueOf('22-1', SECOND)] },
      ),
    ).toEqual([]);
  });

  it('is not told of what could not be seen', () => {
    const parts = {
      jobs: [kubernetesJobOf('grpc-job-1-4')],
      services: [serviceOf('2-4')],
      queues: [queueOf('3-4', HOUR)],
    };
    expect(leaksOf(parts).map(([kind]) => kind)).toHaveLength(3);
    expect(leaksOf(parts, { gaps: [gap('pod-state'), gap('kubernetes-job-state')] })).toEqual([]);
  });
});

describe('the order', () => {
  it('has the unwell first, then what is unclear, then the oldest', () => {
    const young = wellJob('1-1', 90 * SECOND);
    const unwell = { ...wellJob('3-3', 40 * SECOND), queues: [] };
    expect(reportOf(young, wellJob('2-2', HOUR), unwell).jobs.map(({ jobId }) => jobId)).toEqual(['3-3', '2-2', '1-1']);
  });

  it('has what blocks others first among what is left behind', () => {
    const leaks = reportOf(
      { queues: [queueOf('1-1', HOUR)], services: [serviceOf('2-2')], jobs: [kubernetesJobOf('cleanup-job-3-3')] },
      { pods: [pendingPod('4-4', { createdStamp: NOW - HOUR })] },
    ).leaks;
    expect(leaks.map(({ kind }) => kind)).toEqual([
      'old-pending-pod',
      'service-without-job',
      'job-without-pods',
      'queue-without-pods',
    ]);
  });
});

describe('the headline', () => {
  const headline = (...all: readonly SeenParts[]) => reportOf(...all).headline;
  const unwell = (id: string) => ({ ...wellJob(id), queues: [] });

  it.each([
    ['nothing at all', [], 'No job lives in staging; nothing leaked'],
    ['one job', [wellJob('19-7')], '1 job lives in staging, and it is well; nothing leaked'],
    ['jobs', [wellJob('19-7'), wellJob('20-8')], '2 jobs live in staging, all of them well; nothing leaked'],
    [
      'one that is unwell',
      [wellJob('19-7'), unwell('20-8'), wellJob('21-9', 3 * SECOND)],
      '3 jobs live in staging, 1 is unwell: 20-8 (no queue); nothing leaked',
    ],
    [
      'many that are unwell',
      ['1-1', '2-2', '3-3', '4-4', '5-5'].map(unwell),
      '5 jobs live in staging, 5 are unwell: 1-1 (no queue), 2-2 (no queue), 3-3 (no queue) and 2 more; nothing leaked',
    ],
    [
      'one of each',
      [{ ...wellJob('1-1', 3 * SECOND), queues: [] }, { pods: wellJob('2-2').pods }, wellJob('3-3')],
      '3 jobs live in staging, 1 is starting, 1 is ending; nothing leaked',
    ],
    [
      'leaks',
      [{ queues: [queueOf('1-1', HOUR, { consumers: 0 }), queueOf('2-2', 28 * HOUR)], services: [serviceOf('3-3')] }],
      'No job lives in staging; 1 Service and 2 queues leaked, the oldest 28 h ago',
    ],
    ['one leak', [{ queues: [queueOf('1-1', HOUR)] }], 'No job lives in staging; 1 queue leaked, 1 h ago'],
  ])('tells %s', (_what, all, expected) => {
    expect(headline(...all)).toBe(expected);
  });

  it('promises nothing that was not seen', () => {
    expect(headline({ gaps: [gap('service-state')] })).toBe('No job lives in staging');
    expect(headline({ gaps: [gap('pod-state')] })).toBe('Which jobs live in staging could not be seen');
    expect(writeJobsReport(evidenceOf({ at: NOW })).headline).toBe('Which jobs live in staging could not be seen');
  });

  it('stays a sentence when a reason is very long', () => {
    const pod = pendingPod('19-7', { unschedulable: 'x'.repeat(5_000) });
    expect(headline(withPod('19-7', pod)).length).toBeLessThan(300);
  });
});

describe('what was not seen', () => {
  it('comes with the Role to apply, in the namespace and for whoever was refused', () => {
    const refused = (resource: string) =>
      `listing ${resource} in namespace panda answered 403: ${resource} is forbidden: User "system:serviceaccount:focus:bot" cannot list resource "${resource}"`;
    const [one, ...more] = reportOf({
      gaps: [
        gap('pod-state', 'refused', refused('pods')),
        { ...gap('pod-state', 'refused', refused('pods')), about: 'backend' },
        gap('service-state', 'refused', refused('services')),
      ],
    }).notSeen;
    expect(more).toEqual([]);
    expect(one).toMatchObject({ what: "pods, the backend's pods and Services", why: refused('pods') });
    expect(one?.remedy).toContain('kubectl -n panda create role focus-bot');
    expect(one?.remedy).toContain('--resource=pods,pods/log,services,events,jobs.batch');
    expect(one?.remedy).toContain('--serviceaccount=focus:bot');
  });

  it('binds no user whose name is more than a plain word of a shell', () => {
    const detail =
      'listing pods in namespace panda answered 403: User "x\nsubjects: []" cannot, User "O\'Brien" cannot';
    const [one] = reportOf({ gaps: [gap('pod-state', 'refused', detail)] }).notSeen;
    expect(one?.remedy).toMatch(/^#.*\nkubectl [^\n]+$/);
    expect(one?.remedy).not.toMatch(/Brien|subjects/);
  });

  it.each([
    ['refused', 'listing pods in namespace panda answered 401: Unauthorized', /^Renew the token/],
    ['unreachable', 'connect ECONNREFUSED', /tunnel/],
    ['timed-out', 'no answer within 5 s', /tunnel/],
    ['failed', 'reading the kubeconfig failed', /focus\.yml/],
  ] as const)('of Kubernetes that is %s has a remedy', (reason, detail, remedy) => {
    expect(reportOf({ gaps: [gap('pod-state', reason, detail)] }).notSeen).toEqual([
      { what: 'pods', why: detail, remedy: expect.stringMatching(remedy) },
    ]);
  });

  it.each([
    ['not-configured', /^Add rabbitmq\.managementUrl to staging/],
    ['refused', /tag monitoring/],
    ['unreachable', /^Check that RabbitMQ runs/],
  ] as const)('of RabbitMQ that is %s has a remedy', (reason, remedy) => {
    const queueGap = gap('job-queues', reason, 'asking RabbitMQ');
    expect(reportOf({ queueGap }).notSeen).toEqual([
      { what: 'queues', why: 'asking RabbitMQ', remedy: expect.stringMatching(remedy) },
    ]);
  });

  it('is what is not configured', () => {
    expect(writeJobsReport(evidenceOf({ at: NOW })).notSeen.map(({ why }) => why)).toEqual([
      'Kubernetes is not configured for staging',
      'RabbitMQ is not configured for staging',
    ]);
  });
});

it('judges 2,000 jobs', () => {
  const many = Array.from({ length: 2_000 }, (_, slot) => wellJob(`${slot + 1}-7`, (slot + 40) * SECOND));
  const report = reportOf(...many);
  expect(report.jobs).toHaveLength(2_000);
  expect(report.jobs[0]?.jobId).toBe('2000-7');
  expect(report.headline).toBe('2000 jobs live in staging, all of them well; nothing leaked');
});
