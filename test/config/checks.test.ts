import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '#config.ts';
import { ExplainedError } from '#lib/errors.ts';

const world = [
  'environments:',
  '  staging:',
  '    focusServer: { url: https://focus.lab, defaults: { nfft: 2048, height: 500 } }',
  '    rabbitmq: { amqpUrl: amqp://rabbitmq }',
].join('\n');

const usual = ['environment: staging', 'timing: {}', 'every: 15m', 'channel: C0123456789'];
const status = ['environment: staging', 'every: 15m', 'channel: C0123456789'];

function yamlOf(lines: readonly string[], name = 'live'): string {
  return `${world}\nchecks:\n  ${name}:\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

function parse(yaml: string, variables: Readonly<Record<string, string>> = {}) {
  const readFile = () => '';
  return parseConfig({ env: {}, yaml, yamlName: 'focus.yml', variables, needs: [], readFile });
}

function checkOf(...lines: readonly string[]) {
  const [check] = parse(yamlOf(lines)).checks;
  return check;
}

/** The mistakes, a line each, without the path of the check. */
function mistakes(yaml: string): readonly string[] {
  try {
    parse(yaml);
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    const [, ...lines] = error.message.split('\n');
    return lines.map((line) => line.trim().replace('focus.yml: checks.live.', ''));
  }
  return [];
}

describe('a check', () => {
  it('is none where none is written', () => {
    expect(parse(world)).toMatchObject({ checks: [] });
    expect(parse(world)).not.toHaveProperty('heartbeat');
  });

  it('has defaults for all but its question, its schedule and its channel', () => {
    expect(checkOf(...usual)).toEqual({
      name: 'live',
      environment: 'staging',
      asks: {
        kind: 'timing',
        request: {
          view: 'multichannel',
          channels: { min: 1, max: 50 },
          nfft: 2048,
          frequency: { min: 0, max: 500 },
          duration: 10,
          height: 500,
        },
        timeoutMs: 30_000,
      },
      schedule: { kind: 'every', everyMs: 900_000, offsetMs: expect.any(Number) },
      limits: [],
      alertAfter: { failures: 2, of: 3 },
      recoverAfter: 2,
      confirmAfterMs: 60_000,
      channel: 'C0123456789',
      maintenance: [],
    });
  });

  it('asks with its own parameters before the environment’s', () => {
    expect(checkOf(...usual.with(1, 'timing: { nfft: 512, timeout: 1m }'))?.asks).toMatchObject({
      request: { nfft: 512, height: 500 },
      timeoutMs: 60_000,
    });
  });

  it('has a place between its ticks that only its name decides', () => {
    const offsetOf = (name: string) => parse(yamlOf(usual, name)).checks[0]?.schedule;
    // FNV-1a of "a" is e40c292c, by http://www.isthe.com/chongo/src/fnv/test_fnv.c
    expect(offsetOf('a')).toMatchObject({ offsetMs: 0xe40c292c % 900_000 });
    expect(offsetOf('b')).not.toEqual(offsetOf('a'));
  });

  it('runs by a cron pattern, in UTC where no zone is written', () => {
    const cron = usual.with(2, "cron: '*/15 6-20 * * 1-5'");
    expect(checkOf(...cron)?.schedule).toEqual({ kind: 'cron', pattern: '*/15 6-20 * * 1-5', tz: 'UTC' });
    expect(checkOf(...cron, 'tz: Europe/Berlin')?.schedule).toMatchObject({ tz: 'Europe/Berlin' });
  });

  it('of status asks for the parts it names, or for all that the environment is configured for', () => {
    const partsOf = (written: string) => checkOf(...status, `status: ${written}`)?.asks;
    expect(partsOf('[broker, ack, broker]')).toEqual({ kind: 'status', parts: ['broker', 'ack'] });
    expect(partsOf('all')).toEqual({
      kind: 'status',
      parts: ['ack', 'live-metadata', 'broker', 'routes', 'leaked-queues'],
    });
  });

  it('has limits that are fixed, or relative to what was usual, in three spellings', () => {
    const relative = { kind: 'relative', percentile: 95, overMs: 14 * 86_400_000, factor: 1.5 };
    for (const times of ['×', 'x', '*'])
      expect(
        checkOf(...usual, `limits: { total: { warn: 10s, fail: 1m }, queue: { fail: p95 of 14d ${times} 1.5 } }`)
          ?.limits,
      ).toEqual([
        { phase: 'queue', fail: relative },
        { phase: 'total', warn: { kind: 'fixed', ms: 10_000 }, fail: { kind: 'fixed', ms: 60_000 } },
      ]);
  });

  it('may tell, remind, escalate, be quiet and rest', () => {
    const more = [
      'alertAfter: 1 of 1',
      'recoverAfter: 3',
      'confirmAfter: 30s',
      'mention: { group: S0123456789 }',
      'remindEvery: 1h',
      'escalate: { after: 30m, channel: G0123456789 }',
      "quietHours: { from: '22:00', to: 6:30, tz: Europe/Berlin, days: [sun, sat] }",
      'maintenance:',
      '  - { from: 2026-11-25T20:00Z, to: 2026-11-25T23:00+01:00 }',
      "  - { cron: '0 3 * * 0', for: 2h }",
      'runbook: https://wiki.example.org/focus',
    ];
    expect(checkOf(...usual, ...more)).toMatchObject({
      alertAfter: { failures: 1, of: 1 },
      recoverAfter: 3,
      confirmAfterMs: 30_000,
      mention: { group: 'S0123456789', when: ['alert', 'escalation'] },
      remindEveryMs: 3_600_000,
      escalate: { afterMs: 1_800_000, channel: 'G0123456789' },
      quietHours: { from: 1320, to: 390, tz: 'Europe/Berlin', days: [0, 6] },
      maintenance: [
        { kind: 'once', from: Date.UTC(2026, 10, 25, 20), to: Date.UTC(2026, 10, 25, 22) },
        { kind: 'repeated', pattern: '0 3 * * 0', tz: 'UTC', forMs: 7_200_000 },
      ],
      runbook: 'https://wiki.example.org/focus',
    });
  });
});

describe('a heartbeat', () => {
  it('has a URL, and a minute where nothing else is written', () => {
    const url = `heartbeat: { url: "https://beat.lab/\${KEY}" }`;
    expect(parse(`${world}\n${url}`, { KEY: 'abc' }).heartbeat).toEqual({
      url: 'https://beat.lab/abc',
      everyMs: 60_000,
    });
  });

  it('elsewhere than on the web is a mistake', () => {
    expect(mistakes(`${world}\nheartbeat: { url: file:///etc, every: 1s }`)).toEqual([
      'focus.yml: heartbeat.url: came a text of 11 characters, a URL that begins with https:// or http:// is expected',
      'focus.yml: heartbeat.every: came a text of 2 characters, a length of time such as 30s or 15m of at least 5 s is expected',
    ]);
  });
});

