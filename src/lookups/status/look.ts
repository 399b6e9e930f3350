import type {
  BrokerSeen,
  FactKind,
  FactOf,
  Observation,
  PartialGap,
  QueueListing,
  StandingPod,
} from '#investigation/observation.ts';
import { BlindError, type Probe } from '#investigation/probe.ts';
import type { Subject } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import type { Redactor } from '#lib/redact.ts';
import { ackProbe } from '#probes/focus-server/ack.ts';
import type { FocusServerSettings } from '#probes/focus-server/client.ts';
import { liveMetadataProbe } from '#probes/focus-server/live-metadata.ts';
import { routesProbe } from '#probes/focus-server/routes.ts';
import type { KubernetesConnection } from '#probes/kubernetes/client.ts';
import { type Deadline, DeadlineError, deadline } from '#probes/kubernetes/deadline.ts';
import { takeSnapshot } from '#probes/kubernetes/snapshot.ts';
import { standingPods } from '#probes/kubernetes/standing-pods.ts';
import { type MongodbSettings, openDatabaseClient } from '#probes/mongodb/client.ts';
import { lookAtBroker } from '#probes/rabbitmq/broker.ts';
import type { RabbitmqSettings } from '#probes/rabbitmq/client.ts';
import { listQueues } from '#probes/rabbitmq/list-queues.ts';
import type { NamespaceSeen } from '../jobs/report.ts';
import { within } from '../within.ts';
import { type ReadinessAsked, writeReadinessReport } from './judge.ts';
import type { DatabaseSeen, ReadinessReport, Seen, StackSeen } from './report.ts';

