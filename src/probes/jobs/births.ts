import { jobIdIn, jobNames } from '#investigation/job-id.ts';
import { BlindError, type Probe } from '#investigation/probe.ts';
import { redactDeep } from '#lib/redact.ts';
import { type Gathering, gather } from '../kubernetes/gather.ts';
import { kubernetesJobStateOf } from '../kubernetes/jobs.ts';
import { jobSchema, type KubernetesJob } from '../kubernetes/objects.ts';
import { noting } from './find-other.ts';

/** Focus Server makes a job's objects within a second or two of configure. */
const LOOK_FOR_MS = 5_000;
const LOOK_EVERY_MS = 1_000;
/** The earliest clean-up of a job that nobody drives was seen 37.6 s after configure. */
const CLEAN_UP_MS = 37_000;
/** The cluster's clock is known to a second, and its stamps have whole ones. */
const EXACT_MS = 2_000;

/**
 * Where the answer of configure does not tell whether there is a job: the grpc Jobs that were made since it was sent. One of
 * them may be its job. Ends with the first, or when none will come any more.
 */
export function birthsProbe({ connection, clock }: Pick<Gathering, 'connection' | 'clock'>): Probe {
  return {
    id: 'births',
    sees: ['kubernetes-job-state'],
    about: 'birth',
    once: true,
    async *watch({ configure }, signal) {
      if (!configure || signal.aborted) return;
      const noted = noting(connection);
      const bornSince = ({ metadata }: KubernetesJob) => {
        const ahead = (noted.clusterDate() ?? clock.now()) - clock.now();
        return (metadata.creationTimestamp ?? 0) >= configure.sentAt + ahead - EXACT_MS;
      };
      const wasEarly = clock.now() - configure.sentAt < CLEAN_UP_MS;
      for (;;) {
        const { facts, gap } = await gather(
          { connection: noted.connection, clock, signal, redact: redactDeep },
          {
            kind: 'kubernetes-job-state',
            collection: { resource: 'jobs' },
            shape: jobSchema,
            factOf: (job) => (isOfJob(job) && bornSince(job) ? kubernetesJobStateOf(job, false) : undefined),
          },
        );
        if (signal.aborted) return;
        if (gap) throw new BlindError(gap.reason, gap.detail, gap.mend === undefined ? {} : { mend: gap.mend });
        for (const fact of facts) yield { at: clock.now(), fact };
        if (facts.length === 0 && !wasEarly) throw new BlindError('cut-short', 'a job that was made then may be over');
        if (facts.length > 0 || clock.now() >= configure.answeredAt + LOOK_FOR_MS) return;
        await clock.sleep(LOOK_EVERY_MS, signal).catch(() => {});
      }
    },
  };
}

function isOfJob({ metadata: { name } }: KubernetesJob): boolean {
  const id = jobIdIn(name);
  return id !== undefined && jobNames(id).grpcJob === name;
}
