import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Lab, openLab } from '#lab/lab.ts';
import type { Scenario } from '#lab/scenario.ts';
import { healthy } from '#lab/scenarios/healthy.ts';
import { unschedulable } from '#lab/scenarios/unschedulable.ts';
import { silentLog } from '#lib/logger.ts';
import { soon } from './support/soon.ts';
import { openSshHost, type SshHost } from './support/ssh-host.ts';

/** The real bot and worker, which reach the lab's stack through an SSH host; three times as fast as real time: a handshake counts as the lab's time. */
describe('a stack behind an SSH host', { timeout: 60_000 }, () => {
  let ssh: SshHost;
  let lab: Lab;
  beforeEach(async () => {
    ssh = await openSshHost();
  });
  afterEach(async () => {
    await lab.close();
    await ssh.close();
  });

  const open = async (scenario: Scenario, over: object = {}) => {
    lab = await openLab({ scenario, speed: 3, seed: 1, log: silentLog, ssh: { ...ssh.settings, ...over } });
  };
  const channel = () => lab.slack.channel('incidents').id;
  const root = () => lab.slack.messages(channel()).find(({ thread_ts: thread }) => thread === undefined);
  const told = async () => {
    await lab.slack.command('timing');
    await soon(() => expect(root()?.text).toMatch(/^:\w+_circle: lab: /), 30_000);
    return root()?.text ?? '';
  };
  const portOf = (url: string) => Number(new URL(url).port);

  it('is judged as one without, and every part is reached through it, over one connection', async () => {
    await open(healthy);
    expect(await told()).toMatch(/^:large_green_circle: lab: consumer after /);
    const { focusServer, rabbitmq, mongodb, kubernetes } = lab.world;
    const urls = [focusServer.url, rabbitmq.amqpUrl, rabbitmq.managementUrl, mongodb.url, kubernetes.url];
    expect(new Set(ssh.targets)).toEqual(new Set(urls.map(portOf)));
    expect(ssh.logins()).toBe(1);
  });

  it('has the cause named that it has without', async () => {
    await open(unschedulable);
    expect(await told()).toMatch(/^:red_circle: lab: /);
    const through = root()?.text;
    await lab.close();
    lab = await openLab({ scenario: unschedulable, speed: 10, seed: 1, log: silentLog });
    const directly = await told();
    const words = (text = '') => text.replaceAll(/[\d.]+/g, 'n').split('\n')[0];
    expect(words(through)).toBe(words(directly));
  });

  it('is blamed for nothing where the tunnel is down from the beginning', async () => {
    await open(healthy, { hostKey: `SHA256:${'A'.repeat(43)}` });
    const text = await told();
    expect(text).not.toMatch(/red_circle/);
    expect(text).toMatch(/the bot’s own tunnel is down/);
    expect(lab.world.focusServer.requests).toEqual([]);
  });

  it('is blamed for nothing where the tunnel drops on the way, and stays down', async () => {
    await open(unschedulable);
    await lab.slack.command('timing');
    await soon(() => expect(lab.world.focusServer.requests.map(({ path }) => path)).toContain('/configure'), 20_000);
    await ssh.down();
    await soon(() => expect(root()?.text).toMatch(/^:\w+_circle: lab: /), 30_000);
    expect(root()?.text).not.toMatch(/red_circle/);
    expect(root()?.text).toMatch(/the bot’s own tunnel is down/);
    await ssh.up();
  });
});