/** Where the parts of the stack are. What is absent is not configured. */
export interface LookingAt {
  readonly environment: string;
  readonly focusServer: FocusServerSettings;
  readonly kubernetes?: KubernetesConnection;
  readonly rabbitmq?: RabbitmqSettings;
  readonly mongodb?: MongodbSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The looks have time-outs of 3 and 4 s of their own, with words of their own. */
const LOOK_MS = 4_500;

/** One look at each part, all begun at once: none waits for another, and none takes longer than 4.5 s. */
export async function lookAtAll(at: LookingAt): Promise<Omit<StackSeen, 'at'>> {
  const { focusServer, kubernetes, rabbitmq, mongodb, clock } = at;
  const toFocusServer = { settings: focusServer, clock };
  const [ack, liveMetadata, routes, namespace, standing, broker, database, queues] = await Promise.all([
    looked(at, (stop) => oneFact(ackProbe(toFocusServer), 'ack-answer', at, stop)),
    looked(at, (stop) => oneFact(liveMetadataProbe(toFocusServer), 'live-metadata', at, stop)),
    looked(at, (stop) => oneFact(routesProbe(toFocusServer), 'route-list', at, stop)),
    configured<KubernetesConnection, NamespaceSeen>(at, kubernetes, listNamespace),
    configured<KubernetesConnection, readonly StandingPod[]>(at, kubernetes, listStanding),
    configured<RabbitmqSettings, BrokerSeen>(at, rabbitmq, lookAtRabbitmq),
    configured<MongodbSettings, DatabaseSeen>(at, mongodb, lookAtMongodb),
    configured<RabbitmqSettings, QueueListing>(at, rabbitmq, listJobQueues),
  ]);
  return { ack, liveMetadata, routes, namespace, standing, broker, database, queues };
}

/** Looks at a part where there is one to look at. */
function configured<S, T>(
  at: LookingAt,
  settings: S | undefined,
  look: (settings: S, clock: Clock, stop: AbortSignal) => Promise<T>,
): Promise<Seen<T>> {
  if (settings !== undefined) return looked(at, (stop) => look(settings, at.clock, stop));
  return Promise.resolve({ kind: 'not-seen', at: at.clock.now(), reason: 'not-configured', why: 'not configured' });
}

async function looked<T>({ clock, signal }: LookingAt, look: (stop: AbortSignal) => Promise<T>): Promise<Seen<T>> {
  try {
    const value = await within(clock, LOOK_MS, signal, look);
    return { kind: 'seen', at: clock.now(), value };
  } catch (error) {
    if (!(error instanceof BlindError)) throw error;
    return { kind: 'not-seen', at: clock.now(), reason: error.reason, why: error.message };
  }
}

/** The first fact of a probe about the environment, which asks for no job. */
async function oneFact<K extends FactKind>(
  probe: Probe,
  kind: K,
  { environment, clock }: LookingAt,
  stop: AbortSignal,
): Promise<FactOf<K>> {
  const none = { consumerGoodMs: 0, consumerWarnMs: 0, consumerFailMs: 0, configureMs: 0 };
  const names = { investigation: 'readiness', environment, requestedBy: 'readiness' };
  const nobody: Subject = { ...names, zero: clock.now(), limits: none, timeoutMs: 0 };
  for await (const sighting of probe.watch(nobody, stop))
    if ('fact' in sighting && isOf(sighting.fact, kind)) return sighting.fact;
  throw new BlindError('cut-short', `${probe.id} ended before it had an answer`);
}

function isOf<K extends FactKind>(fact: Observation['fact'], kind: K): fact is FactOf<K> {
  return fact.kind === kind;
}

function lookAtRabbitmq(settings: RabbitmqSettings, clock: Clock, signal: AbortSignal): Promise<BrokerSeen> {
  return lookAtBroker({ settings, clock, signal });
}

function listJobQueues(settings: RabbitmqSettings, clock: Clock, signal: AbortSignal): Promise<QueueListing> {
  return listQueues({ settings, clock, signal });
}

async function lookAtMongodb(settings: MongodbSettings, clock: Clock, stop: AbortSignal): Promise<DatabaseSeen> {
  const client = openDatabaseClient(settings, clock);
  try {
    const look = await client.collections(stop);
    if (look.kind === 'unreachable') return { reachable: false, collections: 0, detail: look.detail };
    return { reachable: true, collections: look.value.length, detail: 'answers' };
  } finally {
    // Its goodbye is not waited for.
    void client.close();
  }
}

export interface ReadinessTools extends Omit<LookingAt, 'environment'> {
  /** Masks secrets in all that is seen. */
  readonly redactor: Redactor;
}

/**
 * Whether an environment could take a job now: one look at everything side by side, within 5 s. It reads only. All parts are
 * looked at whichever are asked for: the others tell whether one is down or only out of sight. Rejects with the signal's
 * reason when that comes first.
 */
export async function lookUpReadiness(tools: ReadinessTools, asked: ReadinessAsked): Promise<ReadinessReport> {
  const { redactor, ...stack } = tools;
  tools.signal.throwIfAborted();
  const looks = await lookAtAll({ ...stack, environment: asked.environment });
  return writeReadinessReport({ at: tools.clock.now(), ...redactor.redactDeep(looks) }, asked);
}

/** Lists have 15 s of their own, which is too long here; what came until then is kept. */
const LISTS_MS = 4_000;

/** The namespace, as far as it could be listed in 4 s. */
export function listNamespace(
  connection: KubernetesConnection,
  clock: Clock,
  stop: AbortSignal,
): Promise<NamespaceSeen> {
  return inTime(clock, stop, async ({ signal }) => {
    const snapshot = await takeSnapshot({ connection, clock, signal });
    return { ...snapshot, gaps: snapshot.gaps.map((gap) => ({ ...gap, ...whyCut(gap, signal) })) };
  });
}

/** The pods that are no job's. Throws a BlindError when not all of them could be listed in 4 s. */
export function listStanding(
  connection: KubernetesConnection,
  clock: Clock,
  stop: AbortSignal,
): Promise<readonly StandingPod[]> {
  return inTime(clock, stop, async ({ signal }) => {
    const { facts, gap } = await standingPods({ connection, clock, signal });
    if (!gap) return facts;
    const { reason, detail } = { ...gap, ...whyCut(gap, signal) };
    throw new BlindError(reason, detail);
  });
}

async function inTime<T>(clock: Clock, stop: AbortSignal, list: (patience: Deadline) => Promise<T>): Promise<T> {
  const patience = deadline(clock, LISTS_MS, stop);
  try {
    return await list(patience);
  } finally {
    patience.clear();
  }
}

/** What was cut short because the time was up was too late. */
function whyCut({ reason }: PartialGap, { reason: end }: AbortSignal): Partial<PartialGap> {
  if (reason !== 'cut-short' || !(end instanceof DeadlineError)) return {};
  return { reason: 'timed-out', detail: `the Kubernetes API gave ${end.message}` };
}
