import type { RouteList } from '#investigation/observation.ts';
import type { Probe } from '#investigation/probe.ts';
import { asObject } from './body.ts';
import type { Reply } from './client.ts';
import { answeredOrBlind, type LookOptions, lookProbe, unusable } from './look.ts';

const PATH = '/openapi.json';
const MOST_ROUTES = 200;
const LONGEST_ROUTE = 200;
const NOT_SERVED: RouteList = { kind: 'route-list', served: false, routes: [] };

/** `GET /openapi.json`: which routes this build has, where it says so. */
export function routesProbe(options: LookOptions): Probe {
  const { url } = options.settings;
  return lookProbe(options, {
    id: 'routes',
    ofWatched: 'when-late',
    sees: 'route-list',
    path: PATH,
    read: (reply) => readRoutes(reply, url),
  });
}

/** What `GET /openapi.json` says, as the paths below the server's URL. Throws a BlindError where it says nothing. */
export function readRoutes(reply: Reply, url: string): RouteList {
  const prefix = prefixOf(url);
  const answered = answeredOrBlind(reply);
  const { status, text, body } = answered;
  if (status === 404) return NOT_SERVED;
  if (status !== 200 || body !== 'whole') throw unusable(answered, PATH);
  const paths = asObject(text)?.paths;
  if (typeof paths !== 'object' || paths === null) return NOT_SERVED;
  const routes = Object.keys(paths)
    .slice(0, MOST_ROUTES)
    .map((path) => withoutPrefix(path, prefix));
  return { kind: 'route-list', served: true, routes };
}

function withoutPrefix(path: string, prefix: string): string {
  return (path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path).slice(0, LONGEST_ROUTE);
}

function prefixOf(url: string): string {
  return new URL(url).pathname.replace(/(?<!\/)\/+$/, '');
}
