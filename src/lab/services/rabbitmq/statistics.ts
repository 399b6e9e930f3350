import type { Clock } from '#lib/clock.ts';
import type { Broker } from './broker.ts';
import type { Consumer, Queue } from './queue.ts';

/** What the management API knows of a queue: as it was at the last refresh. */
export interface QueueStatistics {
  readonly consumers: readonly Consumer[];
  readonly ready: number;
  readonly unacknowledged: number;
}

export interface Statistics {
  /** Undefined for a queue that is younger than the last refresh: RabbitMQ then leaves these fields out. */
  of(queue: Queue): QueueStatistics | undefined;
}

/** RabbitMQ's `collect_statistics_interval`. */
const REFRESH_MS = 5_000;

/** Refreshes every 5 s of the lab's clock until the signal, so a consumer is seen up to 5 s late, as in RabbitMQ. */
export function collectStatistics(broker: Broker, clock: Clock, signal: AbortSignal): Statistics {
  let latest = new Map<Queue, QueueStatistics>();
  const refresh = async () => {
    for (;;) {
      await clock.sleep(REFRESH_MS, signal);
      latest = new Map(broker.queues().map((queue) => [queue, measure(queue)]));
    }
  };
  refresh().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return { of: (queue) => latest.get(queue) };
}

function measure(queue: Queue): QueueStatistics {
  return { consumers: [...queue.consumers], ready: queue.ready, unacknowledged: queue.unacknowledged };
}
