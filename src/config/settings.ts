import { z } from 'zod';
import { describeError } from '#lib/errors.ts';
import { readRedisUrl } from '#lib/redis-url.ts';
import { ENCODED, isLoginCut } from '#lib/url-login.ts';
import { duration } from './duration.ts';

/** Slack's tokens by how they begin, and the setting that takes each. */
const TOKENS = { 'xoxb-': 'SLACK_BOT_TOKEN', 'xapp-': 'SLACK_APP_TOKEN' } as const;

const token = (prefix: keyof typeof TOKENS) =>
  z.string().check(({ value, issues }) => {
    const problem = tokenProblem(value, prefix);
    if (problem !== undefined) issues.push({ code: 'custom', message: problem, input: value });
  });

function tokenProblem(text: string, prefix: keyof typeof TOKENS): string | undefined {
  const expected = `a token that begins with ${prefix} is expected`;
  if (/^["'`]/.test(text)) return `${expected}, without the quotes inside the quotes`;
  const [, other] = Object.entries(TOKENS).find(([begin]) => text.startsWith(begin)) ?? [];
  if (!text.startsWith(prefix)) return other === undefined ? expected : `${expected}; this one is for ${other}`;
  if (/-your-/.test(text)) return `${expected}; this is the one of .env.example`;
  const strange = /[^\w-]/.exec(text);
  if (!strange) return undefined;
  const what = /\s/.test(strange[0]) ? 'white space' : JSON.stringify(strange[0]);
  return `${expected}, of letters, digits and dashes: it has ${what} after ${strange.index} characters`;
}

const API_URL = 'a URL that ends in /api/ is expected, such as https://slack.com/api/';
const address = z.union([z.ipv4(), z.ipv6()], 'an IP address is expected');
const port = z.coerce.number().int().min(1).max(65_535);

/** The bot's and worker's own settings and secrets: `.env`, or the process environment, which wins. */
export const settings = z
  .object({
    SLACK_BOT_TOKEN: token('xoxb-').exactOptional(),
    SLACK_APP_TOKEN: token('xapp-').exactOptional(),
    SLACK_SIGNING_SECRET: z
      .string()
      .refine((text) => /^[0-9a-f]{32}$/.test(text), {
        error: ({ input }) =>
          input === 'your-signing-secret'
            ? 'the one of your Slack app is expected; this is the one of .env.example'
            : 'the Signing Secret of your Slack app is expected: 32 digits and letters from a to f',
      })
      .exactOptional(),
    SLACK_API_URL: z
      .url({ protocol: /^https?$/, message: API_URL })
      .regex(/\/api\/?$/, API_URL)
      .default('https://slack.com/api/'),
    HTTPS_PROXY: z
      .url({ protocol: /^https?$/, message: 'a URL such as http://proxy:3128 is expected; SOCKS is not spoken' })
      .refine((text) => !isLoginCut(text), `one @ is expected: ${ENCODED}`)
      .exactOptional(),
    NO_PROXY: z.string().exactOptional(),
    HTTP_HOST: address.default('127.0.0.1'),
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
    REDIS_PREFIX: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower case letters, digits and dashes are expected')
      .default('focus'),
    FOCUS_CONFIG: z.string().default('focus.yml'),
    DOCS_URL: z
      .url({ protocol: /^https$/, message: 'a URL that begins with https:// is expected' })
      .refine((text) => !text.includes('@'), 'a URL without a login is expected: it is shown in Slack')
      .exactOptional(),
    LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
    HEALTH_HOST: address.default('127.0.0.1'),
    HEALTH_PORT: port.default(8080),
    SHUTDOWN_TIMEOUT: duration('60s'),
  })
  .strict();

export type Settings = z.output<typeof settings>;
export const settingNames = Object.keys(settings.shape);
export const secretNames = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'REDIS_URL', 'HTTPS_PROXY'];
