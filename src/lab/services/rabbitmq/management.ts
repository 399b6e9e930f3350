import type { RequestListener, ServerResponse } from 'node:http';
import type { Broker, LabQueue } from './broker.ts';
import { type Credentials, RABBITMQ_VERSION } from './handshake.ts';

const NODE = 'rabbit@lab';
const NOT_FOUND = { status: 404, body: { error: 'Object Not Found', reason: 'Not Found' } };

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** As `management.disable_stats` sets them: when off, no queue has numbers. */
export interface Statistics {
  readonly off: boolean;
}

/** RabbitMQ's management API as far as a reader needs it: Basic auth, `?columns=` on every answer, GET only. */
export function managementApi(broker: Broker, credentials: Credentials, statistics: Statistics): RequestListener {
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

function answer(pathname: string, broker: Broker, { off }: Statistics): Answer {
  const [api, resource, ...names] = pathname.slice(1).split('/').map(decodeName);
  if (api !== 'api') return NOT_FOUND;
  if (resource === 'overview') return { status: 200, body: { ...OVERVIEW, disable_stats: off } };
  if (resource === 'whoami') return { status: 200, body: WHO };
  if (resource === 'health' && names.join('/') === 'checks/alarms') return alarms(broker);
  if (names.length !== 1 || names[0] !== broker.vhost) return NOT_FOUND;
  if (resource === 'policies') return { status: 200, body: broker.policies };
  if (resource !== 'queues') return NOT_FOUND;
  return {
    status: 200,
    body: broker.queues().map(({ name }) => describe(name, off ? undefined : broker.lastKnown(name))),
  };
}

function decodeName(part: string): string {
  return URL.canParse(`http://lab/${part}`) && !/%(?![0-9a-f]{2})/i.test(part) ? decodeURIComponent(part) : part;
}

const WHO = { name: 'guest', tags: ['administrator'], is_internal_user: true };

const OVERVIEW = {
  management_version: RABBITMQ_VERSION,
  rabbitmq_version: RABBITMQ_VERSION,
  product_name: 'RabbitMQ',
  product_version: RABBITMQ_VERSION,
  cluster_name: NODE,
  node: NODE,
};

function alarms(broker: Broker): Answer {
  if (!broker.alarm) return { status: 200, body: { status: 'ok' } };
  const reason = 'There are alarms in effect in the cluster';
  return { status: 503, body: { alarms: [{ node: NODE, resource: broker.alarm }], reason, status: 'failed' } };
}

/** Of a queue that is younger than the last refresh RabbitMQ leaves the numbers out. */
function describe(name: string, known: LabQueue | undefined) {
  const plain = { name, vhost: '/', node: NODE, type: 'classic', durable: false, auto_delete: false, arguments: {} };
  if (!known) return plain;
  const { consumers, ready } = known;
  return { ...plain, state: 'running', consumers, messages: ready, messages_ready: ready, messages_unacknowledged: 0 };
}

/** RabbitMQ leaves the columns out that an object has not. */
function onlyColumns(body: unknown, columns: readonly string[]): unknown {
  if (Array.isArray(body)) return body.map((item) => onlyColumns(item, columns));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => columns.includes(name)));
}
