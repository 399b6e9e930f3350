import { createHmac } from 'node:crypto';
import { JSON_TYPE, type Way } from './way.ts';
import { type Told, utc } from './words.ts';

export interface WebhookSettings {
  readonly url: string;
  readonly secret: string;
}

/** Signed as Slack signs: over the time and the body, so that an old one cannot be sent again. */
export function webhook(name: string, { url, secret }: WebhookSettings): Way {
  return {
    name,
    // Who knows its path may post there.
    secrets: [secret, url, new URL(url).pathname],
    outgoing(what, told, at) {
      const body = JSON.stringify({ version: 1, event: what, delivery: told.delivery, incident: incidentOf(told) });
      const seconds = String(Math.floor(at / 1_000));
      const signature = createHmac('sha256', secret).update(`v1:${seconds}:${body}`).digest('hex');
      const signed = {
        'focus-delivery': told.delivery,
        'focus-timestamp': seconds,
        'focus-signature': `v1=${signature}`,
      };
      return { url, headers: { ...JSON_TYPE, ...signed }, body };
    },
  };
}

function incidentOf({ delivery: _, since, resolvedAt, ...told }: Told) {
  return { ...told, since: utc(since), ...(resolvedAt !== undefined && { resolvedAt: utc(resolvedAt) }) };
}