describe('an environment', () => {
  it('may say how many jobs it can hold', () => {
    const withCapacity = (capacity: string) => `${world}\n    capacity: ${capacity}`;
    expect(parse(withCapacity('30')).environments[0]?.capacity).toBe(30);
    expect(mistakes(withCapacity('0'))).toEqual([
      'focus.yml: environments.staging.capacity: came 0, at least 1 is expected',
    ]);
  });
});

describe('a mistake in a check', () => {
  it('is told with all the others of the file, each with its setting, what came and what is expected', () => {
    const yaml = yamlOf([
      'environment: stagin',
      'timing: { nfft: 1000, channel: { min: 1, max: 2 }, timeout: 1h }',
      'status: [ack, pod]',
      'every: 15',
      "cron: '61 * * * *'",
      'tz: Europe/Berln',
      'limits: { total: { warn: 10s, fail: 5s }, consume: { warn: 1s }, queue: { warn: soon }, metadata: {} }',
      'alertAfter: 3 of 2',
      'recoverAfter: 0',
      'chanel: C0123456789',
      "quietHours: { from: '24:00', to: '6', days: [fry] }",
      'maintenance: [{ from: 2026-02-30T20:00Z, to: tomorrow }]',
      'runbook: http://wiki',
    ]).replace('    rabbitmq:', '    concurrency: 0\n    rabbitmq:');
    expect(mistakes(yaml)).toEqual([
      'focus.yml: environments.staging.concurrency: came 0, at least 1 is expected',
      'timing.channel: is not a setting; did you mean channels?',
      'status.1: came "pod", one of ack, pods, live-metadata, broker, database, routes, leaked-queues is expected; did you mean pods?',
      'every: came 15, a length of time such as 30s or 15m of at least 5 s is expected, with its unit: write 15s for seconds',
      expect.stringMatching(/^cron: came "61 \* \* \* \*", a cron pattern of five or six fields .* is expected: .*61/),
      'tz: came "Europe/Berln", a time zone such as Europe/Berlin is expected; did you mean Europe/Berlin?',
      'limits.queue.warn: came "soon", a length of time such as 10s, or one such as p95 of 14d × 1.5, is expected',
      'limits.metadata: came an empty map, warn, fail or both are expected',
      'limits.total: came a map of warn, fail, warn ≤ fail is expected',
      'limits.consume: is not a setting; did you mean consumer?',
      'alertAfter: came "3 of 2", a text such as 2 of 3, of at most 20 runs, is expected: the second number is the larger one',
      'recoverAfter: came 0, at least 1 is expected',
      'channel: came nothing, a Slack channel id such as C0123456789 is expected',
      'quietHours.from: came "24:00", a time of day such as 22:00 is expected',
      'quietHours.to: came "6", a time of day such as 22:00 is expected',
      'quietHours.days.0: came "fry", one of sun, mon, tue, wed, thu, fri, sat is expected; did you mean fri?',
      'maintenance.0.from: came "2026-02-30T20:00Z", a time such as 2026-11-25T20:00Z is expected',
      'maintenance.0.to: came "tomorrow", a time such as 2026-11-25T20:00Z is expected',
      'runbook: came "http://wiki", a URL that begins with https:// is expected',
      'chanel: is not a setting; did you mean channel?',
      'status: came ["ack","pod"], either timing or status is expected, not both',
      'cron: came "61 * * * *", either every or cron is expected, not both',
      'environment: came "stagin", expected one of staging; did you mean staging?',
      'timing.nfft: came 1000, nfft=1000 is not a power of two from 128 to 65536; the nearest is nfft=1024',
      'timing.timeout: came "1h", timeout=3600s is outside 5s to 120s; the nearest is timeout=120s',
    ]);
  });

  it.each<[string, readonly string[], string]>([
    ['no question', usual.toSpliced(1, 1), 'timing: came nothing, timing, status or watched is expected'],
    [
      'watched jobs that nobody looks at',
      ['environment: staging', 'watched: {}', 'channel: C0123456789'],
      'watched: came an empty map, watch: true of staging is expected: nobody looks at its jobs otherwise',
    ],
    [
      'a schedule of what others start',
      [...status.slice(0, 2), 'watched: {}', 'alertAfter: 1 of 2', 'channel: C0123456789'],
      'every: came "15m", nothing is expected beside watched: it runs with each job that somebody starts\nalertAfter: came "1 of 2", nothing is expected beside watched, which has fails\nwatched: came an empty map, watch: true of staging is expected: nobody looks at its jobs otherwise',
    ],
    ['no schedule', usual.toSpliced(2, 1), 'every: came nothing, every or cron is expected'],
    ...['0 0 30 2 *', '0 0 31 4,6 *', '0 0 30,31 FEB *'].map((cron): [string, readonly string[], string] => [
      `a pattern that never fires, ${cron}`,
      usual.with(2, `cron: '${cron}'`),
      `cron: came "${cron}", a cron pattern of five or six fields such as */15 6-20 * * 1-5 is expected: it never fires: no such day is in its months`,
    ]),
    [
      'a schedule within its maintenance',
      [...usual.with(2, "cron: '30 3 * * 0'"), "maintenance: [{ cron: '0 3 * * 0', for: 2h }]"],
      'maintenance: came a list of 1, a time in which it can run is expected: each of its runs lies in maintenance',
    ],
    [
      'a schedule that two windows of maintenance share out',
      [
        ...usual.with(2, "cron: '30 3 * * 0,3'"),
        "maintenance: [{ cron: '0 3 * * 0', for: 2h }, { cron: '0 3 * * 3', for: 1h }]",
      ],
      'maintenance: came a list of 2, a time in which it can run is expected: each of its runs lies in maintenance',
    ],
    [
      'a rhythm of a day, whose time is in maintenance each day',
      [
        ...usual.with(2, 'every: 24h'),
        "maintenance: [{ cron: '0 0 * * *', for: 23h }, { cron: '0 12 * * *', for: 13h }]",
      ],
      'maintenance: came a list of 2, a time in which it can run is expected: each of its runs lies in maintenance',
    ],
    ['a zone without cron', [...usual, 'tz: UTC'], 'tz: came "UTC", a time zone is expected only beside cron'],
    [
      'a part of a stack that is not configured',
      [...status, 'status: [ack, database, pods]'],
      'status.2: came "pods", it needs the kubernetes of staging, which is not configured\nstatus.1: came "database", it needs the mongodb of staging, which is not configured',
    ],
    [
      'limits of status',
      [...status, 'status: all', 'limits: { total: { warn: 1s } }'],
      'limits: came a map of total, limits are expected only beside timing',
    ],
    [
      'a tick every second',
      usual.with(2, "cron: '* * * * * *'"),
      'cron: came "* * * * * *", a cron pattern of five or six fields such as */15 6-20 * * 1-5 is expected: its ticks are less than 5 s apart',
    ],
    [
      'an interval that is too short',
      usual.with(2, 'every: 4s'),
      'every: came "4s", a length of time such as 30s or 15m of at least 5 s is expected',
    ],
    [
      'an escalation to nobody, at no time',
      [...usual, 'escalate: { after: later }'],
      'escalate.after: came "later", a length of time such as 30s or 15m is expected\nescalate: came a map of after, channel, group or both are expected',
    ],
    [
      'a mention of a channel',
      [...usual, 'mention: { group: C0123456789, when: [alerts] }'],
      'mention.group: came "C0123456789", a Slack user group id such as S0123456789 is expected; this is the id of a channel\nmention.when.0: came "alerts", one of alert, reminder, escalation, recovery is expected; did you mean alert?',
    ],
    [
      'a window that ends before it begins',
      [...usual, 'maintenance: [{ from: 2026-11-25T20:00Z, to: 2026-11-25T20:30+01:00 }]'],
      'maintenance.0: came a map of from, to, from < to is expected',
    ],
    [
      'a window that never closes',
      [...usual, "maintenance: [{ cron: '0 * * * *', for: 1h }]"],
      'maintenance.0: came a map of cron, for, a window that closes before it opens again is expected',
    ],
    [
      'a window of two kinds',
      [...usual, "maintenance: [{ from: 2026-11-25T20:00Z, cron: '0 3 * * *' }]"],
      'maintenance.0: came a map of from, cron, from and to, or cron and for (with tz), are expected',
    ],
    [
      'quiet hours of no length',
      [...usual, "quietHours: { from: '6:00', to: '06:00' }"],
      'quietHours: came a map of from, to, two different times are expected',
    ],
    [
      'a share of nothing',
      [...usual, 'limits: { total: { warn: p0 of 14d × 1.5 } }'],
      'limits.total.warn: came "p0 of 14d × 1.5", a length of time such as 10s, or one such as p95 of 14d × 1.5, is expected',
    ],
  ])('is found: %s', (_what, lines, told) => {
    expect(mistakes(yamlOf(lines)).join('\n')).toBe(told);
  });

  it('is told once where it is in the default of an environment that the check takes', () => {
    expect(mistakes(yamlOf(usual).replace('nfft: 2048', 'nfft: 1000'))).toEqual([
      expect.stringContaining('staging.focusServer.defaults.nfft: came 1000, nfft=1000 is not a power of two'),
    ]);
  });

  it('is found in its name', () => {
    expect(mistakes(yamlOf(usual, 'Live'))).toEqual([
      'focus.yml: checks.Live: lower case letters, digits and dashes are expected',
    ]);
  });

  it.each(['[]', 'soon', '{ live: 3 }', '{ live: ~ }'])('is found in checks that are none: %s', (written) => {
    expect(mistakes(`${world}\nchecks: ${written}`)[0]).toMatch(
      /^focus\.yml: checks(\.live)?: came .*, lines of NAME: VALUE are expected/,
    );
  });
});

