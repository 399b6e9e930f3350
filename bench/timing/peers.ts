import { type Evidence, observed } from '#investigation/evidence.ts';
import type { PodState } from '#investigation/observation.ts';
import type { Dated } from './dated.ts';

/**
 * As kube-burner dates a pod's way: by the stamps of its status alone, whole seconds of the cluster's clock
 * (kube-burner.github.io/kube-burner/latest/measurements).
 */
export function byKubeBurner(evidence: Evidence): readonly Omit<Dated, 'truth'>[] {
  const pod = lastPod(evidence);
  return [
    at('pod-created', pod?.createdStamp, evidence),
    at('pod-scheduled', pod?.scheduledStamp, evidence),
    at('container-started', pod?.containers[0]?.startedStamp, evidence),
    at('pod-ready', pod?.readyStamp, evidence),
  ];
}

/**
 * As ClusterLoader2 does in its pod startup latency: creation and start by the stamps of the status, scheduling by its event,
 * and the time at which its own watch saw the pod running
 * (github.com/kubernetes/perf-tests, clusterloader2/pkg/measurement/common/slos/pod_startup_latency.go).
 */
export function byClusterLoader2(evidence: Evidence): readonly Omit<Dated, 'truth'>[] {
  const pod = lastPod(evidence);
  const scheduled = observed(evidence, 'kubernetes-event').find(
    ({ fact }) => fact.reason === 'Scheduled' && fact.object.name === pod?.name,
  );
  const watched = observed(evidence, 'pod-state').find(({ fact }) => fact.role === 'grpc' && fact.ready);
  return [
    at('pod-created', pod?.createdStamp, evidence),
    at('pod-scheduled', scheduled && Math.floor(scheduled.fact.firstStamp / 1_000) * 1_000, evidence),
    at('container-started', pod?.containers[0]?.startedStamp, evidence),
    at('pod-ready', watched?.at, evidence),
  ];
}

function lastPod(evidence: Evidence): PodState | undefined {
  return observed(evidence, 'pod-state').findLast(({ fact }) => fact.role === 'grpc')?.fact;
}

/** A point, as they say no more: the clocks are taken for the same. */
function at(milestone: Dated['milestone'], stamp: number | undefined, { subject }: Evidence): Omit<Dated, 'truth'> {
  if (stamp === undefined) return { milestone };
  return { milestone, earliest: stamp - subject.zero, latest: stamp - subject.zero };
}
