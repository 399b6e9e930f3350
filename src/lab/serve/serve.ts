import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { createCommands } from '#slack/commands/index.ts';
import type { Lab } from '../lab.ts';
import type { Hello, State, Told } from '../page/wire.ts';
import { scenarios } from '../scenarios/index.ts';
import { type Address, listenAt } from '../services/listener.ts';
import { switches } from '../switches.ts';
import type { JobLife } from '../world/job-life.ts';
import { sayings } from '../worlds/sayings.ts';
import { obey } from './acts.ts';
import { builtPage } from './built.ts';
import { shownAlone, shownMessage, shownView, shownWorld } from './shown.ts';
import { openTruths } from './truths.ts';

/** The lab in a browser. */
export interface Served {
  /** With its token: whoever has no token sees nothing. */
  readonly url: string;
  /** An investigation was told. */
  told(investigation: string): Promise<void>;
  close(): Promise<void>;
}

/** How often what is small is looked at. Messages are told at once. */
const LOOK_MS = 200;
const MOST_BYTES = 64 * 1024;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
};
/** Nothing is loaded from elsewhere, and nothing goes there. */
const POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** On this machine alone. */
const HERE: Address = { host: '127.0.0.1', port: 0 };

/** Serves the page of a lab. Its address is printed as this machine's, which a container publishes it at. */
export async function serve(lab: Lab, at: Address = HERE): Promise<Served> {
  const folder = await builtPage();
  const token = randomBytes(16).toString('base64url');
  const readers = new Set<ServerResponse>();
  const over = new Set<JobLife>();
  /** Those whose end is waited for. */
  const awaited = new Set<JobLife>();
  let last = '';
  const tell = (told: Told) => {
    for (const reader of readers) reader.write(frame(told));
  };
  const truths = openTruths(lab, () => look());

  function state(): State {
    for (const life of [...lab.world.lives, ...lab.world.others]) {
      if (awaited.has(life)) continue;
      awaited.add(life);
      void life.ended.then(() => over.add(life));
    }
    const { slack } = lab;
    const ids = slack.people().map(({ id }) => id);
    const homes = ids.flatMap((id) => {
      const home = slack.home(id);
      return home ? [[id, shownView(home)] as const] : [];
    });
    const modals = ids.map((id) => [id, slack.modals(id).map(shownView)] as const);
    return {
      kind: 'state',
      homes: Object.fromEntries(homes),
      modals: Object.fromEntries(modals),
      world: shownWorld(lab, over),
      truths: truths.all,
    };
  }

  function look(): void {
    const now = state();
    const text = JSON.stringify(now);
    if (text === last) return;
    last = text;
    tell(now);
  }

  const stopMessages = lab.slack.onChange((change) => {
    const { slack } = lab;
    if (change.kind === 'deleted') tell({ kind: 'gone', channel: change.message.channel, ts: change.message.ts });
    else if (change.kind === 'ephemeral') tell({ kind: 'message', message: shownAlone(change.message, slack.botUser) });
    else tell({ kind: 'message', message: shownMessage(change.message) });
    truths.place();
  });
  const stopForms = lab.slack.onForm(look);
  const looking = setInterval(look, LOOK_MS);

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://lab');
    if (!isKnown(url.searchParams.get('token') ?? cookieOf(request), token))
      return void response
        .writeHead(403, { 'content-type': 'text/plain' })
        .end('Open the address that the lab printed: it has a token.\n');
    if (request.method === 'POST' && url.pathname === '/act') {
      const asked = await bodyOf(request).catch(() => undefined);
      return void response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(await obey(asked, lab)));
    }
    if (url.pathname === '/events') return listen(request, response);
    if (url.pathname.startsWith('/files/')) return file(url.pathname.slice('/files/'.length), response);
    return asset(url.pathname, response, token);
  });

  function listen(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(frame(helloOf(lab)));
    response.write(frame(state()));
    readers.add(response);
    request.on('close', () => readers.delete(response));
  }

  function file(id: string, response: ServerResponse): void {
    const content = lab.slack.files().get(id);
    if (!content) return void response.writeHead(404).end();
    const isPicture = content.subarray(1, 4).toString('latin1') === 'PNG';
    const type = isPicture ? 'image/png' : 'text/plain; charset=utf-8';
    response
      .writeHead(200, {
        'content-type': type,
        'x-content-type-options': 'nosniff',
        'content-security-policy': 'sandbox',
      })
      .end(content);
  }

  function asset(pathname: string, response: ServerResponse, secret: string): void {
    const name = pathname === '/' ? 'index.html' : pathname.slice(1);
    const whole = path.join(folder, name);
    const type = TYPES[path.extname(whole)];
    try {
      if (!whole.startsWith(folder + path.sep) || type === undefined) throw new Error('outside');
      const cookie = { 'set-cookie': `lab=${secret}; HttpOnly; SameSite=Strict; Path=/` };
      const text = readFileSync(whole);
      response
        .writeHead(200, {
          'content-type': type,
          'content-security-policy': POLICY,
          'referrer-policy': 'no-referrer',
          ...cookie,
        })
        .end(text);
    } catch {
      response.writeHead(404).end();
    }
  }

  const listener = await listenAt(server, at);
  return {
    url: `http://127.0.0.1:${listener.port}/?token=${token}`,
    told: truths.told,
    async close() {
      clearInterval(looking);
      stopMessages();
      stopForms();
      truths.close();
      for (const reader of readers) reader.end();
      await listener.close();
    },
  };
}

function helloOf({ slack, config }: Lab): Hello {
  const people = slack.people().filter(({ bot, kind }) => !bot && kind !== 'stranger');
  const incidents = slack.channel('incidents');
  const directs = people.map(({ id }) => ({ id: slack.direct(id), name: 'focus', directWith: id }));
  const channels = [{ id: incidents.id, name: incidents.name }, ...directs];
  const messages = channels.flatMap(({ id }) => slack.messages(id)).map(shownMessage);
  const alone = slack.ephemerals().map((message) => shownAlone(message, slack.botUser));
  return {
    kind: 'hello',
    people: people.map(({ id, name, kind }) => ({ id, name, isAdmin: kind === 'admin' })),
    bot: { id: slack.botUser, name: 'focus' },
    channels,
    commands: commandsOf(config),
    sayings,
    scenarios: scenarios.map(({ id, story }) => ({ id, story })),
    switches: switches.map(({ id, story }) => ({ id, story })),
    messages: [...messages, ...alone],
  };
}

/** As the help lists them; nobody runs these. */
function commandsOf({ environments, defaultEnvironment, checks }: Lab['config']): Hello['commands'] {
  const world = { environments: environments.map(({ name }) => name), defaultEnvironment, checks };
  return createCommands(world as unknown as Parameters<typeof createCommands>[0]).map(({ usage, summary }) => ({
    usage,
    summary,
  }));
}

function frame(told: Told): string {
  return `data: ${JSON.stringify(told)}\n\n`;
}

function isKnown(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function cookieOf({ headers }: IncomingMessage): string {
  return /(?:^|;\s*)lab=([\w-]+)/.exec(headers.cookie ?? '')?.[1] ?? '';
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const part of request) {
    text += String(part);
    if (text.length > MOST_BYTES) throw new Error('too much');
  }
  return JSON.parse(text);
}
