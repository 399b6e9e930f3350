import { clientUser } from '#access/access.ts';
import { takeAlerts } from './alertmanager.ts';
import { ask, tell } from './investigations.ts';
import { openapi } from './openapi.ts';
import { Problem } from './problem.ts';
import type { Asked, Reply } from './reply.ts';
import type { ApiTools } from './tools.ts';

interface Route {
  readonly method: 'GET' | 'POST';
  /** The first group is the id. */
  readonly path: RegExp;
  answer(tools: ApiTools, asked: Asked, id: string): Promise<Reply>;
}

/** The document that says what is here, for everybody. */
export const DOCUMENT = '/v1/openapi.json';

const ID = '([a-z0-9]{10})';

const routes: readonly Route[] = [
  { method: 'POST', path: /^\/v1\/investigations$/, answer: ask },
  { method: 'GET', path: new RegExp(`^/v1/investigations/${ID}$`), answer: tell },
  { method: 'GET', path: new RegExp(`^/v1/investigations/${ID}/bundle$`), answer: bundle },
  { method: 'GET', path: new RegExp(`^/v1/investigations/${ID}/logs$`), answer: logs },
  { method: 'POST', path: /^\/v1\/hooks\/alertmanager$/, answer: takeAlerts },
  { method: 'GET', path: /^\/v1\/openapi\.json$/, answer: async () => ({ status: 200, json: openapi() }) },
];

export interface Found {
  readonly method: Route['method'];
  answer(tools: ApiTools, asked: Asked): Promise<Reply>;
}

/** Throws a Problem where nothing is there, or it is asked otherwise. */
export function routeFor(method: string, path: string): Found {
  const there = routes.filter((route) => route.path.test(path));
  if (there.length === 0)
    throw new Problem(404, 'There is no such page', { detail: `${DOCUMENT} says which there are` });
  const route = there.find((one) => one.method === method);
  if (!route) {
    const allow = there.map((one) => one.method).join(', ');
    throw new Problem(405, `${allow} is expected here`, { headers: { allow } });
  }
  const id = route.path.exec(path)?.[1] ?? '';
  return { method: route.method, answer: (tools, asked) => route.answer(tools, asked, id) };
}

async function bundle(tools: ApiTools, { client }: Asked, id: string): Promise<Reply> {
  const bytes = await tools.door.asking({ user: clientUser(client) }, () => tools.bundleOf(id));
  if (!bytes) throw notKept(id);
  return { status: 200, file: { name: `focus-${id}.zip`, type: 'application/zip', bytes } };
}

async function logs(tools: ApiTools, { client }: Asked, id: string): Promise<Reply> {
  const files = await tools.door.asking({ user: clientUser(client) }, () => tools.logsOf(id));
  if (!files) throw notKept(id);
  return { status: 200, json: { files: [...files].map(([name, text]) => ({ name, text })) } };
}

function notKept(id: string): Problem {
  return new Problem(404, `Nothing is kept of an investigation ${id}`, {
    detail: 'It is not over yet, was never asked for, or is forgotten by now',
  });
}
