import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { openBot } from '#app.ts';
import { type Config, parseConfig } from '#config.ts';
import { scopes } from '#doctor/scopes.ts';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import { openOutside } from '#wiring/outside.ts';
import { openWorker } from '#worker.ts';
import { labClock } from './clock.ts';
import { environmentSettings } from './environment.ts';
import type { Scenario } from './scenario.ts';
import type { LabRabbitmq } from './services/rabbitmq/rabbitmq.ts';
import { type LabRedis, openRedis } from './services/redis/redis.ts';
import { type LabSlack, openSlack } from './services/slack/lab-slack.ts';
import { somebodyConfigures } from './somebody.ts';
import { openWorld, type World } from './world/world.ts';

/** The embedded world with the real bot and worker in it. */
export interface Lab {
  readonly clock: Clock;
  readonly world: World;
  readonly slack: LabSlack;
  readonly redis: LabRedis;
  readonly config: Config;
  readonly scenario: Scenario;
  /** Name and address of everything that listens. */
  readonly addresses: readonly (readonly [name: string, address: string])[];
  /** Where machines see the bot, as `main.ts` has it; absent unless asked for. */
  readonly outsideUrl?: string;
  become(scenario: Scenario): Promise<void>;
  /** Somebody else configures a job, without the bot; its id, or undefined where there is none. */
  configure(): Promise<string | undefined>;
  /** Stops bot and worker as a deployment does, and starts them anew. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface LabOptions {
  readonly scenario: Scenario;
  /** How many times as fast as real time everything runs. */
  readonly speed: number;
  readonly seed: number;
  readonly log: Log;
  /** How often the lab's two checks run, such as `20s`; without it there are none. Or checks as focus.yml has them. */
  readonly checks?: string | Readonly<Record<string, object>>;
  /** Ways out of the alerts, as focus.yml has them; for checks that name them. */
  readonly notify?: Readonly<Record<string, object>>;
  /** The SSH host that the bot goes through, as focus.yml has it, but for the key, which is the text of its file. */
  readonly ssh?: { readonly key: string } & Readonly<Record<string, unknown>>;
  /** Whether the bot looks into every job that somebody else starts, and a check of the lab's judges them. */
  readonly watch?: boolean;
  /** Real servers in place of the lab's own. */
  readonly redisUrl?: string;
  readonly rabbitmq?: LabRabbitmq;
  /** The way in for programs, as focus.yml has it. */
  readonly api?: object;
  /** Whether `/metrics` and what is beside it are served. */
  readonly outside?: boolean;
  /** Where OpenTelemetry's own settings are, for what is served. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A file that every call of Slack's Web API is appended to; one in the lab's own folder, which goes with it, unless told. */
  readonly calls?: string;
  /** What time it is when it opens, ms since the epoch; now unless told. */
  readonly startsAt?: number;
}

