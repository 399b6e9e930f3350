import { randomBytes } from 'node:crypto';
import { ChannelError } from './amqp-error.ts';
import { createExchanges, type Exchanges } from './exchanges.ts';
import type { QueueDeclaration } from './methods.ts';
import { type Consumer, type Message, Queue, type QueueSettings } from './queue.ts';

export type Alarm = 'memory' | 'disk';

/** One vhost: queues by name, exchanges, and the alarm in effect. Errors are RabbitMQ's own words. */
export interface Broker {
  readonly vhost: string;
  readonly exchanges: Exchanges;
  alarm: Alarm | undefined;
  queues(): readonly Queue[];
  find(name: string): Queue | undefined;
  /** Throws 404 without the queue, 405 when it is another connection's own. */
  use(name: string, connection: string): Queue;
  declare(declaration: QueueDeclaration, connection: string): Queue;
  /** The number of messages that were ready; 0 without the queue. */
  delete(name: string): number;
  detach(queue: Queue, consumer: Consumer): void;
  /** Whether any queue took the message. */
  publish(message: Message): boolean;
  /** Deletes the queues that were this connection's own. */
  connectionClosed(connection: string): void;
}

export function createBroker(vhost: string): Broker {
  const queues = new Map<string, Queue>();
  const exchanges = createExchanges(vhost);

  const broker: Broker = {
    vhost,
    exchanges,
    alarm: undefined,
    queues: () => [...queues.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    find: (name) => queues.get(name),
    use: (name, connection) => {
      const queue = queues.get(name);
      if (!queue) throw new ChannelError(404, `no queue '${name}' in vhost '${vhost}'`);
      if ((queue.settings.exclusiveTo ?? connection) !== connection) throw locked(name);
      return queue;
    },
    declare: (declaration, connection) => {
      if (declaration.passive) return broker.use(declaration.queue, connection);
      if (queues.has(declaration.queue)) return same(broker.use(declaration.queue, connection), declaration);
      const queue = new Queue(settingsOf(declaration, connection));
      queues.set(queue.name, queue);
      return queue;
    },
    delete: (name) => {
      const queue = queues.get(name);
      if (!queue) return 0;
      queues.delete(name);
      exchanges.unbindQueue(name);
      queue.cancelAll();
      return queue.ready;
    },
    detach: (queue, consumer) => {
      queue.detach(consumer);
      if (queue.settings.autoDelete && queue.consumers.length === 0) broker.delete(queue.name);
    },
    publish: (message) => {
      const reached = exchanges.route(message.exchange, message.routingKey).flatMap((name) => queues.get(name) ?? []);
      for (const queue of reached) queue.enqueue(message);
      return reached.length > 0;
    },
    connectionClosed: (connection) => {
      for (const queue of broker.queues()) if (queue.settings.exclusiveTo === connection) broker.delete(queue.name);
    },
  };
  return broker;

  function locked(name: string): ChannelError {
    return new ChannelError(
      405,
      `cannot obtain exclusive access to locked queue '${name}' in vhost '${vhost}'. It could be originally declared ` +
        'on another connection or the exclusive property value does not match that of the original declaration.',
    );
  }

  function same(queue: Queue, declaration: QueueDeclaration): Queue {
    const exclusive = queue.settings.exclusiveTo !== undefined;
    const differs = (argument: string, received: boolean, current: boolean) =>
      new ChannelError(
        406,
        `inequivalent arg '${argument}' for queue '${queue.name}' in vhost '${vhost}': received '${received}' but current is '${current}'`,
      );
    const { durable, autoDelete } = queue.settings;
    if (durable !== declaration.durable) throw differs('durable', declaration.durable, durable);
    if (autoDelete !== declaration.autoDelete) throw differs('auto_delete', declaration.autoDelete, autoDelete);
    if (exclusive !== declaration.exclusive) throw differs('exclusive', declaration.exclusive, exclusive);
    return queue;
  }
}

function settingsOf(declaration: QueueDeclaration, connection: string): QueueSettings {
  const { queue, durable, autoDelete, exclusive } = declaration;
  if (queue.startsWith('amq.')) {
    throw new ChannelError(403, `queue name '${queue}' contains reserved prefix 'amq.*'`);
  }
  return {
    name: queue || `amq.gen-${randomBytes(16).toString('base64url')}`,
    durable,
    autoDelete,
    arguments: declaration.arguments,
    ...(exclusive ? { exclusiveTo: connection } : {}),
  };
}
