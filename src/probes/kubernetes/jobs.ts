import { jobNames } from '#investigation/job-id.ts';
import type { KubernetesJobState } from '#investigation/observation.ts';
import type { Probe } from '#investigation/probe.ts';
import { tell } from './facts.ts';
import { jobSchema, type KubernetesJob } from './objects.ts';
import { kubernetesJobsOf } from './of-job.ts';
import type { KubernetesProbeOptions } from './options.ts';
import { present } from './pod-state.ts';

/** The job's two Kubernetes Jobs: absent at the first look, every change, gone. */
export function jobsProbe({ connection, clock }: KubernetesProbeOptions): Probe {
  return {
    id: 'jobs',
    sees: ['kubernetes-job-state'],
    about: 'job',
    async *watch({ job }, signal) {
      if (!job) return;
      const names = jobNames(job.id);
      const wanted = [names.grpcJob, names.cleanupJob];
      yield* tell({
        connection,
        clock,
        signal,
        collection: kubernetesJobsOf(names),
        shape: jobSchema,
        factOf: (object, deleted) =>
          wanted.includes(object.metadata.name) ? kubernetesJobStateOf(object, deleted) : undefined,
        afterFirstLook: (there, at) =>
          wanted.filter((name) => !there.has(name)).map((name) => ({ at, fact: absent(name) })),
      });
    },
  };
}

/** A Job as the API shows it, as a fact. */
export function kubernetesJobStateOf({ metadata, status }: KubernetesJob, deleted: boolean): KubernetesJobState {
  const { name, creationTimestamp } = metadata;
  const { conditions, ...counts } = status;
  const failed = conditions.find(({ type, status }) => type === 'Failed' && status === 'True');
  return {
    ...absent(name),
    exists: !deleted,
    deleted,
    ...counts,
    ...present('failure', failed && { reason: failed.reason ?? '', message: failed.message ?? '' }),
    ...present('createdStamp', creationTimestamp),
  };
}

function absent(name: string): KubernetesJobState {
  return { kind: 'kubernetes-job-state', name, exists: false, deleted: false, active: 0, succeeded: 0, failed: 0 };
}
