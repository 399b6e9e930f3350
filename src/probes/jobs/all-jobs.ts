import { jobIdIn } from '#investigation/job-id.ts';
import type { Fact, FactKind, PartialGap } from '#investigation/observation.ts';
import type { Probe, Sighting } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { DeadlineError, deadline } from '#lib/deadline.ts';
import type { KubernetesConnection } from '../kubernetes/client.ts';
import { type Snapshot, takeSnapshot } from '../kubernetes/snapshot.ts';
import type { RabbitmqSettings } from '../rabbitmq/client.ts';
import { listQueues } from '../rabbitmq/list-queues.ts';

export interface AllJobsOptions {
  /** Of the environment. */
  readonly name: string;
  /** Absent where it is not configured, as `rabbitmq`. */
  readonly kubernetes?: KubernetesConnection;
  readonly rabbitmq?: RabbitmqSettings;
  readonly clock: Clock;
}

const namespaceKinds: readonly FactKind[] = ['pod-state', 'kubernetes-job-state', 'service-state', 'kubernetes-event'];

/** Lists have 15 s of their own, which is too long here; what came until then is kept. */
const LISTS_MS = 4_000;

/** One look at everything of all jobs: every pod, Job, Service and event of the namespace, and the queues of jobs. */
export function allJobsProbe(options: AllJobsOptions): Probe {
  const { name, kubernetes, rabbitmq, clock } = options;
  return {
    id: 'all-jobs',
    sees: [...namespaceKinds, 'job-queues'],
    about: 'all-jobs',
    once: true,
    async *watch(_subject, signal) {
      const listing = kubernetes && listNamespace(kubernetes, clock, signal);
      const jobIds = async () => idsIn(await listing);
      const queues = rabbitmq && listQueues({ settings: rabbitmq, clock, signal, jobIds });
      const namespace = await listing;
      if (namespace) yield* tellNamespace(namespace);
      else yield gap(clock, notConfigured(namespaceKinds, 'Kubernetes', name));
      if (!queues) return yield gap(clock, notConfigured(['job-queues'], 'RabbitMQ', name));
      const listed = await queues;
      // A list that did not come is no answer of RabbitMQ.
      if (!listed.gap || listed.queues.length > 0)
        yield { at: clock.now(), fact: { kind: 'job-queues', queues: listed.queues } };
      if (listed.gap) yield gap(clock, listed.gap);
    },
  };
}

async function listNamespace(connection: KubernetesConnection, clock: Clock, stop: AbortSignal): Promise<Snapshot> {
  const { signal, clear } = deadline(clock, LISTS_MS, stop);
  try {
    const snapshot = await takeSnapshot({ connection, clock, signal });
    return { ...snapshot, gaps: snapshot.gaps.map((each) => ({ ...each, ...whyCut(each, signal) })) };
  } finally {
    clear();
  }
}

/** What was cut short because the time was up was too late. */
function whyCut({ reason }: PartialGap, { reason: end }: AbortSignal): Partial<PartialGap> {
  if (reason !== 'cut-short' || !(end instanceof DeadlineError)) return {};
  return { reason: 'timed-out', detail: `the Kubernetes API gave ${end.message}` };
}

function* tellNamespace({
  at,
  pods,
  others,
  jobs,
  services,
  events,
  clockReadings,
  gaps,
}: Snapshot): Generator<Sighting> {
  const facts: readonly Fact[] = [...clockReadings, ...pods, ...others, ...jobs, ...services, ...events];
  for (const fact of facts) yield { at, fact };
  for (const each of gaps) yield { at, gap: each };
}

function idsIn(snapshot: Snapshot | undefined): readonly string[] {
  const names = [...(snapshot?.pods ?? []), ...(snapshot?.jobs ?? []), ...(snapshot?.services ?? [])];
  return [...new Set(names.flatMap(({ name }) => jobIdIn(name) ?? []))];
}

function gap(clock: Clock, why: PartialGap): Sighting {
  return { at: clock.now(), gap: why };
}

function notConfigured(kinds: readonly FactKind[], part: string, environment: string): PartialGap {
  return { kinds, reason: 'not-configured', detail: `${part} is not configured for ${environment}` };
}
