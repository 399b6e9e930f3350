import type { Probe } from '#investigation/probe.ts';
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
        collection: { resource: 'pods', labelSelector: connection.settings.backendSelector },
        shape: podSchema,
        factOf: (pod, deleted) => podStateOf(pod, 'backend', deleted),
      }),
  };
}
