import type { Evidence } from '#investigation/evidence.ts';
import { factKinds } from '#investigation/facts.ts';
import type { ContainerState, Fact, FactKind, FactOf, Gap, Observation } from '#investigation/observation.ts';
import type { Subject } from '#investigation/subject.ts';

/** An instant that means nothing: 2025-11-13T15:34:15Z. */
export const ZERO = 1_763_048_055_000;

export type Seen = readonly [afterZeroMs: number, fact: Fact];

/** Evidence of an investigation of job 19-7 in which everything was watched to the end, except `blind`. */
export function evidence(
  seen: readonly Seen[],
  options: { subject?: Partial<Subject>; blind?: readonly FactKind[]; endedMs?: number } = {},
): Evidence {
  const configure = seen.map(([, fact]) => fact).find((fact) => fact.kind === 'configure-answer') ?? configured();
  const all: readonly Seen[] = [
    [configure.answeredAt - ZERO, configure],
    ...seen.filter(([, fact]) => fact !== configure),
  ];
  const ordered = [...all].sort(([a], [b]) => a - b);
  const endedMs = options.endedMs ?? Math.max(...ordered.map(([at]) => at)) + 100;
  const blind = options.blind ?? [];
  return {
    version: 1,
    subject: { ...subjectOf(configure), ...options.subject },
    endedAt: ZERO + endedMs,
    observations: ordered.map(
      ([at, fact], i): Observation => ({ id: `o${i + 1}`, at: ZERO + at, probe: `probe-of-${fact.kind}`, fact }),
    ),
    gaps: blind.map(
      (kind): Gap => ({
        at: ZERO,
        probe: `probe-of-${kind}`,
        kinds: [kind],
        reason: 'not-configured',
        detail: `${kind} is not configured`,
      }),
    ),
    watches: factKinds.map((kind) => ({
      probe: `probe-of-${kind}`,
      sees: [kind],
      from: ZERO,
      to: ZERO + endedMs,
      ended: blind.includes(kind) ? 'failed' : 'complete',
    })),
  };
}

/** Evidence of the same job when somebody else started it: nobody saw its configure. */
export function foundEvidence(seen: readonly Seen[], options: Parameters<typeof evidence>[1] = {}): Evidence {
  const started = evidence(seen, options);
  const { configure: _none, request: _neither, ...subject } = started.subject;
  return {
    ...started,
    subject: { ...subject, job: { id: '19-7' } },
    observations: started.observations.filter(({ fact }) => fact.kind !== 'configure-answer'),
    watches: started.watches.filter(({ sees }) => !sees.includes('configure-answer')),
  };
}

function subjectOf(configure: FactOf<'configure-answer'>): Subject {
  return {
    investigation: 'inv1',
    environment: 'staging',
    requestedBy: 'U0ONCALL',
    request: {
      view: 'multichannel',
      channels: { min: 1, max: 50 },
      nfft: 1024,
      frequency: { min: 0, max: 500 },
      duration: 10,
      height: 1000,
    },
    zero: ZERO,
    configure,
    ...(configure.jobId && { job: { id: configure.jobId, stream: { host: 'focus.lab', port: 12_319 } } }),
    limits: { consumerGoodMs: 5_000, consumerWarnMs: 20_000, consumerFailMs: 30_000, configureMs: 1_000 },
    timeoutMs: 30_000,
  };
}

export function configured(over: Partial<FactOf<'configure-answer'>> = {}): FactOf<'configure-answer'> {
  return {
    kind: 'configure-answer',
    sentAt: ZERO,
    answeredAt: ZERO + 230,
    outcome: 'accepted',
    status: 200,
    jobId: '19-7',
    detail: '',
    reattached: false,
    ...over,
  };
}

/** A refusal or worse: no job id, and no status unless told. */
export function notConfigured(over: Partial<FactOf<'configure-answer'>>): FactOf<'configure-answer'> {
  const { jobId: _none, status: _accepted, ...rest } = configured({ outcome: 'refused', ...over });
  return { ...rest, ...(over.status !== undefined && { status: over.status }) };
}

const bodies = {
  ready: [200, '{"job_id":"19-7"}'],
  'other-job': [200, '{"job_id":"3-2"}'],
  'id-unknown': [404, '{"error":"Invalid job_id"}'],
  'route-absent': [404, '{"detail":"Not Found"}'],
  'server-error': [502, 'Bad Gateway'],
  unexpected: [418, 'teapot'],
} as const;

/** One metadata answer, sent 10 ms before it was learned. */
export function metadata(atMs: number, answer: FactOf<'metadata-answer'>['answer']): Seen {
  const times = { sentAt: ZERO + atMs - 10, answeredAt: ZERO + atMs };
  if (answer === 'network-error') return [atMs, { kind: 'metadata-answer', ...times, answer, detail: 'ECONNREFUSED' }];
  const [status, detail] = bodies[answer];
  return [atMs, { kind: 'metadata-answer', ...times, answer, status, detail }];
}

