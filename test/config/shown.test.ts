import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { focusSchema } from '#config/json-schema.ts';
import { settingNames } from '#config/settings.ts';
import type { Sources } from '#config/sources.ts';
import { parseConfig } from '#config.ts';
import { ExplainedError } from '#lib/errors.ts';
import { redact } from '#lib/redact.ts';

const minimal = 'environments:\n  staging:\n    focusServer:\n      url: https://focus.lab/focus-server\n';
// Made of parts, so that no secret scanner takes it for a real one.
const keyText = ['-----BEGIN', 'OPENSSH', 'PRIVATE', 'KEY-----'].join(' ');

function told(sources: Partial<Sources>): string {
  const readFile = (name: string): string => {
    throw Object.assign(new Error(`ENOENT: no such file, open '${name}'`), { code: 'ENOENT' });
  };
  try {
    parseConfig({ env: {}, yaml: minimal, yamlName: 'focus.yml', variables: {}, needs: [], readFile, ...sources });
  } catch (error) {
    if (error instanceof ExplainedError) return `${error.message}\n${error.advice}`;
    throw error;
  }
  return '';
}

const inSsh = (...lines: readonly string[]) =>
  `${minimal}    ssh: { host: h, user: u, hostKey: SHA256:${'A'.repeat(43)}, ${lines.join(', ')} }\n`;
const hex = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const digits = '0123456789012345678901234567';
const base64 = Buffer.from(`${keyText}\n${hex}\n`).toString('base64');
const pasted = [`${keyText}\\n${hex}`, hex] as const;

describe('a secret in place of a setting', () => {
  it.each<[string, Partial<Sources>, string, string]>([
    ['a private key', { yaml: inSsh(`key: "${pasted[0]}"`) }, hex, 'the path of a file is expected'],
    [
      'a private key by its variable',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as focus.yml has it
      { yaml: inSsh('key: "${SSH_KEY}"'), variables: { SSH_KEY: `${keyText}\n${hex}` } },
      hex,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as focus.yml has it
      'ssh.key: came "${SSH_KEY}", the path of a file is expected',
    ],
    [
      'a private key in base64',
      { yaml: inSsh(`key: ${base64}`) },
      base64,
      `came a text of ${base64.length} characters`,
    ],
    [
      'a private key as a certificate',
      { yaml: minimal.replace('focus-server\n', `focus-server\n      ca: "${pasted[0]}"\n`) },
      hex,
      'focusServer.ca: came a text of',
    ],
    ['digits as a passphrase', { yaml: inSsh('key: k', 'passphrase: 99417266') }, '99417266', 'put it in quotes'],
    [
      'digits as the secret of a webhook',
      { yaml: `${minimal}notify: { own: { webhook: { url: https://h.example, secret: 8841726655 } } }` },
      '8841726655',
      'notify.own.webhook.secret: came a number, a text is expected: put it in quotes',
    ],
    [
      'digits as a token',
      { yaml: `${minimal}api: { port: 1, clients: { ci: { token: ${digits}, may: [] } } }` },
      '1234567890',
      'api.clients.ci.token: came a number',
    ],
    [
      'two kinds of one way',
      { yaml: `${minimal}notify: { on: { pagerduty: { routingKey: ${hex} }, alertmanager: { url: https://a.lab } } }` },
      hex,
      'notify.on: came a map of pagerduty, alertmanager, exactly one of',
    ],
    [
      'a routing key in place of its way',
      { yaml: `${minimal}notify: { on: { pagerduty: ${hex} } }` },
      hex,
      'notify.on.pagerduty: came a text of 32 characters',
    ],
    [
      'a token in place of its client',
      { yaml: `${minimal}api: { port: 1, clients: { ci: ${hex} } }` },
      hex,
      'api.clients.ci: came a text of 32 characters',
    ],
    [
      'a routing key of a check',
      {
        yaml: `${minimal}checks: { live: { environment: staging, timing: {}, every: 15m, channel: C0123456789, notify: [${hex}] } }`,
      },
      hex,
      'notify.0: came a text of 32 characters',
    ],
    ['a pattern that is one', { yaml: `redact: ['${hex}(']\n${minimal}` }, hex, 'Unterminated group'],
    [
      'a kubeconfig as text',
      { yaml: `${minimal}    kubernetes: { kubeconfig: "users:\\n- token: ${hex}" }` },
      hex,
      'kubeconfig: came a text of 48 characters, the path of a file is expected',
    ],
    [
      'a kubeconfig as a map',
      { yaml: `${minimal}    kubernetes: { kubeconfig: { users: [{ token: ${hex} }] } }` },
      hex,
      'kubeconfig: came a map of users, the path of a file is expected',
    ],
    ['a token of Slack', { env: { SLACK_BOT_TOKEN: hex } }, hex, 'SLACK_BOT_TOKEN: came a text of 32 characters'],
    ['a login of documents', { env: { DOCS_URL: `https://oauth2:${hex}@git.lab/docs` } }, hex, 'without a login'],
    [
      'a URL as the name of a database',
      { yaml: `${minimal}    mongodb: { url: "mongodb://m", database: "mongodb://u:${hex}@m/prisma" }` },
      hex,
      'database: came "mongodb://‹hidden›@m/prisma", the name of a database is expected, not a URL',
    ],
    [
      'a login of another scheme',
      { yaml: `${minimal}    rabbitmq: { managementUrl: "amqp://u:${hex}@127.0.0.1:15672" }` },
      hex,
      'managementUrl: came "amqp://‹hidden›@127.0.0.1:15672"',
    ],
    ['a tag', { yaml: inSsh('key: ./k', `passphrase: !${hex} ""`) }, hex, 'is not YAML'],
    ['a variable', { yaml: inSsh('key: ./k', `passphrase: "\${${hex}}"`) }, hex, 'the name of a variable alone'],
    ['a name', { yaml: `${minimal}notify: { on: { ${hex}: {} } }` }, hex, '‹a name of 32 characters›'],
    ['a name in .env', { env: { [`SLACK_${base64}`]: 'x' } }, base64, `‹a name of ${base64.length + 6} characters›`],
    ['what nobody sees', { yaml: inSsh('key: ./k', `passphrase: "${hex}\u200b"`) }, 'e8f9', 'after 32 characters'],
  ])('is not shown, but its kind is: %s', (_what, sources, secret, expected) => {
    const said = told(sources);
    expect(said).toContain(expected);
    expect(said).not.toContain(secret);
    // As doctor tells it.
    expect(redact(said)).toBe(said);
  });

  it('is the public half of a key: the private one is named', () => {
    const readFile = () => `ssh-ed25519 AAAA${'B'.repeat(60)} me`;
    expect(told({ yaml: inSsh('key: ./k.pub'), readFile })).toContain(
      'ssh.key: came "./k.pub", expected a private key: this is the public half, write ./k',
    );
  });
});

