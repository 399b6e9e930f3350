import { z } from 'zod';
import { parseStamp } from './stamps.ts';

/** RFC 3339 text as ms; anything else is as if it were not there. */
export const stamp = z
  .string()
  .transform((text) => parseStamp(text))
  .optional()
  .catch(undefined);
export const text = z.string().optional().catch(undefined);
const count = z.number().int().nonnegative().catch(0);
export const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((items) => items.flatMap((each) => item.safeParse(each).data ?? []));

/** What every object of the API has; without a name it is none. */
export const metaSchema = z.object({
  name: z.string(),
  uid: z.string().catch(''),
  resourceVersion: z.string().catch(''),
  creationTimestamp: stamp,
  labels: z.record(z.string(), z.string()).catch({}),
});

export type Meta = z.output<typeof metaSchema>;

const terminated = z.object({
  exitCode: z.number().optional().catch(undefined),
  reason: text,
  message: text,
  startedAt: stamp,
  finishedAt: stamp,
});

const containerStatus = z.object({
  name: z.string(),
  image: z.string().catch(''),
  ready: z.boolean().catch(false),
  restartCount: count,
  state: z
    .object({
      waiting: z.object({ reason: text, message: text }).optional().catch(undefined),
      running: z.object({ startedAt: stamp }).optional().catch(undefined),
      terminated: terminated.optional().catch(undefined),
    })
    .catch({}),
  lastState: z.object({ terminated: terminated.optional().catch(undefined) }).catch({}),
});

export type ContainerStatus = z.output<typeof containerStatus>;

const containerSpec = z.object({
  name: z.string(),
  resources: z
    .object({ limits: z.object({ memory: text }).catch({ memory: undefined }) })
    .catch({ limits: { memory: undefined } }),
});

export type ContainerSpec = z.output<typeof containerSpec>;

const condition = z.object({
  type: z.string(),
  status: z.enum(['True', 'False', 'Unknown']).catch('Unknown'),
  reason: text,
  message: text,
  lastTransitionTime: stamp,
});

export const podSchema = z.object({
  metadata: metaSchema,
  spec: z
    .object({ nodeName: text, containers: listOf(containerSpec), initContainers: listOf(containerSpec) })
    .catch({ nodeName: undefined, containers: [], initContainers: [] }),
  status: z
    .object({
      phase: text,
      reason: text,
      message: text,
      conditions: listOf(condition),
      containerStatuses: listOf(containerStatus),
      initContainerStatuses: listOf(containerStatus),
    })
    .catch({
      phase: undefined,
      reason: undefined,
      message: undefined,
      conditions: [],
      containerStatuses: [],
      initContainerStatuses: [],
    }),
});

export type Pod = z.output<typeof podSchema>;

export const jobSchema = z.object({
  metadata: metaSchema,
  status: z
    .object({ active: count, succeeded: count, failed: count, conditions: listOf(condition) })
    .catch({ active: 0, succeeded: 0, failed: 0, conditions: [] }),
});

export type KubernetesJob = z.output<typeof jobSchema>;

export const serviceSchema = z.object({
  metadata: metaSchema,
  spec: z
    .object({ ports: listOf(z.object({ nodePort: z.number().int().optional().catch(undefined) })) })
    .catch({ ports: [] }),
});

export type Service = z.output<typeof serviceSchema>;

/** The scheduler writes eventTime and series, the kubelet and the controllers the whole-second stamps and count. */
export const eventSchema = z.object({
  metadata: metaSchema,
  involvedObject: z.object({ kind: z.string().catch(''), name: z.string().catch('') }),
  type: z.enum(['Normal', 'Warning']).catch('Normal'),
  reason: z.string().catch(''),
  message: z.string().catch(''),
  count: count,
  series: z.object({ count }).nullish().catch(undefined),
  eventTime: stamp,
  firstTimestamp: stamp,
});

export type EventObject = z.output<typeof eventSchema>;
