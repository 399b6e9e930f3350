import { jobNames } from '#investigation/job-id.ts';
import type { ServiceState } from '#investigation/observation.ts';
import type { Probe } from '#investigation/probe.ts';
import { tell } from './facts.ts';
import { type Service, serviceSchema } from './objects.ts';
import { serviceOf } from './of-job.ts';
import type { KubernetesProbeOptions } from './options.ts';
import { present } from './pod-state.ts';

/** The job's Service: absent at the first look, every change, gone. */
export function serviceProbe({ connection, clock }: KubernetesProbeOptions): Probe {
  return {
    id: 'service',
    sees: ['service-state'],
    about: 'job',
    async *watch({ job }, signal) {
      if (!job) return;
      const names = jobNames(job.id);
      yield* tell({
        connection,
        clock,
        signal,
        collection: serviceOf(names),
        shape: serviceSchema,
        factOf: serviceStateOf,
        afterFirstLook: ({ size }, at) =>
          size > 0 ? [] : [{ at, fact: { kind: 'service-state', name: names.service, exists: false, deleted: false } }],
      });
    },
  };
}

/** A Service as the API shows it, as a fact. */
export function serviceStateOf({ metadata, spec }: Service, deleted: boolean): ServiceState {
  return {
    kind: 'service-state',
    name: metadata.name,
    exists: !deleted,
    deleted,
    ...present('nodePort', spec.ports[0]?.nodePort),
    ...present('createdStamp', metadata.creationTimestamp),
  };
}
