import { z } from 'zod';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** What goes out has keys in it: nobody on the way may read it. */
const safeUrl = z.string().refine(isSafe, {
  message: 'a URL that begins with https:// is expected; http:// only on the bot’s own machine',
});

function isSafe(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

const baseUrl = safeUrl.refine((text) => !/[?#]/.test(text), 'a URL without ? and # is expected');
const key = z.string().regex(/^[\w-]{8,}$/, 'a key of letters, digits and dashes is expected');
const routingKey = z.string().regex(/^[A-Za-z0-9]{32}$/, 'an integration key of 32 letters and digits is expected');
const kinds = ['pagerduty', 'opsgenie', 'alertmanager', 'webhook'] as const;

/** A way out of alerts, besides Slack: exactly one of its kinds. */
export const way = z
  .strictObject({
    pagerduty: z.strictObject({ routingKey, url: baseUrl.default('https://events.pagerduty.com') }).exactOptional(),
    opsgenie: z.strictObject({ apiKey: key, url: baseUrl.default('https://api.opsgenie.com') }).exactOptional(),
    alertmanager: z.strictObject({ url: baseUrl }).exactOptional(),
    webhook: z
      .strictObject({ url: safeUrl, secret: z.string().min(16, 'at least 16 characters are expected') })
      .exactOptional(),
  })
  .refine((written) => Object.keys(written).length === 1, `exactly one of ${kinds.join(', ')} is expected`);

export type Way = z.output<typeof way> & { readonly name: string };
