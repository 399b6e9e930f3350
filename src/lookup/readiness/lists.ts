import type { NamespaceSeen } from '#investigation/lookup/jobs/seen.ts';
import type { StandingPod } from '#investigation/lookup/readiness/seen.ts';
import { BlindError, type PartialGap } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import type { KubernetesConnection } from '#probes/kubernetes/client.ts';
import { type Deadline, DeadlineError, deadline } from '#probes/kubernetes/deadline.ts';
import { takeSnapshot } from '#probes/kubernetes/snapshot.ts';
import { standingPods } from '#probes/kubernetes/standing-pods.ts';

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
