import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { NotAllowedError } from '#access/door.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';
import { listen, type Place } from '#lib/http-server.ts';
import { settlesWithin } from '#lib/settles-within.ts';
import { readBody } from './body.ts';
import { hangUp } from './hang-up.ts';
import { Problem } from './problem.ts';
import { readKey, readWait } from './readers.ts';
import type { Reply } from './reply.ts';
import { DOCUMENT, routeFor } from './routes.ts';
import { createWhose } from './tokens.ts';
import type { ApiTools } from './tools.ts';

export interface ApiServer {
  /** Whoever waits has its answer before. */
  close(): Promise<void>;
}

/** How long a client may take to send its question. */
const SENDING_MS = 15_000;
/** What is being answered has so long at the end. */
const ENDING_MS = 2_000;

/** Rejects with an ExplainedError where another process has the port. */
export async function openApi(tools: ApiTools, place: Place): Promise<ApiServer> {
  const whose = createWhose(tools.tokens);
  const ending = new AbortController();
  const limits = { requestTimeout: SENDING_MS, headersTimeout: SENDING_MS, connectionsCheckingInterval: 5_000 };
  const server = createServer(limits, async (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, ending.signal]);
    const answer = await replyTo(request, signal).catch((error: unknown) =>
      gone.signal.aborted ? cut : problemOf(error, tools),
    );
    write(response, answer, request);
  });

  async function replyTo(request: IncomingMessage, signal: AbortSignal): Promise<Reply> {
    const { method = '', url = '', headers } = request;
    const { pathname, searchParams } = new URL(url, 'http://api');
    const client = pathname === DOCUMENT ? '' : clientOf(headers.authorization);
    if (pathname !== DOCUMENT) await inTurn(client);
    const route = routeFor(method, pathname);
    const waitMs = readWait(searchParams);
    const key = readKey(headers['idempotency-key']);
    const { text, body } = route.method === 'POST' ? await readBody(request) : { text: '', body: {} };
    return route.answer(tools, { client, text, body, waitMs, signal, ...(key !== undefined && { key }) });
  }

  function clientOf(authorization = ''): string {
    const [, token = ''] = /^Bearer ([\x21-\x7e]{1,4096})$/i.exec(authorization) ?? [];
    const client = whose(token);
    if (client !== undefined) return client;
    tools.log.warn({ token: token === '' ? 'none' : 'unknown' }, 'a client of the API is turned away');
    throw new Problem(401, 'A token is expected', {
      detail: `${token === '' ? 'None came' : 'The one that came is nobody’s'}; send Authorization: Bearer TOKEN with one of api.clients in focus.yml`,
      headers: { 'www-authenticate': 'Bearer' },
    });
  }

  async function inTurn(client: string): Promise<void> {
    const ms = await tools.takeTurn(client);
    if (ms === 0) return;
    const seconds = String(Math.ceil(ms / 1_000));
    throw new Problem(429, 'Too many requests', {
      detail: `The next one is taken in ${seconds} s; ?wait=60s asks once for what would be asked often`,
      headers: { 'retry-after': seconds },
    });
  }

  await listen(server, place);
  return {
    async close() {
      ending.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await settlesWithin(tools.clock, ENDING_MS, closed);
      server.closeAllConnections();
    },
  };
}

/** Of a client that is gone nobody reads it, and it is no mistake of the bot. */
const cut = new Problem(400, 'The question did not come whole');

function problemOf(error: unknown, { log }: Pick<ApiTools, 'log'>): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof NotAllowedError) return new Problem(403, error.message, { detail: error.advice });
  if (error instanceof ExplainedError)
    return new Problem(503, error.message, { detail: error.advice, headers: { 'retry-after': '5' } });
  const reference = randomUUID().slice(0, 8);
  log.error({ reference, error: describeError(error) }, 'a question over HTTP could not be answered');
  return new Problem(500, 'This could not be answered', {
    detail: `It is a mistake of the bot; its log has it under ${reference}`,
  });
}

/** What came only in part leaves a connection that nothing more can be read from. */
function write(response: ServerResponse, answer: Reply | Problem, request: IncomingMessage): void {
  const isWhole = request.complete;
  const always = {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(!isWhole && { connection: 'close' }),
  };
  if (!(answer instanceof Problem) && answer.file) {
    const { name, type, bytes } = answer.file;
    const headers = { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` };
    response.writeHead(answer.status, { ...always, ...headers }).end(bytes);
    return;
  }
  const [type, json] =
    answer instanceof Problem ? ['application/problem+json', answer.json()] : ['application/json', answer.json];
  const text = `${JSON.stringify(json, null, 2)}\n`;
  const length = { 'content-length': Buffer.byteLength(text) };
  response.writeHead(answer.status, { ...always, ...answer.headers, ...length, 'content-type': type });
  if (isWhole) response.end(text);
  else response.write(text, () => hangUp(request, response));
}
