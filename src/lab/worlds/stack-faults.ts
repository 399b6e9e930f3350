import type { Random } from '../random.ts';
import { type Fault, oddAnswers, type StackFault } from '../scenario.ts';
import { fault, type Make, perhaps } from './kubernetes-faults.ts';
import type { Ingredient, Right } from './plan.ts';

const NO_CONSUMER = ['consumer-never-created', 'queue-without-consumer'];

/** What goes wrong with the queue, the consumer and the stream. */
export const streamFaults: readonly Make[] = [
  () =>
    fault('no-queue', { ids: ['queue-missing'] }, [
      { kind: 'never', stage: 'queue' },
      {
        kind: 'log',
        from: 'grpc',
        after: 'started',
        lines: [
          "ERROR pz.baby_analyzer channel closed by broker: (403, \"ACCESS_REFUSED - configure access to queue 'grpc-job-{job}' in vhost '/' refused for user 'analyzer'\")",
        ],
      },
    ]),
  () => fault('no-queue-silent', { ids: ['queue-missing'] }, [{ kind: 'never', stage: 'queue' }]),
  () => fault('no-consumer', { ids: NO_CONSUMER }, [{ kind: 'never', stage: 'consumer' }]),
  () =>
    fault('no-consumer-complaint', { ids: NO_CONSUMER }, [
      { kind: 'never', stage: 'consumer' },
      {
        kind: 'log',
        from: 'backend',
        after: 'queue',
        lines: ['ERROR pz.focus_server consumer for job {job} could not be created: no free consumer worker'],
      },
    ]),
  (random) =>
    fault('no-consumer-messages', { ids: NO_CONSUMER }, [
      { kind: 'never', stage: 'consumer' },
      { kind: 'messages', perSecond: Math.round(random.between(1, 20)) },
    ]),
  () => ({
    ...fault('not-wired', { ids: ['metadata-not-wired'] }, [{ kind: 'never', stage: 'metadata' }]),
    everybody: true,
  }),
  (random) =>
    fault('stuck-consumer', { ids: ['consumer-falling-behind'] }, [
      { kind: 'stuck-consumer' },
      { kind: 'messages', perSecond: Math.round(random.between(5, 40)) },
    ]),
  () => ({
    ...fault('no-data-source', { ids: ['no-data-source'] }, [
      { kind: 'never', stage: 'metadata' },
      { kind: 'never', stage: 'stream' },
      {
        kind: 'log',
        from: 'grpc',
        after: 'queue',
        lines: ['WARNING pz.baby_analyzer no data from the source yet, the gRPC server is not started'],
        everyMs: 5_000,
      },
    ]),
    everybody: true,
  }),
  (random) => {
    const backInMs = perhaps(random, 0.4, () => Math.round(random.between(1_000, 12_000)));
    return fault(
      `consumer-goes${backInMs ? '-comes-back' : ''}`,
      { ids: ['consumer-lost'] },
      [
        { kind: 'consumer-goes', inMs: Math.round(random.between(200, 6_000)), ...(backInMs && { backInMs }) },
        { kind: 'late', stage: 'metadata', byMs: Math.round(random.between(1_000, 8_000)) },
      ],
      'consumer-goes',
    );
  },
  (random) => broker(random, 'rabbitmq-down', { ids: ['rabbitmq-down'] }, { kind: 'rabbitmq-down' }),
  (random) => broker(random, 'amqp-down', { ids: ['rabbitmq-down'] }, { kind: 'amqp-down' }),
  (random) =>
    broker(
      random,
      'rabbitmq-refuses-analyzers',
      { ids: ['rabbitmq-refused'] },
      { kind: 'rabbitmq-refuses', whom: 'analyzers' },
    ),
  (random) =>
    broker(random, 'rabbitmq-refuses', { ids: ['rabbitmq-refused'] }, { kind: 'rabbitmq-refuses', whom: 'everyone' }),
  (random) =>
    broker(
      random,
      'rabbitmq-alarm',
      { ids: ['rabbitmq-alarm'] },
      { kind: 'rabbitmq-alarm', resource: random.next() < 0.5 ? 'memory' : 'disk' },
    ),
];

/** What goes wrong at the entrance: Focus Server itself and the way to it. */
export const entranceFaults: readonly Make[] = [
  (random) => restart(random, undefined),
  (random) => restart(random, 'rollout'),
  (random) =>
    way(
      random,
      'gateway-5xx',
      { ids: ['gateway-in-the-way', 'metadata-unusable', 'backend-down'] },
      {
        kind: 'gateway',
        ...(random.next() < 0.5
          ? { status: 502, title: '502 Bad Gateway' }
          : { status: 503, title: '503 Service Temporarily Unavailable' }),
      },
    ),
  (random) => odd(random, 'every-get'),
  (random) => odd(random, 'metadata'),
  () => ({
    ...fault('route-missing', { ids: ['route-missing'] }, [{ kind: 'no-route', route: '/metadata/{job_id}' }]),
    way: {},
  }),
  (random) =>
    fault('overloaded', { ids: ['backend-overloaded', 'configure-slow'] }, [
      { kind: 'configure', takesMs: Math.round(random.between(8_000, 25_000)) },
      { kind: 'slow-answers', byMs: Math.round(random.between(500, 1_500)) },
      { kind: 'other-jobs', count: 12, faults: [] },
    ]),
  (random) => ({
    ...fault('path-broken', { ids: ['own-path-broken'] }, [
      { kind: 'path-broken', atMs: Math.round(random.between(500, 12_000)) },
      { kind: 'late', stage: 'consumer', byMs: 25_000 },
    ]),
    way: {},
  }),
];

