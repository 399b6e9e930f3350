import { jobIdIn, jobNames } from '#investigation/job-id.ts';
import type { PodState } from '#investigation/observation.ts';
import { BlindError } from '#investigation/probe.ts';
import type { KubernetesConnection } from '../kubernetes/client.ts';
import { type Gathering, gather } from '../kubernetes/gather.ts';
import { podSchema } from '../kubernetes/objects.ts';
import { JOB_PODS } from '../kubernetes/of-job.ts';
import { podStateOf } from '../kubernetes/pod-state.ts';

/** The jobs of the environment besides one, and the newest of them that a job can be compared with. */
export interface Others {
  readonly count: number;
  readonly newest?: OtherJob;
}

export interface OtherJob {
  readonly id: string;
  readonly pod: PodState;
  /** ms since its pod was made. */
  readonly ageMs: number;
}

/** A younger job may not have its consumer yet. */
const OLD_ENOUGH_MS = 10_000;

/** One list of the jobs' pods. Throws a BlindError where it is not complete: of half a list nothing can be counted. */
export async function findOthers(gathering: Gathering, jobId: string): Promise<Others> {
  const { clock, signal } = gathering;
  const { connection, clusterDate } = noting(gathering.connection);
  const { facts, gap } = await gather(
    { ...gathering, connection },
    {
      kind: 'control-job',
      collection: JOB_PODS,
      shape: podSchema,
      factOf: (pod) => {
        const id = jobIdIn(pod.metadata.name);
        const isGrpc = id !== undefined && jobNames(id).roleOfPod(pod.metadata.name) === 'grpc';
        const state = isGrpc && id !== jobId ? podStateOf(pod, 'grpc', false) : undefined;
        return state && { id, pod: state };
      },
    },
  );
  signal.throwIfAborted();
  if (gap) throw new BlindError(gap.reason, gap.detail, gap.mend === undefined ? {} : { mend: gap.mend });
  const living = facts.filter(({ pod: { phase } }) => phase === 'Pending' || phase === 'Running');
  const now = clusterDate() ?? clock.now();
  const newest = living
    .flatMap(({ id, pod }) => (id === undefined ? [] : { id, pod, ageMs: now - pod.createdStamp }))
    .filter(({ pod, ageMs }) => pod.ready && ageMs > OLD_ENOUGH_MS)
    .reduce<OtherJob | undefined>((best, other) => (best && best.ageMs <= other.ageMs ? best : other), undefined);
  return { count: new Set(living.map(({ id }) => id)).size, ...(newest && { newest }) };
}

/** The same connection, and what time it was on the cluster's clock at its last answer, whole seconds. */
export function noting(connection: KubernetesConnection) {
  let date: number | undefined;
  const ask: KubernetesConnection['ask'] = async (...asking) => {
    const answer = await connection.ask(...asking);
    const stamp = Date.parse(answer.date ?? '');
    if (!Number.isNaN(stamp)) date = stamp;
    return answer;
  };
  return { connection: { ...connection, ask }, clusterDate: () => date };
}
