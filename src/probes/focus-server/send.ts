import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Line } from './line.ts';

export interface Sending {
  readonly url: string;
  readonly headers?: http.OutgoingHttpHeaders;
  /** Sent as JSON by POST; without it the call is a GET. */
  readonly body?: unknown;
  /** Ends the call, also while its answer is read. */
  readonly signal: AbortSignal;
}

/**
 * Sends one call, and gives its answer as soon as that begins: its body must be read. Node's own, with no redirects and no
 * proxy: a consumer is asked for ten times a second, and a client library costs more than the call.
 */
export function send(line: Line, { url, headers, body, signal }: Sending): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const secure = url.startsWith('https:');
    const content = body === undefined ? undefined : JSON.stringify(body);
    const call = (secure ? https : http).request(url, {
      agent: secure ? line.https : line.http,
      signal,
      headers: { 'user-agent': 'focus-bot', accept: 'application/json', ...headers, ...lengthOf(content) },
      method: content === undefined ? 'GET' : 'POST',
    });
    call.on('error', reject).on('response', resolve).end(content);
  });
}

function lengthOf(content: string | undefined): http.OutgoingHttpHeaders {
  if (content === undefined) return {};
  return { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) };
}
