import type { Probe } from '#investigation/probe.ts';
import type { KubernetesConnection } from './client.ts';
import type { Collection } from './collection.ts';
import { tell } from './facts.ts';
import { podSchema } from './objects.ts';
import type { KubernetesProbeOptions } from './options.ts';
import { podStateOf } from './pod-state.ts';

/** Every change of the backend's own pods. */
export function backendPodsProbe({ connection, clock }: KubernetesProbeOptions): Probe {
  return {
    id: 'backend-pods',
    sees: ['pod-state'],
    about: 'environment',
    watch: (_subject, signal) =>
      tell({
        connection,
        clock,
        signal,
        collection: backendPods(connection),
        shape: podSchema,
        factOf: (pod, deleted) => podStateOf(pod, 'backend', deleted),
      }),
  };
}

export function backendPods({ settings }: KubernetesConnection): Collection {
  return { resource: 'pods', labelSelector: settings.backendSelector };
}
