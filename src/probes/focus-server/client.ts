import type { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import { spend } from '#lib/meter.ts';
import { namesInFocusYml, ownTrouble, tunnelTrouble } from '../own-trouble.ts';
import type { Tunnel } from '../tunnel/tunnel.ts';
import { type Body, readBody } from './body.ts';
import { type Line, openLine } from './line.ts';

export interface FocusServerSettings {
  /** With the path prefix, such as `https://host/focus-server`. */
  readonly url: string;
  /** Certificate authority of a self-signed server, PEM text. */
  readonly ca?: string;
  readonly insecureSkipTlsVerify: boolean;
  readonly tunnel?: Tunnel;
  /** As `StreamSettings` has it. */
  readonly streamAnywhere?: boolean;
}

export interface Call {
  /** Below the base URL, such as `/ack`. */
  readonly path: string;
  /** Sent as JSON by POST; without it the call is a GET. */
  readonly body?: unknown;
  /** For the whole call: connecting, waiting and reading. */
  readonly timeoutMs: number;
  /** The caller's own stop: aborting makes `ask` reject with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What one HTTP call came to. Times are ms since the epoch on the bot's clock. */
export type Reply = Answered | Unanswered;

export interface Answered {
  readonly kind: 'answered';
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly status: number;
  /** At most 1 MB of it. */
  readonly text: string;
  /** Whether all of the body came, it was longer than 1 MB, or the connection broke on the way. */
  readonly body: Body['ended'];
  /** Where a redirect leads. */
  readonly location?: string;
  /** The server's `Date` header, ms since the epoch on its clock, whole seconds. */
  readonly date?: number;
}

export interface Unanswered {
  readonly kind: 'unanswered';
  readonly sentAt: number;
  readonly answeredAt: number;
  /** not-trusted, misdirected, tunnel-down: of the server nothing is known, and `mend` says which setting leads there. */
  readonly reason: 'unreachable' | 'timed-out' | 'failed' | 'not-trusted' | 'misdirected' | 'tunnel-down';
  /** False proves that no byte of the request left: there was no connection, or its TLS was not agreed upon. */
  readonly mayHaveBeenSent: boolean;
  readonly detail: string;
  readonly mend?: string;
}

/** One HTTP client for one watch or one act: no retries, no redirects, no proxy of the process's environment. */
export interface FocusClient {
  ask(call: Call): Promise<Reply>;
  close(): void;
}

export function openFocusClient(settings: FocusServerSettings, clock: Clock): FocusClient {
  const line = openLine(settings);
  const api = axios.create({
    baseURL: settings.url.replace(/(?<!\/)\/+$/, ''),
    httpAgent: line.http,
    httpsAgent: line.https,
    adapter: 'http',
    proxy: false,
    maxRedirects: 0,
    responseType: 'stream',
    validateStatus: () => true,
    headers: { 'user-agent': 'focus-bot', accept: 'application/json' },
  });
  return {
    ask: (call) => ask(api, line, clock, call, settings.tunnel),
    close: () => line.close(),
  };
}

async function ask(
  api: AxiosInstance,
  line: Line,
  clock: Clock,
  call: Call,
  tunnel: Tunnel | undefined,
): Promise<Reply> {
  call.signal?.throwIfAborted();
  const timeout = clock.timeout(call.timeoutMs);
  const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
  const method = call.body === undefined ? 'GET' : 'POST';
  const sentAt = clock.now();
  try {
    spend('Focus Server', { requests: 1 });
    const response = await api.request<Readable>({ url: call.path, method, data: call.body, signal });
    const body = await readBody(response.data);
    spend('Focus Server', { bytes: Buffer.byteLength(body.text) });
    call.signal?.throwIfAborted();
    return answered(response, body, { sentAt, answeredAt: clock.now() });
  } catch (error) {
    call.signal?.throwIfAborted();
    const times = { sentAt, answeredAt: clock.now() };
    const said = timeout.aborted ? `no answer in ${Math.round(call.timeoutMs) / 1_000} s` : describeError(error);
    const own = tunnelTrouble(tunnel, sentAt) ?? (timeout.aborted ? undefined : ownTrouble(error, SETTINGS));
    return { ...unanswered(line, timeout, `${method} ${call.path}: ${said}`, times), ...own };
  }
}

const SETTINGS = namesInFocusYml('focusServer');

type Times = Pick<Reply, 'sentAt' | 'answeredAt'>;

function answered({ status, headers }: AxiosResponse, { text, ended }: Body, times: Times): Answered {
  const date = Date.parse(String(headers.date ?? ''));
  const { location } = headers;
  return {
    kind: 'answered',
    ...times,
    status,
    text,
    body: ended,
    ...(typeof location === 'string' && { location }),
    ...(Number.isNaN(date) ? {} : { date }),
  };
}

function unanswered({ connected }: Line, timeout: AbortSignal, detail: string, times: Times): Unanswered {
  const reason = timeout.aborted ? 'timed-out' : connected ? 'failed' : 'unreachable';
  return { kind: 'unanswered', ...times, reason, mayHaveBeenSent: connected, detail };
}
