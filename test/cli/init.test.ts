import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '#config.ts';
import { scopes } from '#doctor/scopes.ts';
import { scenarios } from '#lab/scenarios/index.ts';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { type LabSlack, openSlack } from '#lab/services/slack/lab-slack.ts';
import { openWorld, type World } from '#lab/world/world.ts';
import { systemClock } from '#lib/clock.ts';
import { TEST_CERTIFICATE, TEST_KEY } from '../probes/focus-server/certificate.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

describe('focus init', () => {
  let world: World;
  let slack: LabSlack;
  let redis: LabRedis;
  let terminal: Terminal;

  beforeAll(async () => {
    const scenario = scenarios.find(({ id }) => id === 'healthy');
    if (!scenario) throw new Error('there is no healthy scenario');
    [world, slack, redis] = await Promise.all([
      openWorld({ clock: systemClock, seed: 1, scenario }),
      openSlack({ clock: systemClock, scopes: Object.keys(scopes) }),
      openRedis(),
    ]);
    const portOf = (url: string) => Number(new URL(url).port);
    const serve = (name: string, ports: readonly [number, string][]) =>
      world.kubernetes.create({
        kind: 'Service',
        metadata: { name, namespace: 'panda' },
        spec: { type: 'NodePort', ports: ports.map(([port, url]) => ({ port, nodePort: portOf(url) })) },
      });
    serve('panda-focus-server', [[5000, world.focusServer.url]]);
    serve('rabbitmq-panda', [
      [5672, world.rabbitmq.amqpUrl],
      [15_672, world.rabbitmq.managementUrl],
    ]);
    serve('mongodb', [[27_017, world.mongodb.url]]);
  });
  afterAll(async () => {
    await Promise.all([world.close(), slack.close(), redis.close()]);
  });

  beforeEach(() => {
    terminal = openTerminal({
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
    });
    writeFileSync(path.join(terminal.folder, 'kubeconfig'), world.kubernetes.kubeconfig);
  });
  afterEach(() => terminal.close());

  const read = (file: string) => readFileSync(path.join(terminal.folder, file), 'utf8');
  const found = ['--kubeconfig', 'kubeconfig', '--redis'] as const;
  /** The management API takes nobody without a login. */
  const login = () => ['--management', world.rabbitmq.managementUrl.replace('://', '://guest:guest@')] as const;

  it('finds the stack in its namespace, and writes what works without a question', async () => {
    const { out, err, code } = await terminal.focus('init', '--yes', ...login(), ...found, redis.url);
    expect(err).toMatch(/^Found in panda: /);
    expect(out).toMatch(/^\.env and focus\.yml are written\.\n✓ settings: 1 environment, 0 checks\n/);
    expect(out.split('\n').filter((line) => line.startsWith('✗'))).toEqual([]);
    expect(code).toBe(0);
    expect(statSync(path.join(terminal.folder, '.env')).mode & 0o777).toBe(0o600);
    expect(loadConfig(terminal.folder, {}, ['slack'])).toMatchObject({
      settings: { SLACK_BOT_TOKEN: slack.botToken, REDIS_URL: redis.url },
      environments: [
        {
          name: 'staging',
          focusServer: { url: world.focusServer.url },
          kubernetes: {
            context: 'lab',
            namespace: 'panda',
            backendSelector: 'app.kubernetes.io/name=panda-panda-focus-server',
          },
          rabbitmq: { amqpUrl: world.rabbitmq.amqpUrl, managementUrl: login()[1] },
        },
      ],
    });
  });

  it('keeps what is typed: passwords in .env alone, as they are, and shown nowhere', async () => {
    const password = `hunter2 #%/?'@`;
    const answers = ['prod', '', '', '', '', 'monitor', password, '', 'monitor', password, '', '-', '', 'prisma', ''];
    const { out, err } = await terminal.given(`${answers.join('\n')}\n`, 'init', ...found, redis.url);
    expect(`${out}${err}`).not.toContain('hunter2');
    expect(read('focus.yml')).not.toContain('hunter2');
    expect(loadConfig(terminal.folder, {}, ['slack']).environments).toMatchObject([
      { name: 'prod', rabbitmq: { amqpUrl: expect.stringContaining(`monitor:${encodeURIComponent(password)}@`) } },
    ]);
    expect(read('.env').match(/hunter2/g)).toHaveLength(1);
  });

  it('keeps a secret of a URL’s query in .env alone, as it is written there', async () => {
    const own = 'mongodb://127.0.0.1:9/?authMechanism=MONGODB-AWS&authMechanismProperties=';
    const url = `${own}AWS_SESSION_TOKEN:hunter2%2F%2B%3D&tlsCertificateKeyFilePassword=hunter3&replicaSet=rs`;
    await terminal.focus('init', '--yes', '--mongodb', url, ...found, redis.url);
    expect(read('focus.yml')).not.toMatch(/hunter/);
    expect(read('focus.yml')).toContain('&replicaSet=rs');
    expect(read('.env').match(/hunter[23]/g)).toEqual(['hunter2', 'hunter3']);
    expect(loadConfig(terminal.folder, {}, []).environments).toMatchObject([{ mongodb: { url } }]);
  });

  it('asks again where an answer will not do', async () => {
    const answers = ['My Place', 'prod', '', '', 'ftp://focus', '', '-', '-', '-'];
    const { out } = await terminal.given(`${answers.join('\n')}\n`, 'init', ...found, redis.url);
    expect(out).toContain('lower case letters, digits and dashes are expected\n');
    expect(out).toContain('a URL that begins with http:// or https:// is expected\n');
    expect(loadConfig(terminal.folder, {}, []).environments).toMatchObject([
      { name: 'prod', focusServer: { url: world.focusServer.url } },
    ]);
  });

  const printable = String.fromCharCode(...Array.from({ length: 95 }, (_, i) => i + 32)).replace('`', '');
  it.each([
    ['every character, encoded', printable, encodeURIComponent(printable)],
    ['what need not be encoded', `hunter2!"$&'()*+,-.:;<=>^_{|}~`, `hunter2!"$&'()*+,-.:;<=>^_{|}~`],
    ['what comes twice', 'monitor', 'monitor'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a password may be any text
    ['what looks like a name', '${HOME}$&$1', encodeURIComponent('${HOME}$&$1')],
  ])('keeps a password of %s in .env alone', async (_title, password, written) => {
    const hosts = 'mongodb.example.org:27017,mongodb-1.example.org:27017/?replicaSet=rs';
    const addresses = [
      '--amqp',
      `amqp://monitor:${written}@127.0.0.1:9`,
      '--mongodb',
      `mongodb://m:${written}@${hosts}`,
    ];
    const focusServer = ['--focus-server', `http://gate:${written}@127.0.0.1:9/focus-server`];
    const login = ['--management', `http://monitor:${written}@127.0.0.1:9`];
    const { code, err } = await terminal.focus(
      'init',
      '--yes',
      ...focusServer,
      ...addresses,
      ...login,
      ...found,
      redis.url,
    );
    expect({ code, err }).toMatchObject({ code: 1 });
    const yaml = read('focus.yml');
    expect(yaml.match(/:\$\{\w+\}@/g)).toHaveLength(4);
    expect(yaml.includes(`:${written}@`)).toBe(false);
    const [environment] = loadConfig(terminal.folder, {}, []).environments;
    const urls = [environment?.rabbitmq?.amqpUrl, environment?.focusServer.url, environment?.mongodb?.url];
    for (const url of urls) expect(decodeURIComponent(/:([^:@]*)@/.exec(String(url))?.[1] ?? '')).toBe(password);
  });

  it.each([
    ['--amqp', 'foo', '--amqp: came "foo", a URL that begins with amqp:// or amqps:// is expected'],
    ['--amqp', 'amqp://u:hunter2/x@127.0.0.1', '--amqp: came "amqp://‹hidden›@127.0.0.1", one @ is expected'],
    ['--amqp', 'amqp://u:hunter2%@127.0.0.1', '--amqp: came "amqp://‹hidden›@127.0.0.1", one @ is expected'],
    ['--amqp', 'amqp://u:hunter2%ff@127.0.0.1', '--amqp: came "amqp://‹hidden›@127.0.0.1", UTF-8 is expected'],
    ['--management', 'amqp://127.0.0.1', '--management: came "amqp://127.0.0.1", a URL that begins with http://'],
    ['--mongodb', 'foo', '--mongodb: came "foo", a URL that begins with mongodb://'],
    ['--focus-server', 'foo', '--focus-server: came "foo", a URL that begins with http:// or https:// is expected'],
    [
      '--focus-server',
      'http://127.0.0.1:9/x?token=hunter2',
      '--focus-server: came "http://127.0.0.1:9/x?…", a URL without',
    ],
    ['--redis', 'redis://u:hunter2@x@y', '--redis: came a text of 21 characters, one @'],
    ['--environment', 'status', '--environment: came "status", another name is expected'],
    ['--environment', 'My Place', '--environment: came "My Place", lower case letters'],
  ])('tells what is wrong with %s %s, and writes nothing', async (flag, given, words) => {
    const focusServer = flag === '--focus-server' ? [] : ['--focus-server', world.focusServer.url];
    const { code, err } = await terminal.focus(
      'init',
      '--yes',
      ...focusServer,
      '--kubeconfig',
      'kubeconfig',
      flag,
      given,
    );
    expect(err).toContain(words);
    expect(err).not.toMatch(/hunter2|\n {4}at /);
    expect([code, existsSync(path.join(terminal.folder, 'focus.yml'))]).toEqual([3, false]);
  });

  it('trusts a certificate that signed itself only where somebody says so', async () => {
    const server = createServer({ cert: TEST_CERTIFICATE, key: TEST_KEY }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/focus-server`;
    const init = (...more: string[]) =>
      terminal.focus('init', '--yes', '--force', '--focus-server', url, '--kubeconfig', 'kubeconfig', ...more);
    const { err } = await init();
    expect(err).toContain('focusServer.ca');
    expect(read('focus.yml')).not.toContain('insecureSkipTlsVerify');
    await init('--insecure-skip-tls-verify');
    expect(read('focus.yml')).toContain('insecureSkipTlsVerify: true');
    server.close();
  });

  it('overwrites nothing unless it is forced to', async () => {
    writeFileSync(path.join(terminal.folder, 'focus.yml'), 'mine\n');
    const refused = await terminal.focus('init', '--yes', ...found, redis.url);
    expect(refused).toMatchObject({
      code: 3,
      err: expect.stringMatching(/^focus\.yml would be overwritten\nAdd --force/),
    });
    expect(read('focus.yml')).toBe('mine\n');
    const forced = await terminal.focus('init', '--yes', '--force', ...login(), ...found, redis.url);
    expect(forced.code).toBe(0);
    expect(read('focus.yml')).toContain('staging');
  });

  it('says what is missing where nothing is found and nobody may be asked', async () => {
    const answer = await terminal.focus('init', '--yes', '--kubeconfig', 'kubeconfig', '--namespace', 'empty');
    expect(answer).toMatchObject({
      code: 3,
      err: expect.stringMatching(/Focus Server has no address\nGive one with --focus-server/),
    });
  });
});
