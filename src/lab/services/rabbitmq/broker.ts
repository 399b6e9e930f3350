import { AmqpError } from './amqp-error.ts';

export type Alarm = 'memory' | 'disk';

export interface LabQueue {
  readonly name: string;
  readonly consumers: number;
  /** Messages that nobody has taken. */
  readonly ready: number;
}

/** As the management API tells it. */
export interface LabPolicy {
  readonly name: string;
  readonly pattern: string;
  readonly 'apply-to': 'queues' | 'exchanges' | 'all';
  readonly definition: Readonly<Record<string, unknown>>;
  readonly priority: number;
}

/** One vhost: its queues, which the world alone changes, and the alarm in effect. */
export interface Broker {
  readonly vhost: string;
  readonly policies: readonly LabPolicy[];
  alarm: Alarm | undefined;
  /** By name. */
  queues(): readonly LabQueue[];
  /** Throws RabbitMQ's 404 without the queue, and its 405 for one that is another connection's own. */
  queue(name: string): LabQueue;
  declare(name: string): void;
  /** Makes it exclusive to a connection inside the lab. */
  lock(name: string): void;
  delete(name: string): void;
  /** A consumer takes every message, or, when `stuck`, none. Throws without the queue. */
  attach(name: string, stuck: boolean): { detach(): void };
  /** So many messages come; without the queue they vanish. */
  publish(name: string, count: number): void;
  /** Collects what the management API tells of each queue until the next time. */
  refresh(): void;
  /** The queue as it was at the last refresh; undefined for a younger one. */
  lastKnown(name: string): LabQueue | undefined;
}

interface Queue {
  ready: number;
  locked?: true;
  lastKnown?: LabQueue;
  readonly consumers: Set<{ readonly stuck: boolean }>;
}

export function createBroker(vhost: string, policies: readonly LabPolicy[] = []): Broker {
  const queues = new Map<string, Queue>();
  const find = (name: string) => {
    const queue = queues.get(name);
    if (!queue) throw new AmqpError('channel', 404, `no queue '${name}' in vhost '${vhost}'`);
    return queue;
  };
  const dispatch = (queue: Queue) => {
    if ([...queue.consumers].some(({ stuck }) => !stuck)) queue.ready = 0;
  };
  return {
    vhost,
    policies,
    alarm: undefined,
    queues: () => [...queues].map(stateOf).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    queue: (name) => {
      const queue = find(name);
      if (!queue.locked) return stateOf([name, queue]);
      const text = `cannot obtain exclusive access to locked queue '${name}' in vhost '${vhost}'`;
      throw new AmqpError('channel', 405, text);
    },
    lock: (name) => {
      find(name).locked = true;
    },
    declare: (name) => {
      if (!queues.has(name)) queues.set(name, { ready: 0, consumers: new Set() });
    },
    delete: (name) => void queues.delete(name),
    attach: (name, stuck) => {
      const queue = find(name);
      const consumer = { stuck };
      queue.consumers.add(consumer);
      dispatch(queue);
      return { detach: () => void queue.consumers.delete(consumer) };
    },
    publish: (name, count) => {
      const queue = queues.get(name);
      if (!queue) return;
      queue.ready += count;
      dispatch(queue);
    },
    refresh: () => {
      for (const [name, queue] of queues) queue.lastKnown = stateOf([name, queue]);
    },
    lastKnown: (name) => queues.get(name)?.lastKnown,
  };
}

function stateOf([name, { ready, consumers }]: readonly [string, Queue]): LabQueue {
  return { name, consumers: consumers.size, ready };
}
