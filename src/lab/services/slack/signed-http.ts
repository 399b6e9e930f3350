import { createHmac } from 'node:crypto';
import type { Clock } from '#lib/clock.ts';
import type { EnvelopeType } from './sockets.ts';

export interface SignedApp {
  readonly requestUrl: string;
  readonly signingSecret: string;
  readonly clock: Clock;
}

/**
 * Posts a payload to the app's request URL as Slack does, and returns the body of its answer. Each try is signed at its own
 * time; here one comes a second after the other.
 * Source of the signature: docs.slack.dev/authentication/verifying-requests-from-slack.
 */
export async function postSigned(app: SignedApp, type: EnvelopeType, payload: object, tries: number): Promise<unknown> {
  const { body, contentType } = encode(type, payload);
  const timestamp = String(Math.floor(app.clock.now() / 1000) + tries);
  const answer = await fetch(app.requestUrl, {
    method: 'POST',
    headers: { 'content-type': contentType, ...sign(app.signingSecret, timestamp, body) },
    body,
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`the app answered ${answer.status}: ${text}`);
  return text.startsWith('{') ? JSON.parse(text) : text;
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
