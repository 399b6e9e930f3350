import fc from 'fast-check';
import type { Evidence } from '#investigation/evidence.ts';
import type { Fact, FactKind, FactOf } from '#investigation/observation.ts';
import { configured, evidence, pod, type Seen, ZERO } from './evidence.ts';

/** A job whose true times are known, and what was seen of it by looking at it from outside. All times are ms after zero. */
export interface TrueRun {
  readonly truth: { readonly [milestone in TrueMilestone]: number };
  readonly evidence: Evidence;
}

export type TrueMilestone =
  | 'job-created'
  | 'pod-created'
  | 'pod-scheduled'
  | 'container-started'
  | 'pod-ready'
  | 'queue-created'
  | 'consumer-attached'
  | 'consumer-ready';

/** A watch tells of a change so much later at most. */
export const MOST_LAG_MS = 200;

const gap = fc.nat(6_000);
const steps = fc.record({
  configure: fc.integer({ min: 1, max: 2_000 }),
  job: gap,
  pod: gap,
  node: gap,
  start: gap,
  ready: gap,
  queue: gap,
  consumer: gap,
  metadata: gap,
});
const exchange = fc.record({
  pauseMs: fc.nat(2_000),
  toServerMs: fc.nat(400),
  toBotMs: fc.nat(400),
  lost: fc.boolean(),
});
const look = fc.record({
  pauseMs: fc.nat(3_000),
  via: fc.constantFrom('amqp' as const, 'management' as const),
  ageMs: fc.nat(5_000),
});
const watching = fc.record({
  fromMs: fc.nat(20_000),
  lags: fc.array(fc.nat(MOST_LAG_MS), { minLength: 5, maxLength: 5 }),
});
const reading = fc.record({ sentMs: fc.nat(20_000), toServerMs: fc.nat(400), toBotMs: fc.nat(400) });

/** Any true times, any schedule of looks, a cluster whose clock is up to 10 s ahead or behind. */
export const trueRuns: fc.Arbitrary<TrueRun> = fc
  .record({
    steps,
    aheadMs: fc.integer({ min: -10_000, max: 10_000 }),
    metadata: fc.array(exchange, { maxLength: 25 }),
    queue: fc.array(look, { maxLength: 25 }),
    pods: watching,
    jobs: watching,
    readings: fc.array(reading, { maxLength: 3 }),
    endedMs: fc.integer({ min: 5_000, max: 60_000 }),
  })
  .map((world) => {
    const truth = truthOf(world.steps);
    const stamp = (atMs: number) => Math.floor((ZERO + atMs + world.aheadMs) / 1_000) * 1_000;
    const seen = [
      ...asked(world.metadata, truth, world.steps.configure),
      ...looked(world.queue, truth, world.steps.configure),
      ...podReports(world.pods, truth, stamp),
      ...jobReports(world.jobs, truth, stamp),
      ...world.readings.map((one) => readClock(one, stamp)),
    ].filter(([at]) => at <= world.endedMs);
    const configure: Seen = [world.steps.configure, configured({ answeredAt: ZERO + world.steps.configure })];
    const late = ({ fromMs, lags: [lag = 0] }: Generated<typeof watching>) => fromMs + lag > world.endedMs;
    const blind: FactKind[] = [
      ...(late(world.pods) ? ['pod-state' as const] : []),
      ...(late(world.jobs) ? ['kubernetes-job-state' as const] : []),
    ];
    return { truth, evidence: evidence([configure, ...seen], { endedMs: world.endedMs, blind }) };
  });

type Generated<A> = A extends fc.Arbitrary<infer T> ? T : never;

function truthOf(gaps: Generated<typeof steps>): TrueRun['truth'] {
  const job = gaps.configure + gaps.job;
  const created = job + gaps.pod;
  const scheduled = created + gaps.node;
  const started = scheduled + gaps.start;
  const queue = started + gaps.queue;
  const consumer = queue + gaps.consumer;
  return {
    'job-created': job,
    'pod-created': created,
    'pod-scheduled': scheduled,
    'container-started': started,
    'pod-ready': started + gaps.ready,
    'queue-created': queue,
    'consumer-attached': consumer,
    'consumer-ready': consumer + gaps.metadata,
  };
}

