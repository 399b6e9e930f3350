import { jobNames } from '#investigation/job-id.ts';
import type { Probe } from '#investigation/probe.ts';
import { tell } from './facts.ts';
import { podSchema } from './objects.ts';
import { podsOf } from './of-job.ts';
import type { KubernetesProbeOptions } from './options.ts';
import { podStateOf } from './pod-state.ts';

/** Every change of the job's own pods. That there are none is seen too: then nothing is told, and nothing is missed. */
export function podsProbe({ connection, clock }: KubernetesProbeOptions): Probe {
  return {
    id: 'pods',
    sees: ['pod-state'],
    about: 'job',
    async *watch({ job }, signal) {
      if (!job) return;
      const names = jobNames(job.id);
      yield* tell({
        connection,
        clock,
        signal,
        collection: podsOf(names),
        shape: podSchema,
        factOf: (pod, deleted) => {
          const role = names.roleOfPod(pod.metadata.name);
          return role && podStateOf(pod, role, deleted);
        },
      });
    },
  };
}
