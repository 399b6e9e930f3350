import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sources } from '#config/sources.ts';
import { loadConfig, loadStoreSettings, parseConfig } from '#config.ts';
import { ExplainedError } from '#lib/errors.ts';

const minimal = 'environments:\n  staging:\n    focusServer:\n      url: https://focus.lab/focus-server\n';
// Made of parts, so that no secret scanner takes these for real ones.
const botToken = ['xoxb', '1', 'hunter2'].join('-');
const appToken = ['xapp', '1', 'hunter2'].join('-');

function parse(sources: Partial<Sources> = {}) {
  const readFile = (name: string): string => {
    throw Object.assign(new Error(`no such file, open '${name}'`), { code: 'ENOENT' });
  };
  return parseConfig({ env: {}, yaml: minimal, yamlName: 'focus.yml', variables: {}, needs: [], readFile, ...sources });
}

/** The mistakes, a line each. */
function mistakes(sources: Partial<Sources>): readonly string[] {
  try {
    parse(sources);
  } catch (error) {
    if (error instanceof ExplainedError) return error.message.split('\n').map((line) => line.trim());
    throw error;
  }
  return [];
}

function inStaging(...lines: readonly string[]): string {
  return `${minimal}${lines.map((line) => `    ${line}\n`).join('')}`;
}

const sshRest = `user: focus, agent: /run/agent, hostKey: "SHA256:${'A'.repeat(43)}"`;

describe('patterns of secrets', () => {
  const withPatterns = (...patterns: readonly string[]) =>
    `redact:\n${patterns.map((pattern) => `  - '${pattern}'\n`).join('')}${minimal}`;

  it('are none unless they are written', () => {
    expect(parse().redact).toEqual([]);
  });

  it('are read as regular expressions', () => {
    expect(parse({ yaml: withPatterns('badge (?<secret>[0-9]{8})') }).redact).toEqual([/badge (?<secret>[0-9]{8})/g]);
  });

  it.each([
    ['(a+)+$', 'exponentially'],
    ['(?<secret>\\S+)@corp', 'with the power of 2'],
    ['\\d+\\d+\\d+z', 'with the power of 4'],
  ])('that a text can hold up are mistakes: %s', (pattern, growth) => {
    const [, mistake] = mistakes({ yaml: withPatterns(pattern) });
    expect(mistake).toContain(`a text can hold it up: its time grows ${growth} with the text; bound what repeats`);
  });

  it.each(['/badge [0-9]{8}/gi', '/badge/'])('that are written as in a program are mistakes: %s', (pattern) => {
    expect(mistakes({ yaml: withPatterns(pattern) })[1]).toContain('write it without slashes and flags');
  });

  it('may look for slashes', () => {
    expect(mistakes({ yaml: withPatterns('/home/[a-z]{1,20}', '/etc/ssl/private', '\\/badge\\/') })).toEqual([]);
  });

  it('that are no regular expressions are mistakes, with what is wrong', () => {
    expect(mistakes({ yaml: withPatterns('badge (') })).toEqual([
      'The settings have 1 mistake:',
      expect.stringMatching(
        /^focus\.yml: redact\.0: came a text of 7 characters, a regular expression is expected: .*Unterminated group/,
      ),
    ]);
  });
});

describe('the settings of a process', () => {
  it('have defaults for all that is no secret', () => {
    expect(parse().settings).toEqual({
      SLACK_API_URL: 'https://slack.com/api/',
      HTTP_HOST: '127.0.0.1',
      PORT: 3000,
      REDIS_URL: 'redis://127.0.0.1:6379',
      REDIS_PREFIX: 'focus',
      FOCUS_CONFIG: 'focus.yml',
      LOG_LEVEL: 'info',
      HEALTH_HOST: '127.0.0.1',
      HEALTH_PORT: 8080,
      SHUTDOWN_TIMEOUT: 60_000,
    });
  });

  it('are read from texts', () => {
    const { settings } = parse({ env: { PORT: '8081', LOG_LEVEL: 'debug', SLACK_BOT_TOKEN: botToken } });
    expect(settings).toMatchObject({ PORT: 8081, LOG_LEVEL: 'debug', SLACK_BOT_TOKEN: botToken });
  });

  it('that are empty count as absent', () => {
    expect(parse({ env: { PORT: '', SLACK_BOT_TOKEN: '' } }).settings.PORT).toBe(3000);
  });

  it("stand beside those of other programs, which are nobody's mistake", () => {
    const proxies = {
      HTTP_PROXY: 'http://proxy:3128',
      HTTPS_PROXY: 'http://proxy:3128',
      ALL_PROXY: 'http://proxy:3128',
    };
    const others = { TZ: 'UTC', NODE_ENV: 'production', NODE_OPTIONS: '--x', NODE_EXTRA_CA_CERTS: '/ca.pem', FOO: '1' };
    expect(mistakes({ env: { ...proxies, ...others, COMPOSE_PROJECT_NAME: 'focus', HOST: 'a', PATH: 'b' } })).toEqual(
      [],
    );
    expect(mistakes({ env: { HTTP_PROXY: 'http://proxy:3128' } })).toEqual([
      'The settings have 1 mistake:',
      '.env: HTTP_PROXY: is not a setting; did you mean HTTPS_PROXY?',
    ]);
  });

  it("lack Slack's tokens only where Slack is needed", () => {
    expect(mistakes({ needs: [] })).toEqual([]);
    expect(mistakes({ needs: ['slack'] })).toEqual([
      'The settings have 2 mistakes:',
      expect.stringMatching(/^\.env: SLACK_BOT_TOKEN: nothing came, expected .*xoxb-/),
      expect.stringMatching(/^\.env: SLACK_APP_TOKEN: nothing came, expected .*xapp-.* or SLACK_SIGNING_SECRET/),
    ]);
    expect(
      mistakes({ needs: ['slack'], env: { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: '0f'.repeat(16) } }),
    ).toEqual([]);
    expect(mistakes({ needs: ['slack'], env: { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken } })).toEqual([]);
  });
});