describe('focus.example.yml', () => {
  it('is understood, also with what is commented out in it', () => {
    const text = readFileSync('focus.example.yml', 'utf8');
    const [settings = '', programs = ''] = text.split('# The way in for programs');
    const whole = settings + programs.replace(/^.*$/m, '').replace(/^# ((?:api|heartbeat):| {2,}\S)/gm, '$1');
    const CI_TOKEN = 'a-token-of-24-characters';
    const PAGERDUTY_ROUTING_KEY = 'd'.repeat(32);
    const secrets = {
      RABBITMQ_PASSWORD: 'a',
      MONGODB_PASSWORD: 'b',
      HEARTBEAT_KEY: 'c',
      CI_TOKEN,
      PAGERDUTY_ROUTING_KEY,
    };
    expect(parse(text, secrets).checks.map(({ name }) => name)).toEqual([
      'staging-live',
      'staging-ready',
      'staging-theirs',
    ]);
    expect(parse(text, secrets).ways).toEqual([
      { name: 'oncall', pagerduty: { routingKey: 'd'.repeat(32), url: 'https://events.pagerduty.com' } },
    ]);
    expect(parse(whole, secrets).heartbeat).toEqual({ url: 'https://heartbeat.example.org/c', everyMs: 60_000 });
    expect(parse(whole, secrets).api).toMatchObject({
      clients: { ci: { token: CI_TOKEN, may: ['look', 'timing', 'evidence'], environments: ['staging'] } },
      alertmanager: { environments: { staging: { cluster: 'staging-1' } } },
    });
  });
});

describe('a check of watched jobs', () => {
  const watching = world.replace('    rabbitmq:', '    kubernetes: {}\n    watch: true\n    rabbitmq:');
  const read = (...settings: readonly string[]) => {
    const lines = ['environment: staging', ...settings, 'channel: C0123456789'];
    return parse(`${watching}\nchecks:\n  theirs:\n${lines.map((line) => `    ${line}\n`).join('')}`).checks[0];
  };

  it('has no schedule, alerts as often as it says, and warns of a slow one', () => {
    expect(read('watched: { fails: 3 of 6, slow: p95 of 14d × 1.5 }')).toMatchObject({
      asks: { kind: 'watched' },
      schedule: { kind: 'as-made' },
      alertAfter: { failures: 3, of: 6 },
      limits: [{ phase: 'total', warn: { kind: 'relative', percentile: 95, factor: 1.5 } }],
    });
  });

  it('alerts after 2 of 5 where nothing is said', () => {
    expect(read('watched: {}')).toMatchObject({ alertAfter: { failures: 2, of: 5 }, limits: [] });
  });
});

describe('a way out', () => {
  const read = (ways: string, notify = '[]') =>
    `${world}\nnotify:\n${ways}\nchecks:\n  live: { environment: staging, timing: {}, every: 15m, channel: C0123456789, notify: ${notify} }`;

  it('is one of its kinds, and named by checks', () => {
    const { ways, checks } = parse(
      read("  own: { webhook: { url: http://127.0.0.1:9, secret: '0123456789abcdef' } }", '[own, own]'),
    );
    expect(ways).toEqual([{ name: 'own', webhook: { url: 'http://127.0.0.1:9', secret: '0123456789abcdef' } }]);
    expect(checks[0]?.notify).toEqual(['own']);
  });

  it.each([
    [
      '  own: {}',
      /notify\.own: came an empty map, exactly one of pagerduty, opsgenie, alertmanager, webhook is expected/,
    ],
    [
      '  own: { alertmanager: { url: http://alerts.example.org } }',
      /notify\.own\.alertmanager\.url: .*https:\/\/ is expected/,
    ],
    ['  own: { alertmanager: { url: https://alerts.example.org/?a=1 } }', /without \? and #/],
    [
      '  own: { webhook: { url: https://hooks.example.org, secret: short } }',
      /notify\.own\.webhook\.secret: .*at least 16 characters/,
    ],
    ["  own: { pagerduty: { routingKey: 'a b' } }", /notify\.own\.pagerduty\.routingKey: .*32 letters and digits/],
    [
      `  own: { pagerduty: { routingKey: ${'d'.repeat(31)} } }`,
      /notify\.own\.pagerduty\.routingKey: .*an integration key of 32 letters and digits is expected/,
    ],
  ])('%s is a mistake', (ways, mistake) => {
    expect(mistakes(read(ways))).toEqual([expect.stringMatching(mistake)]);
  });

  it('that a check names and nobody set up is a mistake, with the one that is meant', () => {
    const own = '  oncall: { alertmanager: { url: https://alerts.example.org } }';
    expect(mistakes(read(own, '[oncal]'))).toEqual([
      'notify.0: came a text of 5 characters, expected one of oncall; did you mean oncall?',
    ]);
  });
});
