import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { createGate } from '#lab/services/gate.ts';
import { listenOnLoopback } from '#lab/services/listener.ts';
import type { Clock } from '#lib/clock.ts';
import { type Alarm, type Broker, createBroker } from './broker.ts';
import { openCodec } from './codec.ts';
import { type AmqpConnection, serveConnection } from './connection.ts';
import type { Credentials } from './handshake.ts';
import { managementApi } from './management.ts';
import type { Consumer, Queue } from './queue.ts';
import { collectStatistics } from './statistics.ts';

/** A RabbitMQ with one vhost, `/`: AMQP 0-9-1 and the readable part of the management API, each on a loopback port. */
export interface LabRabbitmq {
  /** `amqp://127.0.0.1:<port>`, without the credentials: a client that is given none logs in as this very guest. */
  readonly amqpUrl: string;
  /** `http://127.0.0.1:<port>`, without the credentials. */
  readonly managementUrl: string;
  readonly user: string;
  readonly password: string;
  declareQueue(name: string): void;
  deleteQueue(name: string): void;
  /** A consumer inside the lab: it takes every message, or, when `stuck`, none. Throws without the queue. */
  attachConsumer(queue: string, how?: { readonly stuck?: boolean }): { detach(): void };
  /** Sends `count` small messages to a queue; they vanish when there is no such queue. */
  publish(queue: string, count: number): void;
  /** Every queue as it is now, not as the management API tells it. */
  queues(): readonly LabQueue[];
  /** Open connections of clients. */
  connections(): { readonly amqp: number; readonly management: number };
  /** While down, both ports refuse connections and drop those they had; queues and messages stay. */
  setDown(down: boolean): Promise<void>;
  setManagementDown(down: boolean): Promise<void>;
  setAlarm(alarm: Alarm | undefined): void;
  /** While true every new login is refused, as after somebody changed the password. */
  setRefusing(refusing: boolean): void;
  /** While true neither port answers; what waits is answered afterwards. */
  setHanging(hanging: boolean): void;
  close(): Promise<void>;
}

export interface LabQueue {
  readonly name: string;
  readonly consumers: number;
  readonly ready: number;
}

const GUEST: Credentials = { user: 'guest', password: 'guest' };

export async function openRabbitmq({ clock }: { readonly clock: Clock }): Promise<LabRabbitmq> {
  const closing = new AbortController();
  const codec = openCodec();
  const broker = createBroker('/');
  const login = { ...GUEST };
  const gate = createGate();
  let hanging = false;
  const statistics = collectStatistics(broker, clock, closing.signal);
  const connections = new Set<AmqpConnection>();
  const amqp = await listenOnLoopback(
    createServer({ noDelay: true }, (socket) => {
      const connection = serveConnection(socket, broker, codec, login, () => hanging);
      connections.add(connection);
      socket.on('close', () => connections.delete(connection));
    }),
  );
  const manage = managementApi(broker, statistics, login);
  const management = await listenOnLoopback(
    createHttpServer(async (request, response) => {
      await gate.passed();
      manage(request, response);
    }),
  );
  let down = false;
  let managementDown = false;
  const settle = async () => {
    await Promise.all([amqp.setDown(down), management.setDown(down || managementDown)]);
  };

  return {
    amqpUrl: `amqp://127.0.0.1:${amqp.port}`,
    managementUrl: `http://127.0.0.1:${management.port}`,
    ...GUEST,
    ...queueControls(broker),
    connections: () => ({ amqp: amqp.connections(), management: management.connections() }),
    setDown: (wanted) => {
      down = wanted;
      return settle();
    },
    setManagementDown: (wanted) => {
      managementDown = wanted;
      return settle();
    },
    setAlarm: (alarm) => {
      broker.alarm = alarm;
      for (const connection of connections) connection.alarmChanged();
    },
    setRefusing: (refusing) => {
      login.password = refusing ? randomUUID() : GUEST.password;
    },
    setHanging: (value) => {
      hanging = value;
      gate.setShut(value);
      if (!hanging) for (const connection of connections) connection.goOn();
    },
    close: async () => {
      closing.abort();
      await Promise.all([amqp.close(), management.close()]);
    },
  };
}

type QueueControls = Pick<LabRabbitmq, 'declareQueue' | 'deleteQueue' | 'attachConsumer' | 'publish' | 'queues'>;

function queueControls(broker: Broker): QueueControls {
  return {
    declareQueue: (name) => {
      const plain = { passive: false, durable: false, exclusive: false, autoDelete: false, nowait: false };
      broker.declare({ ...plain, queue: name, arguments: {} }, 'lab');
    },
    deleteQueue: (name) => void broker.delete(name),
    attachConsumer: (name, { stuck = false } = {}) => {
      const queue = broker.use(name, 'lab');
      const consumer = insideConsumer(stuck);
      queue.attach(consumer);
      queue.dispatch();
      return { detach: () => broker.detach(queue, consumer) };
    },
    publish: (queue, count) => {
      const message = { exchange: '', routingKey: queue, properties: {}, redelivered: false };
      for (let sent = 0; sent < count; sent += 1) broker.publish({ ...message, content: Buffer.from(`row ${sent}`) });
    },
    queues: () => broker.queues().map(stateOf),
  };
}

function insideConsumer(stuck: boolean): Consumer {
  return {
    tag: 'amq.ctag-lab',
    exclusive: false,
    noAck: true,
    prefetch: 0,
    channel: { connection: 'lab', number: 1, peerPort: 0 },
    canTake: () => !stuck,
    deliver: () => {},
    cancelled: () => {},
  };
}

function stateOf(queue: Queue): LabQueue {
  return { name: queue.name, consumers: queue.consumers.length, ready: queue.ready };
}
