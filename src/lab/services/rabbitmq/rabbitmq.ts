import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { createHang } from '#lab/services/hang.ts';
import { listenOnLoopback } from '#lab/services/listener.ts';
import type { Clock } from '#lib/clock.ts';
import { type Alarm, type Broker, createBroker, type LabPolicy, type LabQueue } from './broker.ts';
import { openCodec } from './codec.ts';
import { serveConnection } from './connection.ts';
import type { Credentials } from './handshake.ts';
import { managementApi } from './management.ts';

/** A RabbitMQ with one vhost, `/`, to be looked at: by AMQP 0-9-1 and the management API, each on a loopback port. */
export interface LabRabbitmq {
  /** `amqp://127.0.0.1:<port>`, without the credentials: a client that is given none logs in as this very guest. */
  readonly amqpUrl: string;
  /** `http://127.0.0.1:<port>`, without the credentials. */
  readonly managementUrl: string;
  readonly user: string;
  readonly password: string;
  declareQueue(name: string): void;
  /** Makes a queue exclusive to a connection inside the lab. Throws without the queue. */
  lockQueue(name: string): void;
  deleteQueue(name: string): void;
  /** A consumer inside the lab: it takes every message, or, when `stuck`, none. Throws without the queue. */
  attachConsumer(queue: string, how?: { readonly stuck?: boolean }): { detach(): void };
  /** Sends `count` small messages to a queue; they vanish when there is no such queue. */
  publish(queue: string, count: number): void;
  /** Every queue as it is now, not as the management API tells it. */
  queues(): readonly LabQueue[];
  /** Open connections of clients. */
  connections(): { readonly amqp: number; readonly management: number };
  /** How many channels clients have opened so far. */
  channelsOpened(): number;
  /** While down, both ports refuse connections and drop those they had; queues and messages stay. */
  setDown(down: boolean): Promise<void>;
  setManagementDown(down: boolean): Promise<void>;
  setAmqpDown(down: boolean): Promise<void>;
  /** Closes every AMQP connection in RabbitMQ's way, as an operator does. */
  closeConnections(reason: string): void;
  /** While off the management API tells no numbers of queues. */
  setStatistics(on: boolean): void;
  setAlarm(alarm: Alarm | undefined): void;
  /** While true every new login is refused, as after somebody changed the password. */
  setRefusing(refusing: boolean): void;
  /** While true neither port answers; what waits is answered afterwards. */
  setHanging(hanging: boolean): void;
  close(): Promise<void>;
}

/** RabbitMQ's `collect_statistics_interval`. */
const REFRESH_MS = 5_000;
const GUEST: Credentials = { user: 'guest', password: 'guest' };

export interface LabRabbitmqOptions {
  readonly clock: Clock;
  /** PEM texts: then both ports speak TLS alone. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly policies?: readonly LabPolicy[];
}

/** A queue of which nobody takes the messages does not grow for ever. */
const POLICIES: readonly LabPolicy[] = [
  {
    name: 'jobs',
    pattern: '^grpc-job-',
    'apply-to': 'queues',
    definition: { 'max-length': 20_000, overflow: 'drop-head' },
    priority: 0,
  },
];

export async function openRabbitmq({ clock, tls, policies = POLICIES }: LabRabbitmqOptions): Promise<LabRabbitmq> {
  const closing = new AbortController();
  const codec = openCodec();
  const broker = createBroker('/', policies);
  const login = { ...GUEST };
  const hang = createHang();
  refreshing(broker, clock, closing.signal).catch((error: unknown) => {
    if (!closing.signal.aborted) throw error;
  });
  const connections = new Set<{ forceClose(reason: string): void }>();
  let channels = 0;
  const onChannel = () => {
    channels += 1;
  };
  const serve = (socket: Socket) => {
    const connection = serveConnection(socket, broker, codec, login, hang, onChannel);
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  };
  const amqp = await listenOnLoopback(
    tls ? createTlsServer({ ...tls, noDelay: true }, serve) : createServer({ noDelay: true }, serve),
  );
  const statistics = { off: false };
  const manage = managementApi(broker, login, statistics);
  const whenAwake: RequestListener = async (request, response) => {
    await hang.over();
    manage(request, response);
  };
  const management = await listenOnLoopback(tls ? createHttpsServer(tls, whenAwake) : createHttpServer(whenAwake));
  const s = tls ? 's' : '';
  let down = false;
  let amqpDown = false;
  let managementDown = false;
  const settle = async () => {
    await Promise.all([amqp.setDown(down || amqpDown), management.setDown(down || managementDown)]);
  };

  return {
    amqpUrl: `amqp${s}://127.0.0.1:${amqp.port}`,
    managementUrl: `http${s}://127.0.0.1:${management.port}`,
    ...GUEST,
    ...queueControls(broker),
    connections: () => ({ amqp: amqp.connections(), management: management.connections() }),
    channelsOpened: () => channels,
    setDown: (wanted) => {
      down = wanted;
      return settle();
    },
    setManagementDown: (wanted) => {
      managementDown = wanted;
      return settle();
    },
    setAmqpDown: (wanted) => {
      amqpDown = wanted;
      return settle();
    },
    closeConnections: (reason) => {
      for (const connection of connections) connection.forceClose(reason);
    },
    setStatistics: (on) => {
      statistics.off = !on;
    },
    setAlarm: (alarm) => {
      broker.alarm = alarm;
    },
    setRefusing: (refusing) => {
      login.password = refusing ? randomUUID() : GUEST.password;
    },
    setHanging: hang.set,
    close: async () => {
      closing.abort();
      await Promise.all([amqp.close(), management.close()]);
    },
  };
}

/** The management API tells a consumer up to 5 s of the lab's clock late, as in RabbitMQ. */
async function refreshing(broker: Broker, clock: Clock, signal: AbortSignal): Promise<never> {
  for (;;) {
    await clock.sleep(REFRESH_MS, signal);
    broker.refresh();
  }
}

type QueueControls = Pick<
  LabRabbitmq,
  'declareQueue' | 'lockQueue' | 'deleteQueue' | 'attachConsumer' | 'publish' | 'queues'
>;

function queueControls(broker: Broker): QueueControls {
  return {
    declareQueue: broker.declare,
    lockQueue: broker.lock,
    deleteQueue: broker.delete,
    attachConsumer: (queue, { stuck = false } = {}) => broker.attach(queue, stuck),
    publish: broker.publish,
    queues: broker.queues,
  };
}
