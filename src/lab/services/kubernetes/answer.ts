import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Clock } from '#lib/clock.ts';
import type { Hang } from '../hang.ts';
import { type Denial, forbidden, isDenied, resourceOf, review } from './access.ts';
import { listOf } from './list.ts';
import type { Logs } from './logs.ts';
import { asksForMetadata, metadataOf } from './metadata-list.ts';
import { logQueryOf, sendLog } from './read-log.ts';
import { type Route, routeOf } from './routes.ts';
import { fieldSelector, labelSelector, type Selector } from './selectors.ts';
import { badRequest, kubeletAway, methodNotAllowed, noSuchPath, notFound, StatusError } from './statuses.ts';
import type { Store } from './store.ts';
import type { Watches, WatchRequest } from './watch.ts';

export interface Api {
  readonly store: Store;
  readonly logs: Logs;
  readonly watches: Watches;
  readonly clock: Clock;
  readonly hang: Hang;
  readonly asked: Set<string>;
  readonly denials: () => readonly Denial[];
  /** Set while no log can be had: why not. */
  readonly lostLogs: () => 'failing' | 'empty' | undefined;
}

/** Answers one request, or sends the Status that it came to. */
export async function answer(api: Api, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.sendDate = false;
  response.setHeader('Date', new Date(api.clock.now()).toUTCString());
  response.setHeader('Cache-Control', 'no-cache, private');
  try {
    await dispatch(api, request, response);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    send(response, error.code, error.body);
  }
}

async function dispatch(api: Api, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = URL.parse(request.url ?? '', 'http://lab');
  if (!url) throw badRequest('the request has no path');
  const { pathname, searchParams } = url;
  const route = routeOf(pathname);
  if (!route) throw noSuchPath();
  if (request.method !== (route.kind === 'access-review' ? 'POST' : 'GET')) throw methodNotAllowed();
  switch (route.kind) {
    case 'health':
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end('ok');
      break;
    case 'document':
      send(response, 200, route.body);
      break;
    case 'access-review':
      send(response, 201, review(api.denials(), await json(request).catch(() => ({}))));
      break;
    case 'objects':
      answerObjects(api, route, { query: searchParams, accept: request.headers.accept }, response);
      break;
  }
}

type ObjectsRoute = Extract<Route, { kind: 'objects' }>;

interface Asked {
  readonly query: URLSearchParams;
  readonly accept: string | undefined;
}

function answerObjects(api: Api, route: ObjectsRoute, { query, accept }: Asked, response: ServerResponse): void {
  const watching = ['true', '1'].includes(query.get('watch') ?? '');
  refuseDenied(api, route, watching);
  if (route.log) answerLog(api, route, query, response);
  else if (route.name !== undefined) send(response, 200, objectOf(api, route));
  else if (watching) api.watches.open(watchRequest(route, query), response);
  else {
    const list = listOf(api.store, route.of, selection(route, query), query);
    send(response, 200, asksForMetadata(accept) ? metadataOf(list) : list);
  }
}

function watchRequest(route: ObjectsRoute, query: URLSearchParams): WatchRequest {
  const seconds = Number(query.get('timeoutSeconds') ?? 0);
  return {
    kind: route.of,
    selects: selection(route, query),
    resourceVersion: query.get('resourceVersion') ?? '',
    bookmarks: query.get('allowWatchBookmarks') === 'true',
    ...(seconds > 0 && { timeoutMs: seconds * 1_000 }),
  };
}

function refuseDenied({ asked, denials }: Api, { of, namespace, name, log }: ObjectsRoute, watching: boolean): void {
  const verb = name !== undefined ? 'get' : watching ? 'watch' : 'list';
  const attempt = {
    verb,
    kind: of,
    ...(log && { subresource: 'log' }),
    ...(namespace && { namespace }),
    ...(name && { name }),
  };
  asked.add(`${verb} ${resourceOf(attempt)}${of.group && `.${of.group}`}`);
  if (isDenied(denials(), verb, resourceOf(attempt))) throw forbidden(attempt);
}

function answerLog(
  { store, logs, clock, hang, lostLogs }: Api,
  { namespace = '', name = '' }: ObjectsRoute,
  query: URLSearchParams,
  response: ServerResponse,
): void {
  const pod = store.get('Pod', namespace, name);
  if (!pod) throw notFound('pods', name);
  const lost = lostLogs();
  if (lost === 'failing') throw kubeletAway(name);
  if (lost === 'empty') return void response.writeHead(200, { 'Content-Type': 'text/plain' }).end();
  const asked = logQueryOf(name, query);
  const container = query.get('container') ?? undefined;
  const run = logs.runOf(pod, container, asked.previous);
  if (!run) response.writeHead(204).end();
  else sendLog(response, run, !asked.previous && logs.isRunning(pod, container), asked, { clock, hang });
}

function objectOf({ store }: Api, { of, namespace = '', name = '' }: ObjectsRoute): object {
  const object = store.get(of.kind, namespace, name);
  if (!object) throw notFound(of.group === '' ? of.plural : `${of.plural}.${of.group}`, name);
  return object;
}

function selection({ of, namespace }: ObjectsRoute, query: URLSearchParams): Selector {
  const byLabel = labelSelector(query.get('labelSelector') ?? '');
  const byField = fieldSelector(of.kind, query.get('fieldSelector') ?? '');
  const here: Selector = ({ metadata }) => namespace === undefined || metadata.namespace === namespace;
  return (object) => here(object) && byLabel(object) && byField(object);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