/** No job comes of these. */
export const joblessFaults: readonly Make[] = [
  () =>
    jobless(
      'backend-refuses',
      { ids: ['backend-down', 'backend-unreachable'] },
      { kind: 'backend-down', how: 'refused' },
    ),
  () =>
    jobless(
      'backend-unreachable',
      { ids: ['backend-down', 'backend-unreachable'] },
      { kind: 'backend-down', how: 'refused', pod: 'ready' },
    ),
  () =>
    jobless('backend-503', { ids: ['backend-down', 'gateway-in-the-way'] }, { kind: 'backend-down', how: 'gateway' }),
  () => jobless('no-fiber', { ids: ['fiber-not-connected'] }, { kind: 'no-fiber' }),
  () => jobless('no-recording', { ids: ['no-recording'] }, { kind: 'no-recording' }),
  () =>
    jobless(
      'configure-500',
      { ids: ['configure-refused'] },
      {
        kind: 'configure',
        answer: { status: 500, body: { error: 'Error parsing configuration' } },
      },
    ),
  () => jobless('configure-lost', { ids: ['configure-unanswered'] }, { kind: 'configure', answer: 'lost' }),
  () => jobless('mongodb-down', { ids: ['mongodb-down'] }, { kind: 'mongodb-down' }),
];

/** These are only so of a recording. */
export const OF_RECORDINGS: readonly string[] = ['no-recording', 'mongodb-down'];

function jobless(id: string, right: Right, only: Fault): Ingredient {
  return { ...fault(id, right, [only]), jobless: true };
}

/** From before, or from some moment on; for good, or healing. */
function broker(random: Random, id: string, right: Right, of: StackFault): Ingredient {
  const fromMs = perhaps(random, 0.4, () => Math.round(random.between(200, 12_000)));
  const untilMs = perhaps(random, 0.3, () => Math.round((fromMs ?? 0) + random.between(2_000, 20_000)));
  const lasts = fromMs === undefined && untilMs === undefined;
  const faults: readonly Fault[] = lasts ? [of] : [spell(of, fromMs, untilMs)];
  return {
    ...fault(`${id}${untilMs ? '-heals' : ''}`, right, faults, fromMs === undefined ? undefined : of.kind),
    // Nobody sees it before an analyzer logs in.
    ...(of.kind === 'rabbitmq-refuses' &&
      of.whom === 'analyzers' && {
        within: { after: 'started', untilMs: untilMs ?? Number.MAX_SAFE_INTEGER } as const,
      }),
    neighbours: [{ kind: 'never', stage: 'metadata' }],
    everybody: true,
  };
}

function restart(random: Random, how: 'rollout' | undefined): Ingredient {
  const atMs = Math.round(random.next() < 0.5 ? random.between(300, 2_200) : random.between(300, 25_000));
  const right = { ids: ['backend-restarted'], words: how ? ['rollout', 'rolled out'] : [] };
  return fault(
    how ?? 'backend-restarts',
    right,
    [{ kind: 'backend-restarts', atMs, ...(how && { how }) }],
    'backend-restarts',
  );
}

function way(random: Random, id: string, right: Right, of: StackFault): Ingredient {
  const fromMs = Math.round(random.next() < 0.5 ? random.between(50, 2_000) : random.between(50, 8_000));
  const untilMs = perhaps(random, 0.5, () => Math.round(fromMs + random.between(1_000, 20_000)));
  const ids = [...right.ids, 'answers-interrupted'];
  const made = fault(`${id}${untilMs ? '-heals' : ''}`, { ...right, ids }, [spell(of, fromMs, untilMs)], of.kind);
  return { ...made, way: { ...(untilMs !== undefined && { untilMs }) } };
}

function odd(random: Random, to: 'every-get' | 'metadata'): Ingredient {
  const how = oddAnswers[Math.floor(random.next() * oddAnswers.length)] ?? 'empty';
  const right = { ids: ['gateway-in-the-way', 'metadata-unusable'] };
  const always = random.next() < 0.7;
  const of: StackFault = { kind: 'odd-answers', to, how };
  if (!always) return way(random, `odd-${to}-${how}`, right, of);
  return { ...fault(`odd-${to}-${how}`, right, [of]), way: {} };
}

export function spell(of: Extract<Fault, { kind: 'for-a-while' }>['fault'], fromMs?: number, untilMs?: number): Fault {
  return {
    kind: 'for-a-while',
    fault: of,
    ...(fromMs !== undefined && { fromMs }),
    ...(untilMs !== undefined && { untilMs }),
  };
}
