import type { RequestListener, ServerResponse } from 'node:http';
import type { Broker } from './broker.ts';
import { type Credentials, RABBITMQ_VERSION } from './handshake.ts';
import type { Consumer, Queue } from './queue.ts';
import type { QueueStatistics, Statistics } from './statistics.ts';

const NODE = 'rabbit@lab';
const NOT_FOUND = { status: 404, body: { error: 'Object Not Found', reason: 'Not Found' } };

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** RabbitMQ's management API as far as a reader needs it: Basic auth, `?columns=` on every answer, GET only. */
export function managementApi(broker: Broker, statistics: Statistics, credentials: Credentials): RequestListener {
  return (request, response) => {
    const { authorization } = request.headers;
    const login = `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;
    if (authorization !== login) return refuse(response, authorization);
    if (request.method !== 'GET') return void response.writeHead(405, { allow: 'HEAD, GET, OPTIONS' }).end();
    const url = new URL(request.url ?? '/', 'http://lab');
    const { status, body } = answer(url.pathname, broker, statistics);
    const columns = url.searchParams.get('columns')?.split(',');
    send(response, status, columns && status === 200 ? onlyColumns(body, columns) : body);
  };
}

function refuse(response: ServerResponse, authorization: string | undefined): void {
  response.setHeader('www-authenticate', 'Basic realm="RabbitMQ Management"');
  if (authorization === undefined) response.writeHead(401).end();
  else send(response, 401, { error: 'not_authorized', reason: 'Login failed' });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function answer(pathname: string, broker: Broker, statistics: Statistics): Answer {
  const [api, resource, ...names] = pathname.slice(1).split('/').map(decodeName);
  if (api !== 'api') return NOT_FOUND;
  const [vhost, name] = names;
  switch (resource) {
    case 'overview':
      return { status: 200, body: overview(broker, statistics) };
    case 'health':
      return names.join('/') === 'checks/alarms' ? alarms(broker) : NOT_FOUND;
    case 'queues':
      return vhost === broker.vhost ? queues(broker, statistics, name) : NOT_FOUND;
    case 'consumers':
      if (vhost !== broker.vhost) return NOT_FOUND;
      return { status: 200, body: broker.queues().flatMap((queue) => consumersOf(queue, statistics)) };
    default:
      return NOT_FOUND;
  }
}

function decodeName(part: string): string {
  return URL.canParse(`http://lab/${part}`) && !/%(?![0-9a-f]{2})/i.test(part) ? decodeURIComponent(part) : part;
}

function overview(broker: Broker, statistics: Statistics) {
  const known = broker.queues().flatMap((queue) => statistics.of(queue) ?? []);
  const sum = (count: (queue: QueueStatistics) => number) => known.reduce((total, queue) => total + count(queue), 0);
  return {
    management_version: RABBITMQ_VERSION,
    rabbitmq_version: RABBITMQ_VERSION,
    product_name: 'RabbitMQ',
    product_version: RABBITMQ_VERSION,
    cluster_name: NODE,
    node: NODE,
    queue_totals: {
      messages: sum((queue) => queue.ready + queue.unacknowledged),
      messages_ready: sum((queue) => queue.ready),
      messages_unacknowledged: sum((queue) => queue.unacknowledged),
    },
    object_totals: {
      consumers: sum((queue) => queue.consumers.length),
      exchanges: broker.exchanges.count,
      queues: broker.queues().length,
    },
  };
}

function alarms(broker: Broker): Answer {
  if (!broker.alarm) return { status: 200, body: { status: 'ok' } };
  const reason = 'There are alarms in effect in the cluster';
  return { status: 503, body: { alarms: [{ node: NODE, resource: broker.alarm }], reason, status: 'failed' } };
}

function queues(broker: Broker, statistics: Statistics, name: string | undefined): Answer {
  if (name === undefined) return { status: 200, body: broker.queues().map((queue) => describe(queue, statistics)) };
  const queue = broker.find(name);
  if (!queue) return NOT_FOUND;
  return { status: 200, body: { ...describe(queue, statistics), consumer_details: consumersOf(queue, statistics) } };
}

function describe(queue: Queue, statistics: Statistics) {
  const { name, durable, autoDelete, exclusiveTo } = queue.settings;
  const known = statistics.of(queue);
  return {
    name,
    vhost: '/',
    node: NODE,
    type: 'classic',
    durable,
    auto_delete: autoDelete,
    exclusive: exclusiveTo !== undefined,
    arguments: queue.settings.arguments,
    ...(known && {
      state: 'running',
      consumers: known.consumers.length,
      messages: known.ready + known.unacknowledged,
      messages_ready: known.ready,
      messages_unacknowledged: known.unacknowledged,
    }),
  };
}

function consumersOf(queue: Queue, statistics: Statistics) {
  return statistics.of(queue)?.consumers.map((consumer) => describeConsumer(queue, consumer)) ?? [];
}

function describeConsumer(queue: Queue, { tag, noAck, exclusive, prefetch, channel }: Consumer) {
  const { connection, number, peerPort } = channel;
  return {
    consumer_tag: tag,
    queue: { name: queue.name, vhost: '/' },
    ack_required: !noAck,
    active: true,
    activity_status: 'up',
    arguments: {},
    exclusive,
    prefetch_count: prefetch,
    channel_details: {
      connection_name: connection,
      name: `${connection} (${number})`,
      number,
      node: NODE,
      peer_host: '127.0.0.1',
      peer_port: peerPort,
      user: 'guest',
    },
  };
}

/** RabbitMQ leaves the columns out that an object has not. */
function onlyColumns(body: unknown, columns: readonly string[]): unknown {
  if (Array.isArray(body)) return body.map((item) => onlyColumns(item, columns));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => columns.includes(name)));
}
