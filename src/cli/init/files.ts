import { parseEnv } from 'node:util';
import { stringify } from 'yaml';
import { misreadIn } from '#config/env-text.ts';
import { ExplainedError } from '#lib/errors.ts';
import { namesSecret } from '#lib/redact/names.ts';

/** All that is asked for. What is not there is left out of the files. */
export interface Answers {
  readonly environment: string;
  readonly focusServer: string;
  /** Any certificate of it will do: somebody said so. */
  readonly trustsAll: boolean;
  readonly kubernetes?: {
    readonly kubeconfig?: string;
    readonly context?: string;
    readonly inCluster?: true;
    readonly namespace: string;
    readonly backendSelector?: string;
  };
  readonly amqp?: string;
  readonly management?: string;
  readonly vhost: string;
  readonly mongodb?: string;
  readonly database: string;
  readonly redis: string;
  readonly slackBotToken?: string;
  readonly slackAppToken?: string;
}

export interface Files {
  readonly env: string;
  readonly yaml: string;
}

/** Both files, with what to do next. Passwords stand in .env alone. */
export function filesOf(answers: Answers): Files {
  const secrets = new Map<string, string>();
  const part = (address: string | undefined, name: string) =>
    address && withoutSecrets(withoutPassword(address, name, secrets), name, secrets);
  const { environment, trustsAll, kubernetes, vhost, database } = answers;
  const [amqpUrl, managementUrl] = [part(answers.amqp, 'AMQP'), part(answers.management, 'RABBITMQ')];
  const url = part(answers.mongodb, 'MONGODB');
  const settings = {
    focusServer: { url: part(answers.focusServer, 'FOCUS_SERVER'), ...(trustsAll && { insecureSkipTlsVerify: true }) },
    ...(kubernetes && { kubernetes }),
    ...((amqpUrl || managementUrl) && {
      rabbitmq: { ...(amqpUrl && { amqpUrl }), ...(managementUrl && { managementUrl }), vhost },
    }),
    ...(url && { mongodb: { url, database } }),
  };
  return {
    env: envOf(answers, secrets),
    yaml: HEAD + stringify({ defaultEnvironment: environment, environments: { [environment]: settings } }) + CHECKS,
  };
}

const HEAD = `# yaml-language-server: $schema=./focus.schema.json
# The world the bot looks at; focus.example.yml shows every setting. What is wrong with it: npm run --silent focus -- doctor
`;

const CHECKS = `
# Questions that the bot asks by itself, and alerts (docs/checks.md). The channel's id is at the end of its details in Slack.
# checks:
#   ready:
#     environment: NAME
#     status: all
#     every: 15m
#     channel: C0123456789
`;

/** The address with \${NAME_PASSWORD} in place of its password, which is kept apart. */
function withoutPassword(address: string, name: string, secrets: Map<string, string>): string {
  return address.replace(/(\/\/[^:@/?#]*:)([^@/?#]+)(?=@)/, (_all, before: string, written: string) => {
    const password = decodeURIComponent(written);
    const known = [...secrets].find(([, value]) => value === password)?.[0] ?? `${name}_PASSWORD`;
    secrets.set(known, password);
    return `${before}\${${known}}`;
  });
}

/** The address with \${NAME_…} in place of what its query names a secret, kept as it is written: a query is filled in as it is. */
function withoutSecrets(address: string, name: string, secrets: Map<string, string>): string {
  const kept = (what: string, value: string) => {
    const base = `${name}_${what.replace(/(?<=[a-z])(?=[A-Z])|\W+/g, '_').toUpperCase()}`;
    let own = base;
    for (let nth = 2; secrets.has(own) && secrets.get(own) !== value; nth += 1) own = `${base}_${nth}`;
    secrets.set(own, value);
    return `\${${own}}`;
  };
  const query = address.indexOf('?') + 1;
  if (query === 0) return address;
  const told = address.slice(query).replace(/[^&#]+/g, (pair) => {
    const [key = ''] = pair.split('=', 1);
    if (key === pair) return pair;
    const value = pair.slice(key.length + 1);
    if (namesSecret(key)) return `${key}=${kept(key, value)}`;
    // authMechanismProperties=AWS_SESSION_TOKEN:…,OTHER:…
    const inside = /(?<=^|,|%2C)([\w.-]+)(:|%3A)((?:(?!%2C)[^,])+)/gi;
    return `${key}=${value.replace(inside, (all, of: string, sign: string, secret: string) =>
      namesSecret(of) ? `${of}${sign}${kept(of, secret)}` : all,
    )}`;
  });
  return address.slice(0, query) + told;
}

function envOf({ slackBotToken, slackAppToken, redis }: Answers, secrets: ReadonlyMap<string, string>): string {
  const line = (name: string, value: string | undefined, hint: string) =>
    value === undefined ? `# ${name}=${hint}` : assigned(name, value);
  return [
    '# Secrets and settings of the bot; .env.example shows every one. The Slack app is made from manifest.yml.',
    line('SLACK_BOT_TOKEN', slackBotToken, 'xoxb-… of the installed app'),
    line('SLACK_APP_TOKEN', slackAppToken, 'xapp-… with connections:write'),
    assigned('REDIS_URL', redis),
    ...[...secrets].map(([name, value]) => assigned(name, value)),
    '',
  ].join('\n');
}

/** As Node reads .env: in the first quotes that leave the value as it is. */
function assigned(name: string, value: string): string {
  const quotes = /^[\w:/@.+-]*$/.test(value) ? [''] : ["'", '"', '`', ''];
  const written = quotes.map((quote) => `${name}=${quote}${value}${quote}`);
  const sound = written.find((line) => parseEnv(line)[name] === value && misreadIn(line).length === 0);
  if (sound !== undefined) return sound;
  throw new ExplainedError(
    `${name} cannot stand in .env: it has each of ' " and \`, or lines`,
    'Give another one, or set it in the environment of the process',
  );
}
