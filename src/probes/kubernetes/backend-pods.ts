import type { ClockReading } from '#investigation/observation.ts';
import type { Probe, Sighting } from '#investigation/probe.ts';
import { tell } from './facts.ts';
import { podSchema } from './objects.ts';
import type { KubernetesProbeOptions } from './options.ts';
import { podStateOf } from './pod-state.ts';

/** Every change of the backend's own pods, and once what time it is on the cluster's clock. */
export function backendPodsProbe(options: KubernetesProbeOptions): Probe {
  const { connection, clock } = options;
  return {
    id: 'backend-pods',
    sees: ['pod-state', 'clock-reading'],
    about: 'environment',
    watch: (_subject, signal) =>
      tell({
        connection,
        clock,
        signal,
        collection: { resource: 'pods', labelSelector: connection.settings.backendSelector },
        shape: podSchema,
        factOf: (pod, deleted) => podStateOf(pod, 'backend', deleted),
        afterFirstLook: () => readClock(options, signal),
      }),
  };
}

/** Any answer has a `Date`, also a refusal: `/version` is the cheapest that everyone may ask for. */
async function* readClock(
  { connection, clock }: KubernetesProbeOptions,
  signal: AbortSignal,
): AsyncGenerator<Sighting> {
  try {
    const { date = '', sentAt, answeredAt, body } = await connection.ask('/version', {}, { signal });
    body.destroy();
    const stamp = Date.parse(date);
    yield { at: clock.now(), ...(Number.isNaN(stamp) ? undated : { fact: reading(sentAt, answeredAt, stamp) }) };
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const undated = {
  gap: { kinds: ['clock-reading'], reason: 'failed', detail: '/version came without a Date' },
} as const;

function reading(sentAt: number, answeredAt: number, stamp: number): ClockReading {
  return { kind: 'clock-reading', clock: 'kubernetes', sentAt, answeredAt, stamp };
}