describe('an environment', () => {
  it('needs the URL of its Focus Server, and has defaults for its limits', () => {
    const { environments, defaultEnvironment } = parse();
    expect(defaultEnvironment).toBe('staging');
    expect(environments).toEqual([
      {
        name: 'staging',
        focusServer: {
          url: 'https://focus.lab/focus-server',
          insecureSkipTlsVerify: false,
          streamAnywhere: false,
          defaults: {},
        },
        limits: { consumerGoodMs: 5_000, consumerWarnMs: 20_000, consumerFailMs: 30_000, configureMs: 1_000 },
        ready: 'metadata',
        concurrency: 1,
        shares: { waitingAPerson: 3, lookingAPerson: 5, followingAPerson: 2, longestLine: 30 },
        capture: false,
        watch: false,
        access: {},
      },
    ]);
  });

  it('gives a stream the time it takes, within what is a warning, and what is written', () => {
    const good = (...lines: string[]) => parse({ yaml: inStaging(...lines) }).environments[0]?.limits.consumerGoodMs;
    expect(good('ready: stream')).toBe(15_000);
    expect(good('ready: stream', 'limits: { consumerWarn: 10s }')).toBe(10_000);
    expect(good('ready: stream', 'limits: { consumerGood: 8s }')).toBe(8_000);
  });

  it('says where nobody could see what is to count as there', () => {
    expect(mistakes({ yaml: inStaging('ready: queue') })).toEqual([
      'The settings have 1 mistake:',
      'focus.yml: environments.staging.ready: came "queue", metadata or stream is expected where rabbitmq is not configured: nobody sees the consumer',
    ]);
    expect(mistakes({ yaml: inStaging('ready: soon') })[1]).toContain('environments.staging.ready: came "soon"');
  });

  it('has a namespace, a vhost and collections where they are not named', () => {
    const yaml = inStaging(
      'kubernetes: {}',
      'rabbitmq: { amqpUrl: "amqp://rabbitmq" }',
      'mongodb: { url: "mongodb://db", database: panda }',
    );
    expect(parse({ yaml }).environments[0]).toMatchObject({
      kubernetes: {
        namespace: 'panda',
        inCluster: false,
        backendSelector: 'app.kubernetes.io/name=panda-panda-focus-server',
      },
      rabbitmq: { vhost: '/' },
      mongodb: { jobsCollection: 'jobs', consumersCollection: 'consumers' },
    });
  });

  it('has limits in words of time', () => {
    const yaml = inStaging('limits: { consumerGood: 10s, consumerWarn: 1m, consumerFail: 1m30s, configure: 500ms }');
    expect(parse({ yaml }).environments[0]?.limits).toEqual({
      consumerGoodMs: 10_000,
      consumerWarnMs: 60_000,
      consumerFailMs: 90_000,
      configureMs: 500,
    });
  });

  it.each([
    [
      '{ channels: { min: 50, max: 1 } }',
      'channels: came a map of min, max, channels=50-1 is upside down; write channels=1-50',
    ],
    ['{ nfft: 1000 }', 'nfft: came 1000, nfft=1000 is not a power of two from 128 to 65536; the nearest is nfft=1024'],
    [
      '{ channels: { min: 1, max: 9 }, view: singlechannel }',
      'channels: came a map of min, max, channels=1-9 is more than one channel',
    ],
  ])('has defaults that can be asked for: %s', (defaults, told) => {
    const yaml = minimal.replace('focus-server\n', `focus-server\n      defaults: ${defaults}\n`);
    expect(mistakes({ yaml })).toEqual([
      'The settings have 1 mistake:',
      expect.stringContaining(`focus.yml: environments.staging.focusServer.defaults.${told}`),
    ]);
  });

  it('may have one channel as its view, and the channel typed', () => {
    const yaml = minimal.replace('focus-server\n', 'focus-server\n      defaults: { view: singlechannel }\n');
    expect(mistakes({ yaml })).toEqual([]);
  });

  it.each(['app=a', 'app==a,tier!=b', 'a.io/b in (c, d), !e', 'f', 'app=', 'x notin (y)'])(
    'finds its backend by labels: %s',
    (backendSelector) => {
      expect(mistakes({ yaml: inStaging(`kubernetes: { backendSelector: '${backendSelector}' }`) })).toEqual([]);
    },
  );

  it.each(['', 'app: a', 'a b', 'app=a b', 'app=a,', 'app in a', 'a/b/c', 'app=-a'])(
    'finds no backend by what are no labels: %s',
    (backendSelector) => {
      const [, ...told] = mistakes({ yaml: inStaging(`kubernetes: { backendSelector: '${backendSelector}' }`) });
      expect(told).toEqual([
        expect.stringMatching(/backendSelector: came .*, labels such as app=focus-server are expected/),
      ]);
    },
  );

  it.each([
    [
      'url: https://focus.lab/focus-server/configure',
      'url: came .*, a URL without /configure at its end is expected: the bot adds it',
    ],
    ['url: https://focus.lab/metadata/', 'url: came .*, a URL without /metadata at its end'],
    ['url: https://focus.lab/ack', 'url: came .*, a URL without /ack at its end'],
    [
      '{ url: http://focus.lab, ca: focus.pem }',
      'ca: came a text of 9 characters, nothing is expected beside http://, which has no certificate',
    ],
  ])('has a Focus Server with a base and, behind TLS, a certificate: %s', (focusServer, told) => {
    const yaml = `environments:\n  staging:\n    focusServer:\n      ${focusServer}\n`;
    expect(mistakes({ yaml, readFile: () => 'BEGIN CERTIFICATE' }).slice(1)).toEqual([
      expect.stringMatching(new RegExp(`^focus\\.yml: environments\\.staging\\.focusServer\\.${told}`)),
    ]);
  });

  it.each(['http://rabbitmq:15672/api', 'http://rabbitmq:15672/mq/api/'])('has RabbitMQ without /api: %s', (url) => {
    expect(mistakes({ yaml: inStaging(`rabbitmq: { managementUrl: "${url}" }`) }).slice(1)).toEqual([
      expect.stringContaining(
        `managementUrl: came "${url}", a URL without /api at its end is expected: the bot adds it`,
      ),
    ]);
  });

  it.each(['focus@bastion', 'bastion:22', 'ssh://bastion', 'a b', 'bastion/'])(
    'has a bare host before its cluster, not %s',
    (host) => {
      expect(mistakes({ yaml: inStaging(`ssh: { host: "${host}", ${sshRest} }`) })[1]).toMatch(
        /ssh\.host: came .*, a bare host name or address is expected; the rest belongs in user and port$/,
      );
    },
  );

  it.each(['bastion', 'bastion.lab.example', '10.0.0.7', 'fd00::7', 'bas_tion-1'])(
    'has a host before its cluster: %s',
    (host) => {
      expect(parse({ yaml: inStaging(`ssh: { host: "${host}", ${sshRest} }`) }).environments[0]?.ssh?.host).toBe(host);
    },
  );

  it('cannot watch without Kubernetes', () => {
    expect(mistakes({ yaml: inStaging('watch: true') })).toEqual([
      expect.any(String),
      expect.stringMatching(/^focus\.yml: environments\.staging\.watch: came true, false is expected/),
    ]);
    expect(parse({ yaml: inStaging('watch: true', 'kubernetes: {}') }).environments[0]?.watch).toBe(true);
  });

  it('cannot capture without Kubernetes', () => {
    expect(mistakes({ yaml: inStaging('capture: true') })).toEqual([
      'The settings have 1 mistake:',
      expect.stringMatching(/^focus\.yml: environments\.staging\.capture: came true, false is expected/),
    ]);
    expect(parse({ yaml: inStaging('capture: true', 'kubernetes: {}') }).environments[0]?.capture).toBe(true);
  });

  it('is the default where it is named, or else the first', () => {
    const two = `${minimal}  production:\n    focusServer: { url: https://prod.lab }\n`;
    expect(parse({ yaml: two }).defaultEnvironment).toBe('staging');
    expect(parse({ yaml: `${two}defaultEnvironment: production\n` }).defaultEnvironment).toBe('production');
  });

  it(`takes secrets from .env where they are named as \${NAME}`, () => {
    const yaml = inStaging(`rabbitmq: { amqpUrl: "amqp://panda:\${RABBIT_PASSWORD}@\${RABBIT_HOST}" }`);
    const own = { RABBIT_PASSWORD: 'hunter2', RABBIT_HOST: 'rabbitmq' };
    expect(parse({ yaml, env: own, variables: own }).environments[0]?.rabbitmq?.amqpUrl).toBe(
      'amqp://panda:hunter2@rabbitmq',
    );
  });

  it('brings its certificate along', () => {
    const yaml = 'environments: { staging: { focusServer: { url: https://focus.lab, ca: certs/focus.pem } } }';
    expect(parse({ yaml, readFile: (name) => `BEGIN CERTIFICATE of ${name}` }).environments[0]?.focusServer.ca).toBe(
      'BEGIN CERTIFICATE of certs/focus.pem',
    );
  });

  it('brings the certificates of RabbitMQ and MongoDB along', () => {
    const yaml = inStaging(
      'rabbitmq: { amqpUrl: "amqps://rabbitmq", ca: rabbitmq.pem, insecureSkipTlsVerify: true }',
      'mongodb: { url: "mongodb://db/?tls=true", database: panda, ca: mongodb.pem }',
    );
    expect(parse({ yaml, readFile: (name) => `BEGIN CERTIFICATE of ${name}` }).environments[0]).toMatchObject({
      rabbitmq: { ca: 'BEGIN CERTIFICATE of rabbitmq.pem', insecureSkipTlsVerify: true },
      mongodb: { ca: 'BEGIN CERTIFICATE of mongodb.pem', insecureSkipTlsVerify: false },
    });
  });
});