/** `Invalid job_id` every second from `from` to `to`, both included. */
export function unknownFrom(from: number, to: number): readonly Seen[] {
  const count = Math.floor((to - from) / 1_000) + 1;
  const times = Array.from({ length: count }, (_, i) => from + i * 1_000);
  return [...times.filter((at) => at < to), to].map((at) => metadata(at, 'id-unknown'));
}

/** A pod of job 19-7: pending, scheduled, running or ready, with stamps of that second. */
export function pod(
  atMs: number,
  step: 'pending' | 'scheduled' | 'running' | 'ready',
  over: Partial<FactOf<'pod-state'>> = {},
): Seen {
  const order = ['pending', 'scheduled', 'running', 'ready'].indexOf(step);
  const stamp = Math.floor((ZERO + atMs) / 1_000) * 1_000;
  const container: ContainerState = {
    name: 'baby-analyzer',
    image: 'baby-analyzer:2',
    state: order >= 2 ? 'running' : 'waiting',
    ready: order === 3,
    restarts: 0,
    ...(order >= 2 && { startedStamp: stamp }),
  };
  return [
    atMs,
    {
      kind: 'pod-state',
      role: 'grpc',
      name: 'grpc-job-19-7-8rlgb',
      uid: 'u1',
      phase: order >= 2 ? 'Running' : 'Pending',
      ready: order === 3,
      deleted: false,
      labels: { app: 'grpc-job-19-7', 'job-name': 'grpc-job-19-7' },
      createdStamp: ZERO,
      ...(order >= 1 && { node: 'worker-node', scheduledStamp: stamp }),
      ...(order === 3 && { readyStamp: stamp }),
      containers: order === 0 ? [] : [container],
      ...over,
    },
  ];
}

export function backendPod(atMs: number, ready: boolean): Seen {
  return pod(atMs, ready ? 'ready' : 'running', { role: 'backend', name: 'panda-focus-server-1', uid: 'b1' });
}

export function kubernetesJob(atMs: number, exists: boolean, over: Partial<FactOf<'kubernetes-job-state'>> = {}): Seen {
  return [
    atMs,
    {
      kind: 'kubernetes-job-state',
      name: 'grpc-job-19-7',
      exists,
      deleted: false,
      active: exists ? 1 : 0,
      succeeded: 0,
      failed: 0,
      ...(exists && { createdStamp: ZERO }),
      ...over,
    },
  ];
}

export function service(atMs: number, exists: boolean, name = 'grpc-service-19-7'): Seen {
  const state = { kind: 'service-state', name, exists, deleted: false } as const;
  return [atMs, exists ? { ...state, nodePort: 12_319, createdStamp: ZERO } : state];
}

/** A pod's container as it waits or has ended. */
export function container(
  atMs: number,
  step: 'scheduled' | 'ready',
  state: Partial<ContainerState>,
  over: Partial<FactOf<'pod-state'>> = {},
): Seen {
  const containers: ContainerState[] = [
    { name: 'baby-analyzer', image: 'baby-analyzer:2', state: 'waiting', ready: false, restarts: 0, ...state },
  ];
  return pod(atMs, step, { ready: false, containers, ...over });
}

/** The same evidence with something that could not be seen. */
export function withGaps(seen: Evidence, ...gaps: readonly Pick<Gap, 'kinds' | 'reason' | 'detail'>[]): Evidence {
  const blind = gaps.map((gap): Gap => ({ at: ZERO + 100, probe: `probe-of-${gap.kinds[0]}`, ...gap }));
  return { ...seen, gaps: [...seen.gaps, ...blind] };
}

export function queue(atMs: number, state: { consumers?: number; ready?: number } | 'absent'): Seen {
  if (state === 'absent')
    return [
      atMs,
      { kind: 'queue-state', sentAt: ZERO + atMs, via: 'management', exists: false, consumers: 0, ready: 0 },
    ];
  const { consumers = 0, ready = 0 } = state;
  return [
    atMs,
    {
      kind: 'queue-state',
      sentAt: ZERO + atMs,
      via: 'amqp',
      name: 'grpc-job-19-7-1763048056.1',
      exists: true,
      consumers,
      ready,
    },
  ];
}

export function broker(atMs: number, reachable: boolean): Seen {
  return [
    atMs,
    { kind: 'broker-state', reachable, via: 'amqp', alarms: [], detail: reachable ? '' : 'connect ECONNREFUSED' },
  ];
}

export function ack(atMs: number, ok: boolean): Seen {
  return [
    atMs,
    { kind: 'ack-answer', ok, ...(ok ? { status: 200 } : { status: 503 }), tookMs: 3, detail: ok ? '' : '<html>503' },
  ];
}

export function live(atMs: number, ready: boolean): Seen {
  return [
    atMs,
    {
      kind: 'live-metadata',
      ready,
      prr: ready ? 2_000 : 0,
      softwareVersion: ready ? '3.7.1' : 'waiting for fiber',
      detail: '',
    },
  ];
}

