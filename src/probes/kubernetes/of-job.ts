import { z } from 'zod';
import type { JobNames } from '#investigation/job-id.ts';
import type { Collection } from './collection.ts';

/** Every pod of a Kubernetes Job has the label. */
export const JOB_PODS = { resource: 'pods', labelSelector: 'job-name' } as const satisfies Collection;

/** The pods of a job's two Kubernetes Jobs. */
export function podsOf({ grpcJob, cleanupJob }: JobNames): Collection {
  const jobs: readonly string[] = [grpcJob, cleanupJob];
  return {
    resource: 'pods',
    labelSelector: `job-name in (${jobs.join(',')})`,
    partOf: { collection: JOB_PODS, has: ({ meta }) => jobs.includes(meta.labels['job-name'] ?? '') },
  };
}

export function serviceOf({ service }: JobNames): Collection {
  return {
    resource: 'services',
    fieldSelector: `metadata.name=${service}`,
    partOf: { collection: { resource: 'services' }, has: ({ meta }) => meta.name === service },
  };
}

/** Its two Kubernetes Jobs; no selector can name both, so those of others are listed too. */
export function kubernetesJobsOf({ grpcJob, cleanupJob }: JobNames): Collection {
  return {
    resource: 'jobs',
    partOf: { collection: { resource: 'jobs' }, has: ({ meta }) => meta.name === grpcJob || meta.name === cleanupJob },
  };
}

/** Events about any part of it; no selector can say that, so those about others are listed too. */
export function eventsOf(names: JobNames): Collection {
  const has = (object: unknown) => {
    const about = involved.safeParse(object);
    return about.success && names.isPart(about.data.involvedObject.name);
  };
  return { resource: 'events', partOf: { collection: { resource: 'events' }, has: ({ object }) => has(object) } };
}

const involved = z.object({ involvedObject: z.object({ name: z.string() }) });
