import type { NamespaceSeen, QueueListing } from '#investigation/lookup/jobs/seen.ts';
import type { BrokerSeen, DatabaseSeen, Seen, StackSeen, StandingPod } from '#investigation/lookup/readiness/seen.ts';
import type { FactKind, FactOf, Observation } from '#investigation/observation.ts';
import { BlindError, type Probe } from '#investigation/probe.ts';
import type { Subject } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import { ackProbe } from '#probes/focus-server/ack.ts';
import type { FocusServerSettings } from '#probes/focus-server/client.ts';
import { liveMetadataProbe } from '#probes/focus-server/live-metadata.ts';
import { routesProbe } from '#probes/focus-server/routes.ts';
import type { KubernetesConnection } from '#probes/kubernetes/client.ts';
import { type MongodbSettings, openDatabaseClient } from '#probes/mongodb/client.ts';
import { lookAtBroker } from '#probes/rabbitmq/broker.ts';
import type { RabbitmqSettings } from '#probes/rabbitmq/client.ts';
import { listQueues } from '#probes/rabbitmq/list-queues.ts';
import { within } from '../logs/within.ts';
import { listNamespace, listStanding } from './lists.ts';

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
