import { ChannelError } from './amqp-error.ts';
import type { Broker } from './broker.ts';
import type { ChannelLink, Methods } from './channel.ts';

/** Queues, exchanges and bindings. */
export function topologyMethods(broker: Broker, link: ChannelLink): Methods {
  const use = (queue: string) => broker.use(queue, link.connection);
  return {
    QueueDeclare: (declaration) => {
      const queue = broker.declare(declaration, link.connection);
      if (declaration.nowait) return;
      link.send('QueueDeclareOk', {
        queue: queue.name,
        messageCount: queue.ready,
        consumerCount: queue.consumers.length,
      });
    },
    QueueDelete: ({ queue: name, ifUnused, ifEmpty, nowait }) => {
      const queue = broker.find(name) && use(name);
      const refuse = (why: string) => new ChannelError(406, `queue '${name}' in vhost '${broker.vhost}' ${why}`);
      if (queue && ifUnused && queue.consumers.length > 0) throw refuse('in use');
      if (queue && ifEmpty && queue.ready > 0) throw refuse('not empty');
      const messageCount = broker.delete(name);
      if (!nowait) link.send('QueueDeleteOk', { messageCount });
    },
    QueuePurge: ({ queue, nowait }) => {
      const messageCount = use(queue).purge();
      if (!nowait) link.send('QueuePurgeOk', { messageCount });
    },
    QueueBind: ({ queue, exchange, routingKey, nowait }) => {
      // The default exchange refuses before the queue is looked for.
      if (exchange !== '') use(queue);
      broker.exchanges.bind({ queue, exchange, routingKey });
      if (!nowait) link.send('QueueBindOk', {});
    },
    QueueUnbind: ({ queue, exchange, routingKey }) => {
      broker.exchanges.unbind({ queue, exchange, routingKey });
      link.send('QueueUnbindOk', {});
    },
    ExchangeDeclare: (declaration) => {
      broker.exchanges.declare(declaration);
      if (!declaration.nowait) link.send('ExchangeDeclareOk', {});
    },
    ExchangeDelete: ({ exchange, nowait }) => {
      broker.exchanges.delete(exchange);
      if (!nowait) link.send('ExchangeDeleteOk', {});
    },
  };
}