export function log(
  atMs: number,
  source: FactOf<'log-line'>['source'],
  level: FactOf<'log-line'>['level'],
  text: string,
  over: Partial<FactOf<'log-line'>> = {},
): Seen {
  return [
    atMs,
    {
      kind: 'log-line',
      source,
      pod: source === 'backend' ? 'panda-focus-server-1' : 'grpc-job-19-7-8rlgb',
      container: 'main',
      level,
      namesJob: text.includes('19-7'),
      text,
      ...over,
    },
  ];
}

export function event(
  atMs: number,
  reason: string,
  message: string,
  over: Partial<FactOf<'kubernetes-event'>> = {},
): Seen {
  return [
    atMs,
    {
      kind: 'kubernetes-event',
      type: 'Warning',
      reason,
      message,
      object: { kind: 'Pod', name: 'grpc-job-19-7-8rlgb' },
      count: 1,
      firstStamp: ZERO + atMs,
      precisionMs: 1_000,
      ...over,
    },
  ];
}

/** The cluster's clock, 250 ms ahead of the bot's unless told. */
export function clusterClock(atMs: number, aheadMs = 250): Seen {
  const stamp = Math.floor((ZERO + atMs + aheadMs) / 1_000) * 1_000;
  return [
    atMs,
    { kind: 'clock-reading', clock: 'kubernetes', sentAt: ZERO + atMs - 5, answeredAt: ZERO + atMs, stamp },
  ];
}

/** What a look at the broker told, by the management API unless told. */
export function brokerState(atMs: number, over: Partial<FactOf<'broker-state'>>): Seen {
  return [atMs, { kind: 'broker-state', reachable: true, via: 'management', alarms: [], detail: 'answers', ...over }];
}

export function database(
  atMs: number,
  reachable: boolean,
  detail = reachable ? 'answers' : 'connect ECONNREFUSED 10.0.0.7:27017',
): Seen {
  return [atMs, { kind: 'database-state', reachable, collections: [], detail }];
}

/** One attempt at the stream port; a closed one is refused unless told. */
export function streamPort(atMs: number, open: boolean, detail = open ? 'accepted' : 'connect ECONNREFUSED'): Seen {
  return [atMs, { kind: 'stream-port', sentAt: ZERO + atMs, open, host: 'focus.lab', port: 12_319, detail }];
}

/** One answer to a control question, by a page of HTML unless told. */
export function controlAnswer(
  atMs: number,
  control: FactOf<'control-answer'>['control'],
  over: Partial<FactOf<'control-answer'>> = {},
): Seen {
  const times = { sentAt: ZERO + atMs - 10, answeredAt: ZERO + atMs };
  const page = { answer: 'server-error', status: 502, detail: 'a page of HTML, "502 Bad Gateway"' } as const;
  return [atMs, { kind: 'control-answer', control, ...times, ...page, ...over }];
}

/** Another job that lives, as it was looked at once. */
export function controlJob(atMs: number, over: Partial<FactOf<'control-job'>> = {}): Seen {
  return [atMs, { kind: 'control-job', others: 1, ...over }];
}

/** Of the probe of `kinds`' first, told so long after zero. */
export function gap(atMs: number, kinds: Gap['kinds'], reason: Gap['reason'], detail: string): Gap {
  return { at: ZERO + atMs, probe: `probe-of-${kinds[0]}`, kinds, reason, detail };
}

/** What a healthy job shows, its consumer at 2.9 s. */
export const healthyRun: readonly Seen[] = [
  live(5, true),
  ack(4, true),
  clusterClock(6),
  broker(20, true),
  kubernetesJob(300, true),
  pod(330, 'pending'),
  pod(380, 'scheduled'),
  pod(1_500, 'running'),
  pod(1_800, 'ready'),
  queue(300, 'absent'),
  queue(2_100, 'absent'),
  queue(2_300, {}),
  queue(2_600, {}),
  queue(2_800, { consumers: 1 }),
  ...unknownFrom(400, 2_790),
  metadata(2_900, 'ready'),
];

/** The same without a consumer: metadata says `Invalid job_id` beyond the limit. */
export const noConsumerRun: readonly Seen[] = [
  live(5, true),
  ack(4, true),
  clusterClock(6),
  broker(20, true),
  kubernetesJob(300, true),
  pod(330, 'pending'),
  pod(380, 'scheduled'),
  pod(1_500, 'running'),
  pod(1_800, 'ready'),
  queue(2_100, 'absent'),
  queue(2_300, {}),
  queue(29_900, {}),
  ...unknownFrom(400, 30_200),
];

/** A run without the facts of these kinds, and with others in their place. */
export function but(run: readonly Seen[], without: readonly FactKind[], ...others: readonly Seen[]): readonly Seen[] {
  return [...run.filter(([, fact]) => !without.includes(fact.kind)), ...others];
}