describe('what people write and mean', () => {
  const urlOf = (yaml: string) => parse({ yaml }).environments[0]?.focusServer.url;

  it('begins with the mark that some editors put there', () => {
    expect(urlOf(`\ufeff${minimal}`)).toBe('https://focus.lab/focus-server');
  });

  it('is merged from elsewhere in the file, under a name that begins with x-', () => {
    const yaml = `x-all: &all { url: https://focus.lab }\nenvironments: { a: { focusServer: { <<: *all } } }\n`;
    expect(urlOf(yaml)).toBe('https://focus.lab');
  });

  it.each(['checks:', 'redact:', 'access:'])('is empty where nothing stands under it: %s', (line) => {
    expect(parse({ yaml: `${minimal}${line}\n` })).toEqual(parse());
  });

  it('is a heading alone, where each of its settings has a default', () => {
    expect(parse({ yaml: inStaging('kubernetes:') })).toEqual(parse({ yaml: inStaging('kubernetes: {}') }));
  });

  it('has blanks around the values of .env', () => {
    expect(parse({ env: { SLACK_BOT_TOKEN: ` ${botToken}\n` } }).settings.SLACK_BOT_TOKEN).toBe(botToken);
  });

  it.each(['%', '#', '/', '?', '@', ':', '"', ' '])('has a %s in a password of a URL', (character) => {
    const yaml = inStaging(`mongodb: { url: "mongodb://reader:\${PASSWORD}@db/?tls=true", database: prisma }`);
    const { url = '' } = parse({ yaml, variables: { PASSWORD: `a${character}b` } }).environments[0]?.mongodb ?? {};
    expect(decodeURIComponent(new URL(url).password)).toBe(`a${character}b`);
  });

  it('names a host, a port or a whole URL as it is', () => {
    const yaml = inStaging(`mongodb: { url: "mongodb://\${PLACE}/?tls=true", database: prisma }`);
    expect(parse({ yaml, variables: { PLACE: 'db:27017' } }).environments[0]?.mongodb?.url).toBe(
      'mongodb://db:27017/?tls=true',
    );
  });
});

