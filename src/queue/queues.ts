import { Queue, type Telemetry } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Log } from '#lib/logger.ts';
import { troubleTo } from './connection.ts';

export interface QueuesOptions {
  /** It stays open. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly log: Log;
  /** What traces see of them. */
  readonly telemetry?: Telemetry;
}

/** A queue by its name, opened when it is first asked for. */
export interface Queues<T> {
  (name: string): Queue<T>;
  close(): Promise<void>;
}

export function createQueues<T>({ redis, prefix, log, telemetry }: QueuesOptions): Queues<T> {
  const queues = new Map<string, Queue<T>>();
  // The version check is a command at start; one that fails would leave the object broken for good.
  const options = {
    connection: redis,
    prefix,
    skipVersionCheck: true,
    skipMetasUpdate: true,
    ...(telemetry && { telemetry }),
  };
  const queueOf = (name: string) => {
    const queue = queues.get(name) ?? new Queue<T>(name, options);
    if (!queues.has(name)) queue.on('error', troubleTo(log, name));
    queues.set(name, queue);
    return queue;
  };
  const close = async () => void (await Promise.allSettled([...queues.values()].map((queue) => queue.close())));
  return Object.assign(queueOf, { close });
}
