import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import { connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { type Survey, surveyConfig } from '#config.ts';
import { scopes } from '#doctor/scopes.ts';
import { environmentSettings } from '#lab/environment.ts';
import { scenarios } from '#lab/scenarios/index.ts';
import { listenOnLoopback } from '#lab/services/listener.ts';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { type LabSlack, openSlack } from '#lab/services/slack/lab-slack.ts';
import { openWorld, type World } from '#lab/world/world.ts';
import { systemClock } from '#lib/clock.ts';
import { rights } from '#probes/kubernetes/rights.ts';
import { examineAll } from '#wiring/doctor.ts';
import { openFronts } from '../../bench/load/front.ts';
import { TEST_CERTIFICATE, TEST_KEY } from '../probes/focus-server/certificate.ts';
import { freePort } from '../support/redis-servers.ts';
import { openSshHost } from '../support/ssh-host.ts';

type Loose = Record<string, Record<string, unknown>>;

describe('the doctor', () => {
  let folder: string;
  let world: World;
  let slack: LabSlack;
  let redis: LabRedis;
  const closing: (() => Promise<void>)[] = [];
  const granted = Object.keys(scopes);

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'focus-doctor-'));
    const [scenario] = scenarios.filter(({ id }) => id === 'healthy');
    if (!scenario) throw new Error('there is no healthy scenario');
    [world, slack, redis] = await Promise.all([
      openWorld({ clock: systemClock, seed: 1, scenario }),
      openSlack({ clock: systemClock, scopes: granted }),
      openRedis(),
    ]);
    await writeFile(path.join(folder, 'kubeconfig'), world.kubernetes.kubeconfig);
  });
  afterEach(async () => {
    world.kubernetes.deny(undefined);
    for (const close of closing.splice(0)) await close();
  });
  afterAll(async () => {
    await Promise.all([world.close(), slack.close(), redis.close(), rm(folder, { recursive: true })]);
  });

  /** As it is set up in files, with what is wrong. */
  async function setUp(
    over: { env?: Record<string, string>; change?: (lab: Loose) => void; checks?: object; api?: object } = {},
  ) {
    const env = {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      REDIS_URL: redis.url,
      ...over.env,
    };
    await writeFile(
      path.join(folder, '.env'),
      Object.entries(env)
        .map(([name, value]) => `${name}='${value}'\n`)
        .join(''),
    );
    const lab = structuredClone(environmentSettings(world, path.join(folder, 'kubeconfig'), [])) as Loose;
    over.change?.(lab);
    await writeFile(
      path.join(folder, 'focus.yml'),
      stringify({ environments: { lab }, checks: over.checks ?? {}, ...(over.api && { api: over.api }) }),
    );
    return surveyConfig(folder, {}, ['slack']);
  }

  async function examine(survey: Survey, send?: string) {
    const signal = new AbortController().signal;
    const lines = await examineAll(survey, { clock: systemClock, signal, ...(send !== undefined && { send }) });
    expect(JSON.stringify(lines)).not.toMatch(/hunter2/);
    return lines;
  }

  async function wrongs(over: Parameters<typeof setUp>[0]) {
    return (await examine(await setUp(over))).filter(({ state }) => state === 'wrong');
  }

  it('finds nothing wrong with a stack that works, has no blind look but what the lab does not tell, and changes nothing', async () => {
    const before = [world.rabbitmq.queues(), slack.messages(slack.channel('incidents').id)];
    const lines = await examine(await setUp());
    expect(lines.filter(({ state }) => state !== 'ok')).toEqual([
      expect.objectContaining({ part: 'redis', state: 'unknown', found: expect.stringMatching(/maxmemory_policy/) }),
    ]);
    expect([...new Set(lines.map(({ part }) => part))]).toEqual([
      'settings',
      'redis',
      'slack',
      'focus-server',
      'kubernetes',
      'rabbitmq',
      'mongodb',
    ]);
    expect([world.rabbitmq.queues(), slack.messages(slack.channel('incidents').id)]).toEqual(before);
  });

  it('tells each mistake of the settings, and looks at all the rest', async () => {
    const lines = await examine(
      await setUp({ env: { PORT: 'many' }, change: (lab) => void Object.assign(lab, { limits: { configure: 1 } }) }),
    );
    expect(lines.filter(({ part }) => part === 'settings')).toEqual([
      { part: 'settings', state: 'wrong', found: expect.stringMatching(/^\.env: PORT: /) },
      { part: 'settings', state: 'wrong', found: expect.stringMatching(/limits\.configure/) },
    ]);
    expect(lines).toContainEqual({ part: 'slack', state: 'ok', found: 'Socket Mode opens' });
  });

  it('looks at the environments that are written well, beside one that is not', async () => {
    const survey = await setUp();
    const written = parse(readFileSync(path.join(folder, 'focus.yml'), 'utf8'));
    const two = { ...written, environments: { ...written.environments, broken: { focusServer: { url: 'ftp://x' } } } };
    await writeFile(path.join(folder, 'focus.yml'), stringify(two));
    const lines = await examine(surveyConfig(folder, {}, ['slack']));
    expect(survey.mistakes).toEqual([]);
    expect(lines.filter(({ state }) => state === 'wrong')).toEqual([
      expect.objectContaining({ found: expect.stringMatching(/environments\.broken\.focusServer\.url/) }),
    ]);
    expect(lines.filter(({ environment }) => environment === 'lab').map(({ part }) => part)).toContain('mongodb');
  });

  describe('of Focus Server', () => {
    const at = (url: string, more: object = {}) => ({
      change: (lab: Loose) => void Object.assign(lab, { focusServer: { url, ...more } }),
    });

    it('tells a port that nobody listens on', async () => {
      expect(await wrongs(at(`http://127.0.0.1:${await freePort()}/focus-server`))).toEqual([
        {
          environment: 'lab',
          part: 'focus-server',
          state: 'wrong',
          found: expect.stringMatching(/ECONNREFUSED/),
          mend: expect.stringMatching(/focusServer\.url/),
        },
      ]);
    });

    it('tells a wrong path, and the one that answers', async () => {
      const { origin } = new URL(world.focusServer.url);
      expect(await wrongs(at(`${origin}/focus`))).toEqual([
        expect.objectContaining({
          found: `${origin}/focus/ack is not there, ${origin}/focus-server/ack is`,
          mend: `Write focusServer.url: ${origin}/focus-server`,
        }),
      ]);
    });

    /** Answers each path with the text that is named, as a server of that kind. */
    async function another(texts: Record<string, string>, head: Record<string, string> = {}) {
      const server = createPlainServer(({ url = '' }, response) => {
        response.writeHead(head.location ? 302 : url in texts ? 200 : 404, head).end(texts[url]);
      });
      const { port, close } = await listenOnLoopback(server);
      closing.push(close);
      return `http://127.0.0.1:${port}`;
    }

    it.each([
      [
        '<!doctype html><html><head><title>Welcome to nginx!</title>',
        /answers with a page of HTML, "Welcome to nginx!"/,
      ],
      ['{"status":"ok","service":"billing"}', /answers with .*billing.*: it is another server/],
    ])('tells another server that answers: %s', async (text, found) => {
      expect(await wrongs(at(await another({ '/ack': text })))).toEqual([
        expect.objectContaining({ part: 'focus-server', found: expect.stringMatching(found) }),
      ]);
    });

    it('takes a Focus Server that says something where others say nothing', async () => {
      const openapi = JSON.stringify({ paths: { '/configure': {}, '/metadata/{job_id}': {} } });
      expect(await wrongs(at(await another({ '/ack': '"ok"', '/openapi.json': openapi })))).toEqual([]);
    });

    it('tells a login that stands before it, and not what it was asked for', async () => {
      const location = 'https://login.example/oauth?state=hunter2';
      expect(await wrongs(at(await another({}, { location })))).toEqual([
        expect.objectContaining({
          found: expect.stringMatching(/leads on to https:\/\/login\.example\/oauth$/),
          mend: expect.stringMatching(/A login stands before it/),
        }),
      ]);
    });

    it('tells a clock that is far off, and looks at the rest all the same', async () => {
      const date = new Date(Date.now() - 3_600_000).toUTCString();
      const lines = await examine(
        await setUp(at(await another({ '/ack': '', '/openapi.json': '{"paths":{}}' }, { date }))),
      );
      const told = lines.filter(({ part, state }) => part === 'focus-server' && state === 'wrong');
      expect(told.map(({ found }) => found)).toEqual([
        expect.stringMatching(/clock of Focus Server is .* behind/),
        'has no /configure and /metadata/{job_id}',
      ]);
    });

    it('tells https where no TLS is spoken, and http where it is', async () => {
      const tls = createServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (_request, response) => response.end());
      const { port, close } = await listenOnLoopback(tls);
      closing.push(close);
      expect(await wrongs(at((await another({})).replace('http', 'https')))).toEqual([
        expect.objectContaining({
          found: expect.stringMatching(/no TLS there: wrong version number$/),
          mend: expect.stringMatching(/scheme and port in focusServer\.url .*does not speak TLS/),
        }),
      ]);
      const plain = (lab: Loose) => {
        Object.assign(lab, { focusServer: { url: `http://127.0.0.1:${port}` } });
        Object.assign(lab.rabbitmq ?? {}, {
          amqpUrl: `amqp://127.0.0.1:${port}`,
          managementUrl: `http://a:b@127.0.0.1:${port}`,
        });
      };
      const told = await wrongs({ change: plain, env: { REDIS_URL: `redis://127.0.0.1:${port}` } });
      expect(told.map(({ mend }) => mend)).toEqual([
        expect.stringMatching(/^Write rediss:\/\/ in REDIS_URL/),
        'Write https:// in focusServer.url in focus.yml: TLS is spoken at that port',
        'Write amqps:// in rabbitmq.amqpUrl in focus.yml: TLS is spoken at that port',
        'Write https:// in rabbitmq.managementUrl in focus.yml: TLS is spoken at that port',
      ]);
    });

    it('tells a certificate that nobody signed, with both settings that take it', async () => {
      const server = createServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (_request, response) => response.end());
      const { port, close } = await listenOnLoopback(server);
      closing.push(close);
      const url = `https://127.0.0.1:${port}`;
      expect(await wrongs(at(url))).toEqual([
        expect.objectContaining({ mend: expect.stringMatching(/focusServer\.ca in .*insecureSkipTlsVerify: true/) }),
      ]);
      const taken = await examine(await setUp(at(url, { insecureSkipTlsVerify: true })));
      expect(taken).toContainEqual({
        environment: 'lab',
        part: 'focus-server',
        state: 'ok',
        found: 'certificate self-signed, until 2126-10-28; it is not verified',
      });
    });
  });

  describe('of Kubernetes', () => {
    const within = (settings: object) => ({
      change: (lab: Loose) => void Object.assign(lab, { kubernetes: { ...lab.kubernetes, ...settings } }),
    });

    it.each([
      [
        'a context that is not there, and those that are',
        { context: 'prod' },
        /context "prod"; its contexts: lab/,
        /kubernetes\.context/,
      ],
      [
        'a kubeconfig that is not there',
        { kubeconfig: '/nowhere/config' },
        /\/nowhere\/config/,
        /kubernetes\.kubeconfig/,
      ],
      ['a namespace that is not there', { namespace: 'pander' }, /no namespace pander/, /kubernetes\.namespace/],
      [
        'a selector that finds nothing',
        { backendSelector: 'app=none' },
        /no pod in panda matches app=none/,
        /backendSelector/,
      ],
    ])('tells %s', async (_what, settings, found, mend) => {
      expect(await wrongs(within(settings))).toEqual([
        expect.objectContaining({
          part: 'kubernetes',
          found: expect.stringMatching(found),
          mend: expect.stringMatching(mend),
        }),
      ]);
    });

    it('tells a command of the kubeconfig that hangs, by its name', async () => {
      const hangs = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath };
      const exec = { ...hangs, args: ['-e', 'setTimeout(() => {}, 8_000)'] };
      const config = parse(world.kubernetes.kubeconfig);
      const users = config.users.map(({ name }: { name: string }) => ({ name, user: { exec } }));
      await writeFile(path.join(folder, 'hanging'), stringify({ ...config, users }));
      expect(await wrongs(within({ kubeconfig: path.join(folder, 'hanging') }))).toEqual([
        expect.objectContaining({
          part: 'kubernetes',
          found: `the command ${process.execPath} of the kubeconfig has not ended after 5 s`,
        }),
      ]);
    });

    const needed = rights.filter(({ weight }) => weight === 'needed');
    it.each(needed.flatMap(({ resource, verbs }) => verbs.map((verb) => ({ verb, resource }))))(
      'tells that it may not $verb $resource, and the rule that lets it',
      async ({ verb, resource }) => {
        const survey = await setUp();
        world.kubernetes.deny({ verb, resource });
        const lines = await examine(survey);
        expect(lines.filter(({ state }) => state === 'wrong')).toEqual([
          expect.objectContaining({
            part: 'kubernetes',
            found: expect.stringContaining(`may not ${verb} ${resource} in panda: `),
            mend: expect.stringMatching(new RegExp(`resources: \\[${resource}\\], verbs: \\[${verb}\\]`)),
          }),
        ]);
      },
    );

    it('only notes the rights that nothing needs', async () => {
      const survey = await setUp();
      world.kubernetes.deny([
        { verb: 'list', resource: 'nodes' },
        { verb: 'list', resource: 'secrets' },
      ]);
      const lines = await examine(survey);
      expect(lines.filter(({ part, state }) => part === 'kubernetes' && state !== 'ok')).toEqual([
        expect.objectContaining({ state: 'unknown', found: expect.stringMatching(/^may not list nodes:/) }),
      ]);
    });
  });

  describe('of RabbitMQ', () => {
    const within = (settings: (of: Record<string, unknown>) => object) => ({
      change: (lab: Loose) =>
        void Object.assign(lab, { rabbitmq: { ...lab.rabbitmq, ...settings(lab.rabbitmq ?? {}) } }),
    });
    const wrongPassword = (url: unknown) => String(url).replace(':guest@', ':hunter2@');

    it('tells a wrong password of each way, by its setting', async () => {
      const found = await wrongs(
        within(({ amqpUrl, managementUrl }) => ({
          amqpUrl: wrongPassword(amqpUrl),
          managementUrl: wrongPassword(managementUrl),
        })),
      );
      expect(found.map(({ mend }) => mend)).toEqual([
        expect.stringMatching(/password in rabbitmq\.amqpUrl/),
        expect.stringMatching(/password in rabbitmq\.managementUrl/),
      ]);
    });

    it('tells a vhost that is not there', async () => {
      const found = await wrongs(within(() => ({ vhost: 'pandas' })));
      expect(found.map(({ mend }) => mend)).toEqual([
        expect.stringMatching(/rabbitmq\.vhost/),
        expect.stringMatching(/rabbitmq\.vhost/),
      ]);
    });

    it('tells that it keeps no statistics, and what switched them off', async () => {
      const survey = await setUp();
      world.rabbitmq.setStatistics(false);
      const lines = await examine(survey);
      world.rabbitmq.setStatistics(true);
      expect(lines.filter(({ state }) => state === 'wrong')).toEqual([
        expect.objectContaining({
          found: expect.stringMatching(/no statistics/),
          mend: expect.stringMatching(/management\.disable_stats/),
        }),
      ]);
    });

    it('tells ports that nobody listens on, by their settings', async () => {
      const port = await freePort();
      const found = await wrongs(
        within(() => ({ amqpUrl: `amqp://127.0.0.1:${port}`, managementUrl: `http://127.0.0.1:${port}` })),
      );
      expect(found.map(({ mend }) => mend)).toEqual([
        expect.stringMatching(/rabbitmq\.amqpUrl/),
        expect.stringMatching(/rabbitmq\.managementUrl.*rabbitmq-plugins enable/),
      ]);
    });
  });

  it('tells a MongoDB that refuses, and one that is not there, by its setting', async () => {
    const port = await freePort();
    const away = await wrongs({
      change: (lab) => void Object.assign(lab, { mongodb: { url: `mongodb://127.0.0.1:${port}`, database: 'prisma' } }),
    });
    expect(away).toEqual([expect.objectContaining({ part: 'mongodb', mend: expect.stringMatching(/mongodb\.url/) })]);
  });

  describe('of Slack', () => {
    const check = (channel: string) => ({ 'lab-ready': { environment: 'lab', every: '5m', status: ['ack'], channel } });

    it.each([
      ['the bot token', { SLACK_BOT_TOKEN: 'xoxb-hunter2' }, /invalid_auth of the bot token/, /SLACK_BOT_TOKEN/],
      ['the app token', { SLACK_APP_TOKEN: 'xapp-hunter2' }, /invalid_auth of the app token/, /SLACK_APP_TOKEN/],
    ])('tells that %s is refused', async (_what, env, found, mend) => {
      expect(await wrongs({ env })).toEqual([
        { part: 'slack', state: 'wrong', found: expect.stringMatching(found), mend: expect.stringMatching(mend) },
      ]);
    });

    it.each(granted)('tells that the scope %s is missing, and what is lost', async (scope) => {
      const narrow = await openSlack({ clock: systemClock, scopes: granted.filter((each) => each !== scope) });
      closing.push(() => narrow.close());
      expect(await wrongs({ env: { SLACK_API_URL: narrow.apiUrl } })).toEqual([
        {
          part: 'slack',
          state: 'wrong',
          found: `the scope ${scope} is missing: ${scopes[scope]}`,
          mend: 'Install the app anew from manifest.yml',
        },
      ]);
    });

    it('tells a channel of a check that the bot is not in, archived, or not there', async () => {
      const outside = slack.addChannel('outside', { member: false });
      const old = slack.addChannel('old', { archived: true });
      const found = [];
      for (const id of [outside.id, old.id, 'C0NOWHERE']) found.push(...(await wrongs({ checks: check(id) })));
      expect(found.map(({ found: what }) => what)).toEqual([
        'the bot is not in #outside; lab-ready alerts there',
        '#old is archived; lab-ready alerts there',
        'there is no channel C0NOWHERE that the bot sees; lab-ready alerts there',
      ]);
    });

    it('tells a channel of api.alertmanager that the bot is not in, once where a check alerts there too', async () => {
      const { id } = slack.addChannel('on-call', { member: false });
      const api = { port: 8090, clients: {}, alertmanager: { channel: id } };
      const found = [...(await wrongs({ api })), ...(await wrongs({ api, checks: check(id) }))];
      expect(found.map(({ found: what }) => what)).toEqual([
        'the bot is not in #on-call; api.alertmanager alerts there',
        'the bot is not in #on-call; lab-ready, api.alertmanager alerts there',
      ]);
    });

    it('posts one test message where it is told to, and only there', async () => {
      const { id } = slack.channel('incidents');
      const lines = await examine(await setUp(), id);
      expect(lines).toContainEqual({ part: 'slack', state: 'ok', found: `posted a test message in ${id}` });
      expect(slack.messages(id)).toMatchObject([{ text: 'A test message of Focus bot: it can post here.' }]);
    });

    it('goes through the proxy that is set, and tells where it leads nowhere', async () => {
      const proxy = `http://127.0.0.1:${await freePort()}`;
      const told = {
        part: 'slack',
        found: expect.stringMatching(new RegExp(`the proxy of HTTPS_PROXY, ${proxy}: connect ECONNREFUSED`)),
        mend: expect.stringMatching(/^Correct HTTPS_PROXY in \.env, .* NO_PROXY/),
      };
      const withLogin = proxy.replace('//', '//bot:hunter2@');
      expect(await wrongs({ env: { HTTPS_PROXY: withLogin } })).toEqual([expect.objectContaining(told)]);
      expect(await wrongs({ env: { HTTPS_PROXY: withLogin, NO_PROXY: '127.0.0.1' } })).toEqual([]);
    });

    it('tells a proxy that wants another login', async () => {
      const server = createPlainServer();
      server.on('connect', (_request, socket) => socket.end('HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n'));
      const proxy = await listenOnLoopback(server);
      closing.push(() => proxy.close());
      expect(await wrongs({ env: { HTTPS_PROXY: `http://bot:hunter2@127.0.0.1:${proxy.port}` } })).toEqual([
        expect.objectContaining({
          found: expect.stringMatching(/HTTPS_PROXY, .*: it answered 407, it wants user:password@/),
        }),
      ]);
    });

    it('does not claim that requests of Slack over HTTP arrive', async () => {
      const survey = await setUp({ env: { SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: '0f'.repeat(16), PORT: '3456' } });
      expect(await examine(survey)).toContainEqual(
        expect.objectContaining({
          state: 'unknown',
          found: expect.stringContaining('http://127.0.0.1:3456/slack/events'),
        }),
      );
    });
  });

  describe('of TLS', () => {
    const trusted = tls.getCACertificates();
    beforeAll(() => tls.setDefaultCACertificates([...trusted, TEST_CERTIFICATE]));
    afterAll(() => tls.setDefaultCACertificates(trusted));

    /** The same stack, each part behind TLS. */
    async function secured(over: (lab: Loose) => void = () => {}) {
      const fronts = openFronts();
      closing.push(() => fronts.close());
      const { focusServer, rabbitmq, kubernetes } = world;
      const urls = [focusServer.url, rabbitmq.amqpUrl, rabbitmq.managementUrl, kubernetes.url, redis.url];
      const [focus = '', amqp = '', management = '', api = '', store = ''] = await Promise.all(urls.map(fronts.over));
      const guest = (url: string) => url.replace('://', '://guest:guest@');
      await writeFile(path.join(folder, 'secured'), kubernetes.kubeconfig.replace(kubernetes.url, api));
      await writeFile(path.join(folder, 'ca.pem'), TEST_CERTIFICATE);
      const change = (lab: Loose) => {
        const ca = path.join(folder, 'ca.pem');
        Object.assign(lab.focusServer ?? {}, { url: focus, ca });
        Object.assign(lab.rabbitmq ?? {}, { amqpUrl: guest(amqp), managementUrl: guest(management), ca });
        Object.assign(lab.kubernetes ?? {}, { kubeconfig: path.join(folder, 'secured') });
        over(lab);
      };
      return {
        survey: await setUp({ change, env: { REDIS_URL: store } }),
        ports: [focus, amqp, management, api].map(portOf),
      };
    }
    const portOf = (url: string) => Number(new URL(url).port);
    const at = (now: number) => ({ ...systemClock, now: () => now });

    async function certificates(survey: Survey, clock = systemClock) {
      const lines = await examineAll(survey, { clock, signal: new AbortController().signal });
      const told = lines.filter(({ found }) => found.includes('certificate'));
      return told.map(({ part, state, found, mend }) => `${part} ${state} ${found}${mend ? ` → ${mend}` : ''}`);
    }
    const eachSays = (
      state: string,
      said: string,
      by: readonly string[] = ['', '; its authority is ca', '; it is not verified'],
      mend = '',
    ) => [
      `redis ${state} certificate ${said}${by[0]}${mend}`,
      `focus-server ${state} certificate ${said}${by[1]}${mend}`,
      `kubernetes ${state} certificate ${said}${by[2]}${mend}`,
      `rabbitmq ${state} certificate of AMQP ${said}${by[1]}${mend}`,
      `rabbitmq ${state} certificate of its management API ${said}${by[1]}${mend}`,
    ];

    it('tells of each part who signed its certificate, and until when it holds', async () => {
      const { survey } = await secured();
      expect(await certificates(survey)).toEqual(eachSays('ok', 'self-signed, until 2126-10-28'));
    });

    it('tells the same through the tunnel, and goes no other way', async () => {
      const ssh = await openSshHost();
      closing.push(() => ssh.close());
      const { key, ...login } = ssh.settings;
      await writeFile(path.join(folder, 'ssh-key'), key);
      const { survey, ports } = await secured((lab) =>
        Object.assign(lab, { ssh: { ...login, key: path.join(folder, 'ssh-key') } }),
      );
      expect(await certificates(survey)).toEqual(eachSays('ok', 'self-signed, until 2126-10-28'));
      for (const port of ports) expect(ssh.targets.filter((target) => target === port).length).toBeGreaterThan(1);
    });

    it.each([
      ['ends soon', Date.UTC(2126, 9, 25), 'self-signed, until 2126-10-28, 3 days still', 'Have it renewed'],
      ['has ended', Date.UTC(2126, 9, 30), 'self-signed, over since 2126-10-28', 'Have it renewed'],
      [
        'does not hold yet',
        Date.UTC(2026, 10, 1),
        'self-signed, from 2026-11-21 on alone',
        'Set the clocks of both hosts by NTP, or have it made anew',
      ],
    ])('tells one that %s, of each part', async (_what, now, said, mend) => {
      const { survey } = await secured();
      expect(await certificates(survey, at(now))).toEqual(eachSays('wrong', said, ['', '', ''], ` → ${mend}`));
    });

    it('says that it does not look behind the proxy of a kubeconfig', async () => {
      const proxy = createPlainServer();
      proxy.on('connect', ({ url = '' }, near, head) => {
        const far = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
          near.write('HTTP/1.1 200 OK\r\n\r\n');
          far.write(head);
          near.pipe(far).pipe(near);
        });
        near.on('error', () => far.destroy()).on('close', () => far.destroy());
        far.on('error', () => near.destroy()).on('close', () => near.destroy());
      });
      const { port, close } = await listenOnLoopback(proxy);
      closing.push(close);
      const { survey } = await secured();
      const file = path.join(folder, 'secured');
      const written = readFileSync(file, 'utf8');
      await writeFile(file, written.replace('cluster: {', `cluster: { proxy-url: "http://127.0.0.1:${port}",`));
      expect(await certificates(survey)).toContainEqual(
        'kubernetes unknown its certificate is not looked at: proxy-url of the kubeconfig is before it',
      );
    });

    it('tells a Redis whose clock is far off, and why that matters', async () => {
      const off = (ms: number) => ({ ...systemClock, now: () => systemClock.now() + ms });
      const told = async (ms: number) => {
        const asked = { clock: off(ms), signal: new AbortController().signal, environments: [] };
        const lines = await examineAll(await setUp(), asked);
        return lines.flatMap(({ part, state, found }) => (part === 'redis' && state === 'wrong' ? [found] : []));
      };
      expect(await told(25_000)).toEqual([]);
      expect(await told(120_500)).toEqual([
        expect.stringMatching(
          /^the clock of Redis is 2 min.* behind the bot's: .* checks begin and waits end at the wrong time$/,
        ),
      ]);
      expect(await told(-120_500)).toEqual([
        expect.stringMatching(/^the clock of Redis is 2 min.* ahead of the bot's: /),
      ]);
    });
  });

  it('tells a Redis whose certificate the bot does not trust, and how it would', async () => {
    const fronts = openFronts();
    closing.push(() => fronts.close());
    const lines = await examine(await setUp({ env: { REDIS_URL: await fronts.over(redis.url) } }));
    expect(lines.filter(({ part }) => part === 'redis')).toEqual([
      {
        part: 'redis',
        state: 'wrong',
        found: expect.stringMatching(
          /^Redis at 127\.0\.0\.1:\d+ shows a certificate that the bot does not trust: self-signed certificate/,
        ),
        mend: "Name the PEM file of the certificate's authority as NODE_EXTRA_CA_CERTS in the environment that the bot is started in",
      },
      { part: 'redis', state: 'ok', found: 'certificate self-signed, until 2126-10-28' },
    ]);
  });

  it('tells a Redis that never answers, and no more of it', async () => {
    const { port, close } = await listenOnLoopback(createTcpServer());
    closing.push(close);
    expect(await wrongs({ env: { REDIS_URL: `rediss://127.0.0.1:${port}` } })).toEqual([
      expect.objectContaining({
        part: 'redis',
        found: expect.stringMatching(/did not answer in time|no answer within/),
        mend: expect.stringMatching(/redis:\/\/ where its port speaks no TLS/),
      }),
    ]);
  });

  it('tells a Redis that is not there, with its setting', async () => {
    expect(await wrongs({ env: { REDIS_URL: `redis://:hunter2@127.0.0.1:${await freePort()}` } })).toEqual([
      expect.objectContaining({
        part: 'redis',
        found: expect.stringMatching(/refused the connection/),
        mend: expect.stringMatching(/REDIS_URL/),
      }),
    ]);
  });
});
