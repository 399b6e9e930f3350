import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { OddAnswer } from '#lab/scenario.ts';
import { listenOnLoopback } from '#lab/services/listener.ts';
import type { Clock } from '#lib/clock.ts';
import { createHang } from '../hang.ts';
import type { FocusBackend } from './backend.ts';
import type { HttpAnswer } from './bodies.ts';
import * as bodies from './bodies.ts';
import { sendOdd } from './odd-answers.ts';
import { focusRoutes, matchPath, openApi, type Route } from './routes.ts';

export interface FocusServerOptions {
  readonly clock: Clock;
  /** Before every path, such as `/focus-server`. */
  readonly prefix: string;
  /** How far the server's clock, as its `Date` header says, is ahead; 4,000 to 9,000 ms were seen. */
  readonly clockAheadMs: number;
  readonly backend: FocusBackend;
}

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** The HTTP surface of a Focus Server on 127.0.0.1. */
export interface LabFocusServer {
  /** With the prefix. */
  readonly url: string;
  /** Every request that was read to its end, in order; paths without the prefix. */
  readonly requests: readonly LoggedRequest[];
  /** How many connections clients hold. */
  readonly connections: number;
  /** Requests whose clients still wait for the answer. */
  readonly unanswered: number;
  /** refused: nobody listens · gateway: an ingress answers 503 with an HTML page in the backend's place. */
  setDown(down: 'refused' | 'gateway' | undefined): Promise<void>;
  /** Takes a route away as a build without it would, such as `/metadata/{job_id}` or `/openapi.json`. */
  removeRoute(path: string): void;
  /** Brings every route back. */
  restoreRoutes(): void;
  /** A gateway that answers every GET with a page of its own; undefined takes it away. */
  setGateway(page: { readonly status: number; readonly title: string } | undefined): void;
  /** Something else answers GETs of these paths; undefined takes it away. */
  setOdd(odd: { readonly to: 'every-get' | 'metadata'; readonly how: OddAnswer } | undefined): void;
  /** Every GET is answered so much later, ms. */
  setDelay(ms: number): void;
  /** While true no request is answered; those that wait are answered afterwards. */
  setHanging(hanging: boolean): void;
  close(): Promise<void>;
}

export async function openFocusServer(options: FocusServerOptions): Promise<LabFocusServer> {
  const { clock, prefix, clockAheadMs, backend } = options;
  const routes = routeTable(backend);
  const requests: LoggedRequest[] = [];
  const hang = createHang();
  let gatewayDown = false;
  let page: HttpAnswer | undefined;
  let odd: Parameters<LabFocusServer['setOdd']>[0];
  let delayMs = 0;
  let unanswered = 0;

  const answerTo = async (path: string, request: LoggedRequest) => {
    if (gatewayDown) return bodies.gatewayDown;
    if (page && request.method === 'GET') return page;
    return path.startsWith(`${prefix}/`) ? await routes.answer(request) : bodies.outsidePrefix;
  };
  const reply = async (incoming: IncomingMessage, response: ServerResponse) => {
    const path = pathOf(incoming);
    const request = { method: incoming.method ?? '', path: path.slice(prefix.length), body: await text(incoming) };
    requests.push(request);
    await hang.over();
    if (delayMs > 0 && request.method === 'GET') await clock.sleep(delayMs);
    if (odd && !gatewayDown && isOddFor(odd.to, request)) return sendOdd(response, odd.how, path);
    const answer = await answerTo(path, request);
    if (answer) send(response, answer, clock.now() + clockAheadMs);
    else response.destroy();
  };
  const server = createServer((incoming, response) => {
    unanswered += 1;
    response.on('close', () => {
      unanswered -= 1;
    });
    reply(incoming, response).catch((error) => send(response, bodies.crashed(error), clock.now() + clockAheadMs));
  });
  const listener = await listenOnLoopback(server);

  return {
    url: `http://127.0.0.1:${listener.port}${prefix}`,
    requests,
    get connections() {
      return listener.connections();
    },
    get unanswered() {
      return unanswered;
    },
    async setDown(down) {
      gatewayDown = down === 'gateway';
      await listener.setDown(down === 'refused');
    },
    removeRoute: routes.remove,
    restoreRoutes: routes.restore,
    setGateway(next) {
      page = next && bodies.gatewayPage(next.status, next.title);
    },
    setOdd(next) {
      odd = next;
    },
    setDelay(ms) {
      delayMs = ms;
    },
    setHanging: hang.set,
    close: listener.close,
  };
}

function isOddFor(to: 'every-get' | 'metadata', { method, path }: LoggedRequest): boolean {
  return method === 'GET' && (to === 'every-get' || path.startsWith('/metadata/'));
}

function routeTable(backend: FocusBackend) {
  let routes = focusRoutes(backend);
  let documented = true;
  const answerDocumented = ({ method }: LoggedRequest) => (method === 'GET' ? openApi(routes) : bodies.wrongMethod);
  return {
    answer: (request: LoggedRequest) =>
      documented && request.path === '/openapi.json' ? answerDocumented(request) : answerRoute(routes, request),
    remove(path: string) {
      if (path === '/openapi.json') documented = false;
      routes = routes.filter((route) => route.path !== path);
    },
    restore() {
      documented = true;
      routes = focusRoutes(backend);
    },
  };
}

async function answerRoute(routes: readonly Route[], { method, path, body }: LoggedRequest) {
  const matching = routes.filter((route) => matchPath(route.path, path) !== undefined);
  const route = matching.find((candidate) => candidate.method === method);
  if (!route) return matching.length > 0 ? bodies.wrongMethod : bodies.routeAbsent;
  return route.answer({ body, parameter: matchPath(route.path, path) ?? '' });
}

/** Decoded and without the query. A path that does not decode is taken as it is. */
function pathOf(incoming: IncomingMessage): string {
  const raw = (incoming.url ?? '/').split('?')[0] ?? '/';
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}

function send(response: ServerResponse, { status, body, type }: HttpAnswer, now: number): void {
  if (response.destroyed) return;
  response.sendDate = false;
  response.writeHead(status, {
    date: new Date(now).toUTCString(),
    server: 'uvicorn',
    'content-type': type,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