export async function openLab(options: LabOptions): Promise<Lab> {
  const { scenario: first, speed, seed, log, redisUrl, rabbitmq, startsAt, watch = false, api } = options;
  const { notify = {}, ssh } = options;
  const ofLab = { ...(typeof options.checks === 'string' && labChecks(options.checks)), ...(watch && watchedCheck) };
  const checks = typeof options.checks === 'object' ? options.checks : ofLab;
  const clock = labClock(speed, startsAt);
  const folder = await mkdtemp(path.join(tmpdir(), 'focus-lab-'));
  const callsFile = options.calls ?? path.join(folder, 'calls.jsonl');
  const [world, slack, redis] = await Promise.all([
    openWorld({ clock, seed, scenario: first, ...(rabbitmq && { rabbitmq }) }),
    openSlack({ clock, scopes: Object.keys(scopes), limited: true, callsFile }),
    openRedis(),
  ]);
  await writeFile(path.join(folder, 'kubeconfig'), world.kubernetes.kubeconfig, { mode: 0o600 });
  const configOf = (scenario: Scenario) =>
    labConfig({
      world,
      slack,
      redisUrl: redisUrl ?? redis.url,
      folder,
      scenario,
      checks,
      watch,
      notify,
      api,
      ...(ssh && { ssh }),
    });

  let scenario = first;
  let config = configOf(first);
  /** The same after a restart. */
  let outsidePort = 0;
  let parts = await openParts();

  async function openParts() {
    const place = { host: '127.0.0.1', port: outsidePort, setting: 'the lab’s own' };
    const outside = options.outside
      ? await openOutside({ config, place, clock, log, ...(options.env && { env: options.env }) })
      : undefined;
    const worker = await openWorker(config, clock, log, outside);
    const bot = await openBot(config, clock, log, outside);
    await slack.waitForSocket();
    for (const part of [worker, bot]) outside?.watch(part);
    outside?.enter('running');
    outsidePort = outside?.port ?? 0;
    return [worker, bot, ...(outside ? [outside] : [])];
  }
  async function closeParts() {
    const [worker, bot, outside] = parts;
    await Promise.all([worker?.close(), bot?.close()]);
    await outside?.close();
  }
  async function restart() {
    await closeParts();
    parts = await openParts();
  }

  return {
    clock,
    world,
    slack,
    redis,
    get config() {
      return config;
    },
    get scenario() {
      return scenario;
    },
    addresses: [
      ['Focus Server', world.focusServer.url],
      ['Kubernetes', `${world.kubernetes.url} (KUBECONFIG=${path.join(folder, 'kubeconfig')})`],
      ['RabbitMQ', world.rabbitmq.amqpUrl],
      ['RabbitMQ management', world.rabbitmq.managementUrl],
      ['MongoDB', world.mongodb.url],
      ['Redis', redisUrl ?? redis.url],
      ['Slack', slack.apiUrl],
      ['Calls of Slack', callsFile],
      ...(outsidePort > 0 ? [['Metrics', `http://127.0.0.1:${outsidePort}/metrics`] as const] : []),
    ],
    ...(outsidePort > 0 && { outsideUrl: `http://127.0.0.1:${outsidePort}` }),
    async become(next) {
      const rewired = stringify(configOf(next)) !== stringify(config);
      scenario = next;
      config = configOf(next);
      await world.become(next);
      if (rewired) await restart();
    },
    restart,
    configure: () => somebodyConfigures(world.focusServer.url),
    async close() {
      await closeParts();
      await Promise.all([world.close(), slack.close(), redis.close()]);
      clock.stop();
      await rm(folder, { recursive: true });
    },
  };
}

interface Places {
  readonly world: World;
  readonly slack: LabSlack;
  readonly redisUrl: string;
  readonly folder: string;
  readonly scenario: Scenario;
  readonly checks: Readonly<Record<string, object>>;
  readonly watch: boolean;
  readonly api: object | undefined;
  readonly notify: Readonly<Record<string, object>>;
  readonly ssh?: NonNullable<LabOptions['ssh']>;
}

const watchedCheck: Readonly<Record<string, object>> = {
  'lab-watched': { environment: 'lab', watched: { fails: '2 of 5', slow: 'p95 of 14d × 1.5' }, channel: 'C0INCIDENT' },
};

/** A check of each kind that has a schedule, which alert in #incidents. */
function labChecks(every: string): Readonly<Record<string, object>> {
  const common = { environment: 'lab', every, confirmAfter: '5s', channel: 'C0INCIDENT' };
  const runbook = 'https://wiki.example.org/focus/consumers';
  return {
    'lab-live': { ...common, timing: { timeout: '30s' }, runbook },
    'lab-ready': { ...common, status: 'all' },
  };
}

const SSH_KEY = 'ssh-key';

/** The lab's settings go the way of all settings: as texts, through the same parser. */
function labConfig({ world, slack, redisUrl, folder, scenario, checks, watch, notify, ssh, api }: Places): Config {
  const settings = environmentSettings(world, path.join(folder, 'kubeconfig'), scenario.faults);
  return parseConfig({
    env: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      REDIS_URL: redisUrl,
      // Nobody waits for a run in a world that ends.
      SHUTDOWN_TIMEOUT: '20s',
    },
    yaml: stringify({
      environments: {
        lab: {
          ...settings,
          ...('kubernetes' in settings && { capture: true, watch }),
          ...(ssh && { ssh: { ...ssh, key: SSH_KEY } }),
        },
      },
      checks,
      ...(api && { api }),
      notify,
    }),
    yamlName: 'lab.yml',
    variables: {},
    readFile: (name) => {
      if (ssh && name === SSH_KEY) return ssh.key;
      throw new Error(`the lab has no file ${name}`);
    },
    needs: ['slack'],
  });
}
