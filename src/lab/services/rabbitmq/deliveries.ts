import { randomBytes } from 'node:crypto';
import { ChannelError, ConnectionError } from './amqp-error.ts';
import type { Broker } from './broker.ts';
import type { ChannelLink, Methods } from './channel.ts';
import type { Consumer, Message, Queue } from './queue.ts';

/** One channel's consumers, and the messages it was given and has not acknowledged. */
export interface Deliveries {
  readonly methods: Methods;
  /** The channel is over: its consumers go, its unacknowledged messages return to their queues. */
  release(): void;
}

interface Given {
  readonly queue: Queue;
  readonly message: Message;
  readonly consumer?: Consumer;
}

export function createDeliveries(broker: Broker, link: ChannelLink): Deliveries {
  const consumers = new Map<string, { readonly queue: Queue; readonly consumer: Consumer }>();
  const given = new Map<number, Given>();
  let lastTag = 0;
  let prefetch = 0;
  let channelPrefetch = 0;

  return {
    methods: {
      BasicQos: ({ prefetchCount, global }) => {
        if (global) channelPrefetch = prefetchCount;
        else prefetch = prefetchCount;
        link.send('BasicQosOk', {});
      },
      BasicConsume: ({ queue: name, consumerTag, noAck, exclusive, nowait }) => {
        const queue = broker.use(name, link.connection);
        const tag = consumerTag || `amq.ctag-${randomBytes(16).toString('base64url')}`;
        if (consumers.has(tag)) throw new ConnectionError(530, `attempt to reuse consumer tag '${tag}'`);
        if (exclusive ? queue.consumers.length > 0 : queue.consumers.some((other) => other.exclusive)) {
          throw new ChannelError(403, `queue '${name}' in vhost '${broker.vhost}' in exclusive use`);
        }
        const consumer = createConsumer(queue, { tag, noAck, exclusive, prefetch });
        consumers.set(tag, { queue, consumer });
        queue.attach(consumer);
        if (!nowait) link.send('BasicConsumeOk', { consumerTag: tag });
        queue.dispatch();
      },
      BasicCancel: ({ consumerTag, nowait }) => {
        const cancelled = consumers.get(consumerTag);
        consumers.delete(consumerTag);
        if (cancelled) broker.detach(cancelled.queue, cancelled.consumer);
        if (!nowait) link.send('BasicCancelOk', { consumerTag });
      },
      BasicGet: ({ queue: name, noAck }) => {
        const queue = broker.use(name, link.connection);
        const message = queue.take();
        if (!message) {
          link.send('BasicGetEmpty', {});
          return;
        }
        const fields = {
          ...addressOf(message),
          deliveryTag: give({ queue, message }, noAck),
          messageCount: queue.ready,
        };
        link.sendContent('BasicGetOk', fields, message.properties, message.content);
      },
      BasicAck: ({ deliveryTag, multiple }) => settle(take(deliveryTag, multiple), false),
      BasicNack: ({ deliveryTag, multiple, requeue }) => settle(take(deliveryTag, multiple), requeue),
      BasicReject: ({ deliveryTag, requeue }) => settle(take(deliveryTag, false), requeue),
      BasicRecover: () => {
        settle(take(0, true), true);
        link.send('BasicRecoverOk', {});
      },
    },
    release: () => {
      for (const { queue, consumer } of consumers.values()) broker.detach(queue, consumer);
      consumers.clear();
      settle(take(0, true), true);
    },
  };

  function createConsumer(queue: Queue, wish: Pick<Consumer, 'tag' | 'noAck' | 'exclusive' | 'prefetch'>): Consumer {
    const held = () => [...given.values()].filter((one) => one.consumer === consumer).length;
    const consumer: Consumer = {
      ...wish,
      channel: { connection: link.connection, number: link.number, peerPort: link.peerPort },
      canTake: () =>
        wish.noAck ||
        ((wish.prefetch === 0 || held() < wish.prefetch) && (channelPrefetch === 0 || given.size < channelPrefetch)),
      deliver: (message) => {
        const deliveryTag = give({ queue, message, consumer }, wish.noAck);
        const fields = { ...addressOf(message), consumerTag: wish.tag, deliveryTag };
        link.sendContent('BasicDeliver', fields, message.properties, message.content);
      },
      cancelled: () => {
        consumers.delete(wish.tag);
        if (link.wantsCancels) link.send('BasicCancel', { consumerTag: wish.tag, nowait: true });
      },
    };
    return consumer;
  }

  function give(delivery: Given, noAck: boolean): number {
    lastTag += 1;
    if (noAck) return lastTag;
    given.set(lastTag, delivery);
    delivery.queue.unacknowledged += 1;
    return lastTag;
  }

  /** Tag 0 with `multiple` means all there are. */
  function take(deliveryTag: number, multiple: boolean): Given[] {
    const everything = deliveryTag === 0 && multiple;
    if (!everything && !given.has(deliveryTag)) throw new ChannelError(406, `unknown delivery tag ${deliveryTag}`);
    const tags = multiple ? [...given.keys()].filter((tag) => everything || tag <= deliveryTag) : [deliveryTag];
    return tags.flatMap((tag) => {
      const delivery = given.get(tag);
      given.delete(tag);
      return delivery ?? [];
    });
  }

  function settle(deliveries: readonly Given[], requeue: boolean): void {
    for (const queue of new Set(deliveries.map((delivery) => delivery.queue))) {
      const messages = deliveries.filter((delivery) => delivery.queue === queue).map((delivery) => delivery.message);
      queue.unacknowledged -= messages.length;
      if (requeue) queue.requeue(messages);
      else queue.dispatch();
    }
  }
}

function addressOf({ exchange, routingKey, redelivered }: Message) {
  return { exchange, routingKey, redelivered };
}
