import { z } from 'zod';
import { describeError } from '#lib/errors.ts';
import { readRedisUrl } from '#lib/redis-url.ts';
import { duration } from './duration.ts';

const token = (prefix: string) =>
  z.string().refine((text) => text.startsWith(prefix), { message: `a token that begins with ${prefix} is expected` });

const port = z.coerce.number().int().min(1).max(65_535);

/** The bot's and worker's own settings and secrets: `.env`, or the process environment, which wins. */
export const settings = z
  .object({
    SLACK_BOT_TOKEN: token('xoxb-').exactOptional(),
    SLACK_APP_TOKEN: token('xapp-').exactOptional(),
    SLACK_SIGNING_SECRET: z.string().min(8, 'at least 8 characters are expected').exactOptional(),
    SLACK_API_URL: z.url().default('https://slack.com/api/'),
    HTTP_HOST: z.union([z.ipv4(), z.ipv6()], 'an IP address is expected').default('127.0.0.1'),
    PORT: port.default(3000),
    REDIS_URL: z
      .string()
      .superRefine((text, context) => {
        try {
          readRedisUrl(text);
        } catch (error) {
          context.addIssue({ code: 'custom', message: describeError(error), input: text });
        }
      })
      .default('redis://127.0.0.1:6379'),
    FOCUS_CONFIG: z.string().default('focus.yml'),
    DOCS_URL: z.url({ protocol: /^https$/, message: 'a URL that begins with https:// is expected' }).exactOptional(),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    HEALTH_PORT: port.default(8080),
    SHUTDOWN_TIMEOUT: duration('60s'),
  })
  .strict();

export type Settings = z.output<typeof settings>;
export const settingNames = Object.keys(settings.shape);
export const secretNames = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'REDIS_URL'];
