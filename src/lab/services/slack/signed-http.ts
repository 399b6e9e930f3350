import { createHmac } from 'node:crypto';
import type { Clock } from '#lib/clock.ts';
import type { Again, EnvelopeType } from './sockets.ts';

export interface SignedApp {
  readonly requestUrl: string;
  readonly signingSecret: string;
  readonly clock: Clock;
}

export class BadAnswer extends Error {}

/**
 * Posts a payload to the app's request URL as Slack does, and returns the body of its answer. Each try is signed at its own
 * time; here one comes a second after the other.
 * Source of the signature: docs.slack.dev/authentication/verifying-requests-from-slack.
 */
export async function postSigned(app: SignedApp, type: EnvelopeType, payload: object, again?: Again): Promise<unknown> {
  const { body, contentType } = encode(type, payload);
  const timestamp = String(Math.floor(app.clock.now() / 1000) + (again?.attempt ?? 0));
  const answer = await fetch(app.requestUrl, {
    method: 'POST',
    headers: { 'content-type': contentType, ...sign(app.signingSecret, timestamp, body), ...retryHeaders(again) },
    body,
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new BadAnswer(`the app answered ${answer.status}: ${text}`);
  return text.startsWith('{') ? JSON.parse(text) : text;
}

function retryHeaders(again: Again | undefined): Record<string, string> {
  if (!again) return {};
  const reason = again.reason === 'timeout' ? 'http_timeout' : again.reason;
  return { 'x-slack-retry-num': String(again.attempt), 'x-slack-retry-reason': reason };
}

function encode(type: EnvelopeType, payload: object): { body: string; contentType: string } {
  if (type === 'events_api') return { body: JSON.stringify(payload), contentType: 'application/json' };
  const form = new URLSearchParams(type === 'interactive' ? { payload: JSON.stringify(payload) } : { ...payload });
  // Bolt takes nothing behind the media type, not even a charset.
  return { body: form.toString(), contentType: 'application/x-www-form-urlencoded' };
}

function sign(secret: string, timestamp: string, body: string): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  };
}
