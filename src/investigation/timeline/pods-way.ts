import { type Evidence, observed } from '../evidence.ts';
import type { KubernetesEvent, Observation, PodState } from '../observation.ts';
import type { ReadStamp } from './clocks.ts';
import { deliveryMs, eventAt, eventOf, kubeletsClock, watchedEvents } from './delivery.ts';
import type { Moment } from './moment.ts';
import { bracket, type Change, type Dated } from './watched.ts';

/** The moments of the way of the job's pod, and its name. */
export interface PodMoments {
  readonly name: string;
  readonly moments: Readonly<Record<'pod-created' | 'pod-scheduled' | 'container-started' | 'pod-ready', Moment>>;
}

export function podMoments(evidence: Evidence, read: ReadStamp): PodMoments {
  const pods = podsWay(evidence, read);
  const { name, lagMs } = pods;
  const of = (change: Change<PodState>) => bracket(evidence, 'pod-state', pods.states, read, change);
  return {
    name,
    moments: {
      'pod-created': of({ holds: () => true, stampOf: (pod) => pod.createdStamp, event: pods.created }),
      'pod-scheduled': of({ holds: isScheduled, stampOf: (pod) => pod.scheduledStamp, lagMs, event: pods.scheduled }),
      // A kubelet writes the state of a container when it looks at all of them, a second later at the most.
      'container-started': of({ holds: isStarted, stampOf: startedStamp, event: pods.started, read: pods.kubelet }),
      'pod-ready': of({
        holds: (pod) => pod.ready,
        stampOf: (pod) => pod.readyStamp,
        read: pods.kubelet,
        ...(lagMs !== undefined && { lagMs: lagMs + READY_WRITTEN_MS }),
      }),
    },
  };
}

/** A kubelet writes at once that a pod is ready. */
const READY_WRITTEN_MS = 100;

/** What a pod's way is told by: its own states, and the events that say when. */
interface PodsWay {
  readonly name: string;
  readonly states: readonly Observation<PodState>[];
  readonly lagMs: number | undefined;
  /** Of stamps that the kubelet wrote. */
  readonly kubelet: ReadStamp;
  readonly created: Dated | undefined;
  readonly scheduled: Dated | undefined;
  readonly started: Dated | undefined;
}

function podsWay(evidence: Evidence, read: ReadStamp): PodsWay {
  const pods = observed(evidence, 'pod-state').filter(({ fact }) => fact.role === 'grpc');
  // A pod that took another one's place begins the way anew.
  const newest = pods.reduce<PodState | undefined>(
    (best, { fact }) => (best && best.createdStamp >= fact.createdStamp ? best : fact),
    undefined,
  );
  const states = pods.filter(({ fact }) => fact.uid === newest?.uid);
  // The first reports of a pod may not have its containers yet.
  const { name = '', containers: [worker] = [] } = states.at(-1)?.fact ?? {};
  const scheduled = eventOf(evidence, { reason: 'Scheduled', name });
  const pair = { event: scheduled, told: states.find(({ fact }) => isScheduled(fact)) };
  const lagMs = deliveryMs(evidence, read, [pair, ...watchedEvents(evidence, read)]);
  const kubelet = kubeletsClock(evidence, name, { lagMs, controlPlane: read });
  const dated = (event: Observation<KubernetesEvent> | undefined) =>
    event && { event, at: eventAt(event, { controlPlane: read, kubelet }) };
  return {
    ...{ name, states, lagMs },
    kubelet,
    created: dated(eventOf(evidence, { reason: 'SuccessfulCreate', words: name })),
    scheduled: dated(scheduled),
    started: dated(worker && eventOf(evidence, { reason: 'Started', name, words: worker.name })),
  };
}

/** What runs was scheduled and started, also where no stamp tells when. */
function isScheduled({ scheduledStamp, node, phase }: PodState): boolean {
  return scheduledStamp !== undefined || node !== undefined || phase === 'Running';
}

/** The first container is the one that does the work; those that prepare it come after it. */
function startedStamp({ containers }: PodState): number | undefined {
  return containers[0]?.startedStamp;
}

function isStarted(pod: PodState): boolean {
  return startedStamp(pod) !== undefined || pod.phase === 'Running';
}
