import { z } from 'zod';
import type { KubernetesObject } from './objects.ts';

/** What matters of a container's status here. */
export interface ContainerView {
  readonly restarts: number;
  /** Why it has never run; undefined once it has. */
  readonly waiting?: string;
  /** It has ended, and may wait to be started again. */
  readonly terminated: boolean;
}

const statusSchema = z.object({
  name: z.string(),
  restartCount: z.number().default(0),
  state: z
    .object({ waiting: z.object({ reason: z.string().default('') }).optional(), terminated: z.unknown() })
    .partial()
    .default({}),
  lastState: z.object({ terminated: z.unknown() }).partial().default({}),
});
const podSchema = z.object({
  spec: z
    .object({
      initContainers: z.array(z.object({ name: z.string() })),
      containers: z.array(z.object({ name: z.string() })),
    })
    .partial(),
  status: z
    .object({ initContainerStatuses: z.array(statusSchema), containerStatuses: z.array(statusSchema) })
    .partial(),
});

/** Names of a pod's containers, those that run first first. */
export function containersOf(pod: KubernetesObject): readonly string[] {
  const { initContainers = [], containers = [] } = podSchema.parse(withParts(pod)).spec;
  return [...initContainers, ...containers].map(({ name }) => name);
}

export function containerView(pod: KubernetesObject, name: string): ContainerView | undefined {
  const { initContainerStatuses = [], containerStatuses = [] } = podSchema.parse(withParts(pod)).status;
  const status = [...initContainerStatuses, ...containerStatuses].find((each) => each.name === name);
  if (!status) return undefined;
  const { restartCount: restarts, state, lastState } = status;
  const waiting = state.waiting && !lastState.terminated ? { waiting: state.waiting.reason } : {};
  return { restarts, ...waiting, terminated: Boolean(state.terminated ?? (state.waiting && lastState.terminated)) };
}

function withParts({ spec = {}, status = {} }: KubernetesObject): object {
  return { spec, status };
}