describe('a character that nobody sees', () => {
  it.each([
    ['a no-break space before a value', minimal.replace('url: ', 'url:\u00a0'), 'a no-break space (U+00A0) after'],
    [
      'a no-break space that indents',
      minimal.replace('      url', '      \u00a0url'),
      'a no-break space (U+00A0) as the first',
    ],
    [
      'a zero-width space in a name',
      minimal.replace('staging', 'stag\u200bing'),
      'a zero-width space (U+200B) after 4 characters',
    ],
    ['an en dash in a URL', minimal.replace('focus-s', 'focus–s'), 'an en dash (U+2013) after 23 characters'],
    ['a curly quote', minimal.replace('https', '“https'), 'a curly quote (U+201C) as the first character'],
    ['a mark of direction', minimal.replace('lab', 'lab\u200f'), 'a character that nobody sees (U+200F) after'],
  ])('is told by its name and place, and nothing that follows from it: %s', (_what, yaml, told) => {
    expect(mistakes({ yaml })).toEqual(['The settings have 1 mistake:', expect.stringContaining(`holds ${told}`)]);
  });

  it('is told in .env too, without a word of a secret', () => {
    const [, mistake] = mistakes({ env: { SLACK_BOT_TOKEN: botToken.replace('-1-', '-1–') } });
    expect(mistake).toBe('.env: SLACK_BOT_TOKEN: holds an en dash (U+2013) after 6 characters; type it anew');
  });

  it('is told once of what a name in focus.yml stands for, without a word of it', () => {
    const yaml = inStaging(
      `rabbitmq: { amqpUrl: "amqp://u:\${PASSWORD}@h", managementUrl: "http://u:\${PASSWORD}@h" }\n    mongodb: { url: "mongodb://\${HOST}", database: p }`,
    );
    expect(mistakes({ yaml, variables: { PASSWORD: 'hunter\u200b2', HOST: '\u00a0db' } })).toEqual([
      'The settings have 2 mistakes:',
      '.env: PASSWORD: holds a zero-width space (U+200B) after 6 characters; type it anew',
      '.env: HOST: holds a no-break space (U+00A0) as the first character; type it anew',
    ]);
    const pattern = `redact: ["\${MARK}"]\n${minimal}`;
    expect(parse({ yaml: pattern, variables: { MARK: 'a\u200bb' } }).redact).toMatchObject([{ source: 'a\u200bb' }]);
  });

  it('may stand in a pattern that looks for it', () => {
    expect(parse({ yaml: `redact: ["a\u200bb"]\n${minimal}` }).redact).toMatchObject([{ source: 'a\u200bb' }]);
  });
});

