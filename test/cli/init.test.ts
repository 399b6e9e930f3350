import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '#config.ts';
import { scopes } from '#doctor/scopes.ts';
import { scenarios } from '#lab/scenarios/index.ts';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { type LabSlack, openSlack } from '#lab/services/slack/lab-slack.ts';
import { openWorld, type World } from '#lab/world/world.ts';
import { systemClock } from '#lib/clock.ts';
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

  it('asks again where an answer will not do', async () => {
    const answers = ['My Place', 'prod', '', '', 'ftp://focus', '', '-', '-', '-'];
    const { out } = await terminal.given(`${answers.join('\n')}\n`, 'init', ...found, redis.url);
    expect(out).toContain('lower case letters, digits and dashes are expected\n');
    expect(out).toContain('a URL that begins with http:// or https:// is expected\n');
    expect(loadConfig(terminal.folder, {}, []).environments).toMatchObject([
      { name: 'prod', focusServer: { url: world.focusServer.url } },
    ]);
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
