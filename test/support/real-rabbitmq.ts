import { connect } from 'amqplib';
import type { LabRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';

/** A real RabbitMQ in the place of the lab's own: what jobs do to it goes over AMQP, in the order it was asked for. */
export async function realRabbitmq(amqpUrl: string, managementUrl: string): Promise<LabRabbitmq> {
  const connection = await connect(amqpUrl);
  const channel = await connection.createChannel();
  const declared = new Set<string>();
  let work: Promise<unknown> = Promise.resolve();
  const next = (act: () => Promise<unknown>) => {
    work = work.then(act);
  };
  const { username, password } = new URL(amqpUrl);
  const bare = (url: string) => url.replace(/\/\/[^@/]*@/, '//').replace(/\/$/, '');
  const cannot = () => {
    throw new Error('the real RabbitMQ is not broken on purpose');
  };
  return {
    amqpUrl: bare(amqpUrl),
    managementUrl: bare(managementUrl),
    user: username,
    password,
    declareQueue(name) {
      declared.add(name);
      next(() => channel.assertQueue(name));
    },
    deleteQueue: (name) => next(() => channel.deleteQueue(name)),
    attachConsumer(queue) {
      const tag = `consumer-of-${queue}`;
      next(() => channel.consume(queue, (message) => message && channel.ack(message), { consumerTag: tag }));
      return { detach: () => next(() => channel.cancel(tag)) };
    },
    publish: (queue, count) =>
      next(async () => {
        for (let i = 0; i < count; i++) channel.sendToQueue(queue, Buffer.from('line'));
      }),
    queues: () => [],
    connections: () => ({ amqp: 0, management: 0 }),
    channelsOpened: () => 0,
    async setDown(down) {
      if (down) cannot();
    },
    async setManagementDown(down) {
      if (down) cannot();
    },
    setAmqpDown: cannot,
    lockQueue: cannot,
    closeConnections: cannot,
    setStatistics: cannot,
    setAlarm: cannot,
    setRefusing: cannot,
    setHanging: cannot,
    async close() {
      for (const name of declared) next(() => channel.deleteQueue(name));
      await work;
      await connection.close();
    },
  };
}
