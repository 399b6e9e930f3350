import { createHmac } from 'node:crypto';
import type { Clock } from '#lib/clock.ts';
import type { EnvelopeType } from './sockets.ts';

export interface SignedApp {
  readonly requestUrl: string;
  readonly signingSecret: string;
  readonly clock: Clock;
}

/**
 * Posts a payload to the app's request URL as Slack does, and returns the body of its answer.
 * Source of the signature: docs.slack.dev/authentication/verifying-requests-from-slack.
 */
export async function postSigned(app: SignedApp, type: EnvelopeType, payload: object): Promise<unknown> {
  const body = new URLSearchParams(
    type === 'interactive' ? { payload: JSON.stringify(payload) } : { ...payload },
  ).toString();
  const timestamp = String(Math.floor(app.clock.now() / 1000));
  const answer = await fetch(app.requestUrl, {
    method: 'POST',
    headers: sign(app.signingSecret, timestamp, body),
    body,
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`the app answered ${answer.status}: ${text}`);
  return text.startsWith('{') ? JSON.parse(text) : text;
}

function sign(secret: string, timestamp: string, body: string): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    // Bolt takes nothing behind the media type, not even a charset.
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  };
}