/** Metadata, one request after the other; the server decides when the request reaches it. */
function asked(
  exchanges: readonly Generated<typeof exchange>[],
  truth: TrueRun['truth'],
  from: number,
): readonly Seen[] {
  let now = from;
  return exchanges.map(({ pauseMs, toServerMs, toBotMs, lost }): Seen => {
    const sent = now + pauseMs;
    now = sent + toServerMs + toBotMs;
    const times = { sentAt: ZERO + sent, answeredAt: ZERO + now };
    const there = truth['consumer-ready'] <= sent + toServerMs;
    const answer = lost ? 'network-error' : there ? 'ready' : 'id-unknown';
    return [now, { kind: 'metadata-answer', ...times, answer, detail: '' }];
  });
}

/** There and back. */
const LOOK_MS = 80;

/** Looks at the queue; the management API knows consumers as they were some seconds ago. */
function looked(looks: readonly Generated<typeof look>[], truth: TrueRun['truth'], from: number): readonly Seen[] {
  let now = from;
  return looks.map(({ pauseMs, via, ageMs }): Seen => {
    const sent = now + pauseMs;
    const answered = sent + LOOK_MS / 2;
    now = sent + LOOK_MS;
    const exists = truth['queue-created'] <= answered;
    const attached = truth['consumer-attached'] <= answered - (via === 'management' ? ageMs : 0);
    return [now, { kind: 'queue-state', sentAt: ZERO + sent, via, exists, consumers: attached ? 1 : 0, ready: 0 }];
  });
}

function podReports(
  watch: Generated<typeof watching>,
  truth: TrueRun['truth'],
  stamp: (atMs: number) => number,
): readonly Seen[] {
  const changes = [truth['pod-created'], truth['pod-scheduled'], truth['container-started'], truth['pod-ready']];
  return reports(watch, changes, (atMs) => (atMs < truth['pod-created'] ? undefined : podAt(atMs, truth, stamp)));
}

function podAt(atMs: number, truth: TrueRun['truth'], stamp: (atMs: number) => number): Fact {
  const is = (milestone: TrueMilestone) => truth[milestone] <= atMs;
  const { node, scheduledStamp: _scheduled, readyStamp: _ready, ...bare } = pod(0, 'ready')[1] as FactOf<'pod-state'>;
  const started = is('container-started');
  return {
    ...bare,
    phase: started ? 'Running' : 'Pending',
    ready: is('pod-ready'),
    createdStamp: stamp(truth['pod-created']),
    ...(is('pod-scheduled') && node && { node, scheduledStamp: stamp(truth['pod-scheduled']) }),
    ...(is('pod-ready') && { readyStamp: stamp(truth['pod-ready']) }),
    containers: [
      {
        name: 'main',
        image: 'i',
        state: started ? 'running' : 'waiting',
        ready: is('pod-ready'),
        restarts: 0,
        ...(started && { startedStamp: stamp(truth['container-started']) }),
      },
    ],
  };
}

function jobReports(
  watch: Generated<typeof watching>,
  truth: TrueRun['truth'],
  stamp: (atMs: number) => number,
): readonly Seen[] {
  const created = truth['job-created'];
  const job = { kind: 'kubernetes-job-state', name: 'grpc-job-19-7', deleted: false, succeeded: 0, failed: 0 } as const;
  return reports(watch, [created], (atMs) =>
    atMs < created
      ? { ...job, exists: false, active: 0 }
      : { ...job, exists: true, active: 1, createdStamp: stamp(created) },
  );
}

/** A first list, then every change after it, told in order and a little late. */
function reports(
  { fromMs, lags }: Generated<typeof watching>,
  changes: readonly number[],
  stateAt: (atMs: number) => Fact | undefined,
): readonly Seen[] {
  let told = 0;
  return [fromMs, ...changes.filter((at) => at > fromMs)].flatMap((at, index): readonly Seen[] => {
    const fact = stateAt(at);
    told = Math.max(told, at + (lags[index] ?? 0));
    return fact ? [[told, fact]] : [];
  });
}

function readClock({ sentMs, toServerMs, toBotMs }: Generated<typeof reading>, stamp: (atMs: number) => number): Seen {
  const answered = sentMs + toServerMs + toBotMs;
  return [
    answered,
    {
      kind: 'clock-reading',
      clock: 'kubernetes',
      sentAt: ZERO + sentMs,
      answeredAt: ZERO + answered,
      stamp: stamp(sentMs + toServerMs),
    },
  ];
}