interface Part {
  readonly properties?: Readonly<Record<string, Part>>;
  readonly additionalProperties?: Part | boolean;
  readonly items?: Part;
}

/** Where a setting or a section may stand; of what has names of its own, one. */
function placesIn(part: Part, at: readonly string[] = []): readonly (readonly string[])[] {
  const { properties = {}, additionalProperties: own, items } = part;
  const named = Object.entries(properties).flatMap(([name, inside]) => placesIn(inside, [...at, name]));
  const others = typeof own === 'object' ? placesIn(own, [...at, 'one']) : [];
  return [at, ...named, ...others, ...(items ? placesIn(items, [...at, '-']) : [])];
}

function put(value: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined) return value;
  return first === '-' ? [put(value, rest)] : { [first]: put(value, rest) };
}

describe('a canary', () => {
  const places = placesIn(focusSchema() as Part);
  const canary = 'c4a7n9a1r3y50d2b8e6f0c4a7n9a1r3y';
  const texts = [canary, `-----\n${canary}\n-----`, Buffer.from(canary.repeat(3)).toString('base64')];
  const number = 8_841_726_655;
  const values = [...texts, number, { [canary]: number }, { url: canary, other: { token: canary } }, [canary, number]];
  const found = (said: string) => [canary, String(number), ...texts].filter((secret) => said.includes(secret));

  it('in place of any setting or section of focus.yml is in no mistake, but for a number that is asked for', () => {
    expect(places.length).toBeGreaterThan(100);
    const shown = places.flatMap((place) =>
      values.flatMap((value) =>
        found(told({ yaml: stringify(put(value, place)) })).map((secret) => `${place.join('.')}: ${secret}`),
      ),
    );
    // What is asked for is told as the rule of it tells it: nfft=… is no power of two.
    expect(shown).toEqual([
      `environments.one.focusServer.defaults.nfft: ${number}`,
      `checks.one.timing.nfft: ${number}`,
    ]);
  });

  it('by a variable in place of any setting or section is in no mistake', () => {
    const variables = Object.fromEntries(texts.map((text, i) => [`V${i}`, text]));
    const shown = places.flatMap((place) =>
      texts.flatMap((_, i) =>
        found(told({ yaml: stringify(put(`\${V${i}}`, place)), variables })).map(
          (secret) => `${place.join('.')}: ${secret}`,
        ),
      ),
    );
    expect(shown).toEqual([]);
  });

  it('in place of any setting of .env is in no mistake', () => {
    const shown = [...settingNames, canary].flatMap((name) =>
      [...texts, `https://me:${canary}@lab`, `https://lab/?a=${canary}`].flatMap((text) =>
        found(told({ env: { [name]: text } })).map(() => name),
      ),
    );
    expect(shown).toEqual([]);
  });
});
