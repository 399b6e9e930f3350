import { type Clock, systemClock } from '#lib/clock.ts';
import { readArguments } from './arguments.ts';
import type { Failures } from './failures.ts';
import { type HttpAnswer, type HttpRequest, LOST } from './http-server.ts';
import type { Arguments } from './method.ts';
import type { Uploads } from './methods/files.ts';
import type { Rates } from './rates.ts';
import { Refusal } from './refusal.ts';
import type { ResponseUrls } from './response-urls.ts';
import { runMethod, type WebApi } from './web-api.ts';

/** A call of the Web API as it came; the token is not kept. */
export interface Call {
  readonly method: string;
  readonly args: Arguments;
  /** ms since the epoch on the lab's clock. */
  readonly at: number;
}

export interface Routes {
  readonly clock: Clock;
  readonly api: WebApi;
  readonly uploads: Uploads;
  readonly responseUrls: ResponseUrls;
  readonly failures: Failures;
  /** None where everything is taken. */
  readonly rates?: Rates;
  /** A call came, whatever becomes of it. */
  called(call: Call): void;
  /** Ends the waiting of late answers. */
  readonly closing: AbortSignal;
}

/** Answers what is asked of Slack over HTTP: methods, uploads, response addresses; with the failures planned for them. */
export async function answerRequest(routes: Routes, request: HttpRequest): Promise<HttpAnswer> {
  const [, kind, name = ''] = request.path.split('/');
  if (kind === 'api') return answerMethod(routes, name, request);
  if (kind === 'upload') return withFailure(routes, 'upload', () => answerUpload(routes, name, request));
  if (kind === 'response') return withFailure(routes, 'response_url', () => answerResponse(routes, request));
  return { status: 404, body: 'not found' };
}

async function answerMethod(routes: Routes, name: string, { body, headers }: HttpRequest): Promise<HttpAnswer> {
  const { args, token } = await readArguments(body, headers['content-type'] ?? '');
  routes.called({ method: name, args, at: routes.clock.now() });
  const bearer = (headers.authorization ?? '').replace(/^Bearer /, '');
  const { scopes } = routes.api;
  const granted = scopes && { 'x-oauth-scopes': scopes.join(',') };
  return withFailure(routes, name, async () => {
    const tier = Object.hasOwn(routes.api.methods, name) ? routes.api.methods[name]?.tier : undefined;
    const retryAfter = tier && routes.rates?.take(name, tier, args.channel);
    if (retryAfter !== undefined) return rateLimited(retryAfter);
    return json(
      refusable(() => runMethod(routes.api, name, token ?? bearer, args)),
      granted,
    );
  });
}

async function answerUpload({ uploads }: Routes, id: string, { body, headers }: HttpRequest): Promise<HttpAnswer> {
  const content = await readFile(body, headers['content-type'] ?? '');
  return uploads.receive(id, content)
    ? { status: 200, body: `OK - ${content.length}` }
    : { status: 404, body: 'not found' };
}

/** The SDK sends a file as the one part of a form; plain bytes are taken as well. */
async function readFile(body: Buffer, contentType: string): Promise<Buffer> {
  if (!contentType.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const [file] = form.values();
  return file instanceof Blob ? Buffer.from(await file.arrayBuffer()) : Buffer.from(file ?? '');
}

async function answerResponse({ responseUrls }: Routes, { path, body, headers }: HttpRequest): Promise<HttpAnswer> {
  const { args } = await readArguments(body, headers['content-type'] ?? '');
  try {
    responseUrls.receive(path, args);
    return { status: 200, body: 'ok' };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.error.endsWith('_url') ? 404 : 400, body: error.error };
  }
}

async function withFailure(routes: Routes, method: string, answer: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  const failure = routes.failures.take(method);
  if (failure === undefined) return answer();
  if (typeof failure === 'string') return json({ ok: false, error: failure });
  if ('status' in failure) return { status: failure.status, body: 'a failure planned in the lab' };
  if ('retryAfter' in failure) return rateLimited(failure.retryAfter);
  if ('beforeMs' in failure) await systemClock.sleep(failure.beforeMs, routes.closing);
  const answered = await answer();
  if ('beforeMs' in failure) return answered;
  if ('lost' in failure) return LOST;
  await routes.clock.sleep(failure.delayMs, routes.closing);
  return answered;
}

function rateLimited(seconds: number): HttpAnswer {
  return { ...json({ ok: false, error: 'ratelimited' }, { 'retry-after': String(seconds) }), status: 429 };
}

/** `{ ok: true, … }`, or the `{ ok: false, error }` of a Refusal. */
function refusable(run: () => object): object {
  try {
    return { ok: true, ...run() };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.error, ...error.details };
    throw error;
  }
}

function json(body: object, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}