describe('a mistake', () => {
  it.each(['status', 'timing', 'logs', 'watched'])('is an environment called %s, as a word of /focus is', (name) => {
    const [, mistake] = mistakes({ yaml: minimal.replace('staging', name) });
    expect(mistake).toContain(`environments.${name}: another name is expected: this is a word of /focus`);
  });

  it('is told with all the others of both files, each with its setting, what came and what is expected', () => {
    const yaml = inStaging(
      'mongodb: { url: postgres://db, database: 3 }',
      'limits: { configure: soon }',
      'concurrency: 0',
      'shares: { longestLine: 0 }',
      'kube: {}',
    );
    expect(
      mistakes({
        yaml: `${yaml}defaultEnvironment: prod\n`,
        env: { PORT: 'eighty', LOG_LEVEL: 'loud', LOGLEVEL: 'debug', SLACK_FOO: '1' },
        needs: ['slack'],
      }),
    ).toEqual([
      'The settings have 13 mistakes:',
      '.env: PORT: came "eighty", a number is expected, without quotes',
      '.env: LOG_LEVEL: came "loud", one of debug, info, warn, error is expected',
      '.env: LOGLEVEL: is not a setting; did you mean LOG_LEVEL?',
      `.env: SLACK_FOO: is not a setting, and no \${SLACK_FOO} in focus.yml names it`,
      expect.stringContaining('.env: SLACK_BOT_TOKEN: nothing came'),
      expect.stringContaining('.env: SLACK_APP_TOKEN: nothing came'),
      'focus.yml: environments.staging.mongodb.url: came "postgres://db", a URL that begins with mongodb:// or mongodb+srv:// is expected',
      'focus.yml: environments.staging.mongodb.database: came 3, a text is expected: put it in quotes',
      'focus.yml: environments.staging.limits.configure: came "soon", a length of time such as 30s or 250ms is expected',
      'focus.yml: environments.staging.concurrency: came 0, at least 1 is expected',
      'focus.yml: environments.staging.shares.longestLine: came 0, at least 1 is expected',
      'focus.yml: environments.staging.kube: is not a setting; did you mean kubernetes?',
      'focus.yml: defaultEnvironment: came "prod", expected one of staging',
    ]);
  });

  it.each([`{ token: \${FOCUS_TOKEN} }`, `{ may: [look], token: \${FOCUS_TOKEN}, a: b }`, `[ look, \${FOCUS_TOKEN} ]`])(
    'is a name in braces without quotes, and nothing that follows from it: %s',
    (client) => {
      const yaml = `${minimal}api: { port: 8090, clients: { ci: ${client} } }\n`;
      expect(mistakes({ yaml, env: { FOCUS_TOKEN: 'hunter2' }, variables: { FOCUS_TOKEN: 'hunter2' } })).toEqual([
        'The settings have 1 mistake:',
        expect.stringMatching(
          /^focus\.yml: is not YAML: inside \{ \} and \[ \] a text with \$\{FOCUS_TOKEN\} wants quotes, such as '\$\{FOCUS_TOKEN\}', at line 5, column \d+$/,
        ),
      ]);
    },
  );

  it('is a near name also where focus.yml is no YAML, unless it stands in there', () => {
    const env = { HEALTHPORT: '1', LOGLEVEL: '2' };
    expect(mistakes({ yaml: `a: { b: \${LOGLEVEL} }`, env }).slice(1)).toEqual([
      expect.stringContaining('is not YAML'),
      '.env: HEALTHPORT: is not a setting; did you mean HEALTH_PORT?',
    ]);
  });

  it('says where to look', () => {
    expect(() => parse({ env: { PORT: 'x' } })).toThrow(
      expect.objectContaining({ advice: expect.stringContaining('focus.example.yml') }),
    );
  });

  it.each<[string, string, string]>([
    [
      'limits that are upside down',
      inStaging('limits: { consumerGood: 40s }'),
      'consumerGood ≤ consumerWarn ≤ consumerFail is expected',
    ],
    [
      'a name that is no variable but is of every object',
      inStaging(`mongodb: { url: "mongodb://\${constructor}", database: prisma }`),
      `focus.yml: environments.staging.mongodb.url: names \${constructor}, which is not set in .env or the environment`,
    ],
    [
      'an environment named as what every object has',
      minimal.replace('staging', '__proto__'),
      'focus.yml: environments: __proto__ can be no name',
    ],
    [
      'a RabbitMQ without any URL',
      inStaging('rabbitmq: {}'),
      'focus.yml: environments.staging.rabbitmq: came an empty map, amqpUrl, managementUrl or both are expected',
    ],
    [
      'an environment without Focus Server',
      'environments: { staging: {} }',
      'focus.yml: environments.staging.focusServer: came nothing, lines of NAME: VALUE are expected',
    ],
    [
      'a name with capitals',
      'environments: { Staging: { focusServer: { url: https://focus.lab } } }',
      'focus.yml: environments.Staging: lower case letters, digits and dashes are expected',
    ],
    [
      'no environment',
      'environments: {}',
      'focus.yml: environments: there is none; focus.example.yml shows how one is written',
    ],
    ['an empty file', '', 'focus.yml: environments: came nothing, lines of NAME: VALUE are expected'],
    ['a list', '- staging', 'focus.yml: came a list of 1, lines of NAME: VALUE are expected'],
    [
      'a length of time without its unit',
      inStaging('limits: { consumerGood: 5 }'),
      'consumerGood: came 5, a length of time such as 30s or 250ms is expected, with its unit: write 5s for seconds',
    ],
    [
      'yes for true',
      inStaging('capture: yes'),
      'capture: came "yes", true or false is expected, without quotes: write true',
    ],
    [
      'no for false',
      inStaging('watch: No'),
      'watch: came "No", true or false is expected, without quotes: write false',
    ],
    [
      'a comma in a number',
      inStaging('capacity: 1,5'),
      'capacity: came "1,5", a number is expected, without quotes: write 1.5',
    ],
    [
      'a comma in a length of time',
      inStaging('limits: { configure: "1,5 s" }'),
      'configure: came "1,5 s", a length of time such as 30s or 250ms is expected: write 1.5s',
    ],
    [
      'a name twice',
      inStaging('ready: metadata', 'ready: stream'),
      'focus.yml: is not YAML: ready stands twice in one place, again at line 6, column 5',
    ],
    [
      'a tab',
      minimal.replace('    focus', '\tfocus'),
      'Tabs are not allowed as indentation at line 3, column 1: write blanks',
    ],
    [
      'what is merged and is none',
      `x-a: 1\n${inStaging('<<: *b')}`,
      'after << an alias of lines NAME: VALUE is expected',
    ],
    [
      'a name that is near to one elsewhere only',
      `${minimal}access: { run: [] }\n`,
      'focus.yml: access.run: is not a setting; there are look, timing,',
    ],
    [
      'a name of a person where an id belongs',
      `${minimal}access: { timing: [alice] }\n`,
      'access.timing.0: came "alice", the Slack id of a person (U…), a user group (S…) or a channel (C…) is expected, not its name',
    ],
    [
      'a bot where a person belongs',
      `${minimal}access: { timing: [B0123456789] }\n`,
      'a channel (C…) is expected; this is the id of a bot',
    ],
    [
      'an id in small letters',
      `${minimal}access: { timing: [u0123456789] }\n`,
      'a channel (C…) is expected, in capitals',
    ],
    [
      'a person where a channel belongs',
      `${minimal}checks: { a: { environment: staging, status: all, every: 15m, channel: U0123456789 } }\n`,
      'came "U0123456789", a Slack channel id such as C0123456789 is expected; this is the id of a person',
    ],
    [
      'a name of a channel, which YAML takes for a comment',
      `${minimal}checks:\n  a:\n    environment: staging\n    status: all\n    every: 15m\n    channel: #ops\n`,
      'came nothing, a Slack channel id such as C0123456789 is expected; what begins with # is a comment',
    ],
    [
      'more failures than runs',
      `${minimal}checks: { a: { environment: staging, status: all, every: 15m, channel: C0123456789, alertAfter: 3 of 2 } }\n`,
      'came "3 of 2", a text such as 2 of 3, of at most 20 runs, is expected: the second number is the larger one',
    ],
    [
      'a base URL with a query',
      minimal.replace('focus-server', 'focus-server?a=b'),
      'came "https://focus.lab/focus-server?…", a URL without ? and # is expected',
    ],
    [
      'a vhost in the URL of RabbitMQ',
      inStaging('rabbitmq: { amqpUrl: "amqp://rabbitmq/prod" }'),
      'came "amqp://rabbitmq/prod", a URL without a path is expected: write the vhost as vhost:',
    ],
    [
      'a namespace that can be none',
      inStaging('kubernetes: { namespace: Panda }'),
      'came "Panda", the name of a namespace is expected',
    ],
    [
      'an alias inside of what it stands for',
      'environments: &all { a: *all }',
      'focus.yml: environments.a: an alias there stands for what it is itself a part of; write that part out',
    ],
    [
      'a * without quotes',
      `${minimal}checks: { a: { cron: */5 * * * * } }\n`,
      'focus.yml: is not YAML: a text that begins with * wants quotes at line 5',
    ],
    [
      'a variable with a default, as shells have it',
      inStaging(`rabbitmq: { amqpUrl: "\${PLACE:-amqp://rabbitmq}" }`),
      `holds \${…}; the name of a variable alone is expected between the braces`,
    ],
    [
      'an address of IPv6 without brackets',
      minimal.replace('focus.lab', '::1:5000'),
      'a URL is expected: its host or port cannot be read; IPv6 stands in [ ]',
    ],
    [
      'a URL with one slash',
      minimal.replace('//', '/'),
      'came "https:/focus.lab/focus-server", a URL that begins with http://',
    ],
    [
      'a blank after a URL',
      inStaging('rabbitmq: { managementUrl: "http://a " }'),
      'came "http://a ", a URL without blanks is expected',
    ],
    ...['', ', host: 0.0.0.0', ', host: "::"'].map((host): [string, string, string] => [
      `the port of another setting${host}`,
      `${minimal}api: { port: 8080${host}, clients: {} }\n`,
      'focus.yml: api.port: came 8080, another one than HEALTH_PORT is expected',
    ]),
    ['two documents', `${minimal}---\n${minimal}`, 'is not YAML: it has a second document after a line of ---'],
    [
      'a certificate that is none',
      minimal.replace('focus-server\n', 'focus-server\n      ca: notes.txt\n'),
      'focusServer.ca: came "notes.txt", expected a PEM file with a certificate',
    ],
    [
      'a service account beside a kubeconfig',
      inStaging('kubernetes: { inCluster: true, context: lab }'),
      'kubernetes.inCluster: came true, false is expected beside kubeconfig or context',
    ],
    [
      'a pattern that hides everything',
      `redact: ['.*']\n${minimal}`,
      'redact.0: came a text of 2 characters, it hides every text',
    ],
    ['no YAML', 'environments: [', 'focus.yml: is not YAML:'],
    [
      'a name that is not set',
      inStaging(`rabbitmq: { amqpUrl: "\${NOWHERE}" }`),
      `focus.yml: environments.staging.rabbitmq.amqpUrl: names \${NOWHERE}, which is not set`,
    ],
    [
      'a certificate that is not there',
      'environments: { a: { focusServer: { url: https://focus.lab, ca: no.pem } } }',
      'focus.yml: environments.a.focusServer.ca: came "no.pem", expected a PEM file with a certificate: there is no file no.pem',
    ],
    [
      'a certificate of RabbitMQ that is not there',
      inStaging('rabbitmq: { amqpUrl: "amqps://rabbitmq", ca: no.pem }'),
      'focus.yml: environments.staging.rabbitmq.ca: came "no.pem", expected a PEM file with a certificate: there is no file no.pem',
    ],
  ])('is found: %s', (_what, yaml, line) => {
    expect(mistakes({ yaml }).join('\n')).toContain(line);
  });

  it.each([
    ['redis://127.0.0.1/focus', 'nothing, or the number of a database such as /2'],
    ['redis://:p@ss@host', 'one @, and no #, is expected: in a password @ is written as %40'],
    ['redis://host#1', 'one @, and no #, is expected'],
  ])('is found in the URL of Redis: %s', (REDIS_URL, told) => {
    expect(mistakes({ env: { REDIS_URL } })[1]).toContain(told);
  });

  it('is found in ports that are one, where Slack calls the bot', () => {
    const env = { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: 'a'.repeat(32), PORT: '8080' };
    expect(mistakes({ env })[1]).toBe('.env: PORT: came 8080, another one than HEALTH_PORT is expected');
  });

  it('is found where both ways to Slack are set: only one can be taken', () => {
    const env = { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: 'a'.repeat(32), SLACK_APP_TOKEN: appToken };
    expect(mistakes({ env, needs: ['slack'] })[1]).toBe(
      '.env: SLACK_SIGNING_SECRET: came beside SLACK_APP_TOKEN; take it out for Socket Mode, or the app token for HTTP',
    );
  });

  it.each([
    ['https://slack.com', '"https://slack.com"'],
    ['https://slack.com/', '"https://slack.com/"'],
    ['slack.com/api/', 'a text of 14 characters'],
  ])('is found in the address of Slack: %s', (url, came) => {
    expect(mistakes({ env: { SLACK_API_URL: url } })[1]).toContain(
      `SLACK_API_URL: came ${came}, a URL that ends in /api/ is expected, such as https://slack.com/api/`,
    );
  });

  it.each(['/', '#', '?', '@', '%'])(
    'is found in a URL with a %s in its password, of which nothing is shown',
    (sign) => {
      const password = `hunter2${sign}hunter3 "hunter4`;
      const rabbitmq = inStaging(
        `rabbitmq: { amqpUrl: 'amqp://u:${password}@host', managementUrl: 'http://u:1${sign}hunter2@h' }`,
      );
      const mongodb = inStaging(`mongodb: { url: 'mongodb://u:${password}@host/?a=b', database: prisma }`);
      for (const told of [
        mistakes({ yaml: rabbitmq }),
        mistakes({ yaml: mongodb }),
        mistakes({ env: { REDIS_URL: `redis://u:1${sign}hunter2@h` } }),
      ]) {
        expect(told[1]).toContain('in a password @ is written as %40');
        expect(told.join()).not.toMatch(/hunter/);
      }
      expect(mistakes({ yaml: rabbitmq })[2]).toContain('managementUrl: came "http://‹hidden›@h", one @ is expected');
    },
  );

  it('is no URL of MongoDB with several hosts', () => {
    const yaml = inStaging('mongodb: { url: "mongodb://u:p@a:27017,b:27018/?replicaSet=rs", database: prisma }');
    expect(mistakes({ yaml })).toEqual([]);
  });

  it('is a proxy that speaks SOCKS', () => {
    expect(mistakes({ env: { HTTPS_PROXY: 'socks5://u:hunter2@proxy:1080' } })[1]).toBe(
      '.env: HTTPS_PROXY: came a text of 29 characters, a URL such as http://proxy:3128 is expected; SOCKS is not spoken',
    );
  });

  it.each([
    ['swapped', appToken, 'a token that begins with xoxb- is expected; this one is for SLACK_APP_TOKEN'],
    ['of the example', 'xoxb-your-bot-token', 'this is the one of .env.example'],
    ['with a blank', botToken.replace('-1-', '-1 '), 'it has white space after 6 characters'],
    ['in quotes inside of quotes', `'${botToken}'`, 'a token that begins with xoxb- is expected, without the quotes'],
    ['with a quote', `${botToken}"`, 'it has "\\"" after 14 characters'],
  ])('is found in a token: %s', (_what, token, told) => {
    expect(mistakes({ env: { SLACK_BOT_TOKEN: token } })[1]).toContain(told);
  });

  it.each(['hunter2'.repeat(4), '0f'.repeat(15), botToken])(
    'is found in a signing secret that Slack has made none of: %s',
    (SLACK_SIGNING_SECRET) => {
      expect(mistakes({ env: { SLACK_SIGNING_SECRET } })).toEqual([
        'The settings have 1 mistake:',
        `.env: SLACK_SIGNING_SECRET: came a text of ${SLACK_SIGNING_SECRET.length} characters, the Signing Secret of your Slack app is expected: 32 digits and letters from a to f`,
      ]);
    },
  );

  it.each<[string, Partial<Sources>]>([
    ['a token of the wrong kind', { env: { SLACK_BOT_TOKEN: appToken, SLACK_APP_TOKEN: botToken } }],
    ['a secret that is too short', { env: { SLACK_SIGNING_SECRET: 'hunter2' } }],
    ['a Redis URL of the wrong kind', { env: { REDIS_URL: 'http://:hunter2@redis' } }],
    ['a URL that is none', { yaml: inStaging('rabbitmq: { amqpUrl: "amqp//panda:hunter2@rabbitmq" }') }],
    ['a URL of the wrong kind', { yaml: inStaging('rabbitmq: { amqpUrl: "https://panda:hunter2@rabbitmq" }') }],
    [
      'a secret put where a URL belongs',
      {
        yaml: inStaging(`rabbitmq: { amqpUrl: "\${PASSWORD}" }`),
        env: { PASSWORD: 'hunter2' },
        variables: { PASSWORD: 'hunter2' },
      },
    ],
    ['a password that YAML takes for an alias', { yaml: inStaging('mongodb: { url: *hunter2 }') }],
    ['a password that YAML cannot read', { yaml: inStaging('mongodb: { url: @hunter2 }') }],
    ['a file that is one text', { yaml: 'amqp://panda:hunter2@rabbitmq' }],
  ])('never shows a secret: %s', (_what, sources) => {
    const told = mistakes(sources);
    expect(told.length).toBeGreaterThan(1);
    expect(told.join('\n')).not.toContain('hunter2');
  });
});

