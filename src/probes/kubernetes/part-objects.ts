import { z } from 'zod';
import { listOf, stamp, text } from './objects.ts';

/** Objects as far as they tell what an environment is made of. Of annotations alone those that are named: others hold contents. */

const writer = z.object({
  manager: z.string().catch(''),
  time: stamp,
  subresource: text,
  fieldsV1: z.record(z.string(), z.unknown()).catch({}),
});

export type Writer = z.output<typeof writer>;

const annotations = z
  .object({
    'deployment.kubernetes.io/revision': text,
    'control-plane.alpha.kubernetes.io/leader': z.unknown().optional(),
  })
  .transform((of) => ({
    revision: of['deployment.kubernetes.io/revision'],
    isElection: of['control-plane.alpha.kubernetes.io/leader'] !== undefined,
  }))
  .catch({ revision: undefined, isElection: false });

const metadata = z.object({
  name: z.string(),
  resourceVersion: z.string().catch(''),
  creationTimestamp: stamp,
  ownerReferences: listOf(z.object({ kind: z.string() })),
  managedFields: listOf(writer),
  annotations,
});

export type PartMeta = z.output<typeof metadata>;

export const metadataSchema = z.object({ metadata });

const container = z.object({ image: z.string() });

export const workloadSchema = z.object({
  metadata,
  spec: z.object({
    replicas: z.number().optional().catch(undefined),
    template: z.object({
      spec: z.object({ containers: listOf(container), initContainers: listOf(container) }),
    }),
  }),
  status: z.object({ updateRevision: text }).catch({ updateRevision: undefined }),
});

export type Workload = z.output<typeof workloadSchema>;

const amounts = z.record(z.string(), z.union([z.string(), z.number()])).catch({});

export const quotaSchema = z.object({ metadata, spec: z.object({ hard: amounts }).catch({ hard: {} }) });

export type Quota = z.output<typeof quotaSchema>;

export const nodeSchema = z.object({
  metadata,
  spec: z.object({ unschedulable: z.boolean().catch(false) }).catch({ unschedulable: false }),
  status: z
    .object({ allocatable: amounts, nodeInfo: z.object({ kubeletVersion: text }).catch({ kubeletVersion: undefined }) })
    .catch({ allocatable: {}, nodeInfo: { kubeletVersion: undefined } }),
});

export type Node = z.output<typeof nodeSchema>;