describe('a folder with settings', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'focus-config-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

  it('is read once, the process environment before .env', () => {
    write('.env', 'PORT=4000\nLOG_LEVEL=warn\nHOST=focus.lab\n');
    write('focus.yml', minimal.replace('focus.lab', `\${HOST}`));
    const { settings, environments } = loadConfig(folder, { PORT: '5000', PATH: '/bin', HOME: '/root' }, []);
    expect(settings).toMatchObject({ PORT: 5000, LOG_LEVEL: 'warn' });
    expect(environments[0]?.focusServer.url).toBe('https://focus.lab/focus-server');
  });

  it('has its file where FOCUS_CONFIG says, and certificates beside that', () => {
    write('lab.yml', 'environments: { lab: { focusServer: { url: https://focus.lab, ca: ca.pem } } }');
    write('ca.pem', '-----BEGIN CERTIFICATE-----');
    expect(loadConfig(folder, { FOCUS_CONFIG: 'lab.yml' }, []).environments[0]).toMatchObject({
      name: 'lab',
      focusServer: { ca: '-----BEGIN CERTIFICATE-----' },
    });
  });

  it('without the file says which one is missing, beside every other mistake', () => {
    write('.env', 'PORT=x\n');
    expect(() => loadConfig(folder, {}, [])).toThrow(
      /2 mistakes:\n.*focus\.yml: there is no such file.*\n.*PORT: came "x"/,
    );
  });

  it('that cannot be read is told as it is', () => {
    expect(() => loadConfig(folder, { FOCUS_CONFIG: '.' }, [])).toThrow(/ is a directory/);
  });

  it.each([
    ['REDIS_URL=redis://:hunter#2@host\n', '.env: REDIS_URL: is cut at a # in line 1: put quotes around its value'],
    ['PORT=1\nLOG_LEVEL="info\n', '.env: LOG_LEVEL: has a quote in line 2 that nothing closes'],
    ['LOG_LEVEL="info\nDOCS_URL="https://a"\n', '.env: LOG_LEVEL: has a quote in line 1 that nothing closes'],
    ['PORT=1\nexport PORT=2\n', '.env: PORT: stands in line 1 and in line 2; take one out'],
    ['PORT: 1\n', '.env: PORT: has a : in line 1 where = is expected'],
  ])('has lines in .env that are read otherwise than they look: %j', (text, told) => {
    writeFileSync(path.join(folder, '.env'), text);
    writeFileSync(path.join(folder, 'focus.yml'), minimal);
    expect(() => loadConfig(folder, {}, [])).toThrow(told);
    expect(() => loadStoreSettings(folder, {})).toThrow(told);
    expect(() => loadConfig(folder, {}, [])).not.toThrow(/hunter/);
  });

  it('has what it looks to have in .env: quotes, comments, export, and a key of several lines', () => {
    const env = `# PORT=1\nexport PORT = 2 # comment\nKEY="a # b\nX=c"\nLOG_LEVEL='debug' # said\n`;
    writeFileSync(path.join(folder, '.env'), env);
    writeFileSync(path.join(folder, 'focus.yml'), minimal.replace('focus.lab', `focus.lab/\${KEY}`));
    expect(() => loadConfig(folder, {}, [])).not.toThrow(/line \d/);
  });

  it('in another encoding is told as that, and not read', () => {
    writeFileSync(path.join(folder, 'focus.yml'), Buffer.from(minimal, 'utf16le'));
    expect(() => loadConfig(folder, {}, [])).toThrow(/focus\.yml is not text in UTF-8/);
    writeFileSync(path.join(folder, 'focus.yml'), Buffer.from(`# pris\u00e9\n${minimal}`, 'latin1'));
    expect(() => loadConfig(folder, {}, [])).toThrow(/focus\.yml is not text in UTF-8/);
  });

  it('that is named and not there is told by that name', () => {
    expect(() => loadConfig(folder, { FOCUS_CONFIG: '~/focus.yml' }, [])).toThrow(
      '~/focus.yml: there is no such file (~ is not expanded)',
    );
  });
});
