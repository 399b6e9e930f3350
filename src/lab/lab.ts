import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { openBot } from '#app.ts';
import { type Config, parseConfig } from '#config.ts';
import type { JobRequest } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import { configureBody } from '#trigger/configure-body.ts';
import { openWorker } from '#worker.ts';
import { labClock } from './clock.ts';
import type { Scenario } from './scenario.ts';
import type { LabRabbitmq } from './services/rabbitmq/rabbitmq.ts';
import { type LabRedis, openRedis } from './services/redis/redis.ts';
import { type LabSlack, openSlack } from './services/slack/lab-slack.ts';
import { BACKEND_SELECTOR, NAMESPACE } from './world/objects.ts';
import { openWorld, type World } from './world/world.ts';

/** What somebody else asks for. */
const SOMEBODYS: JobRequest = {
  view: 'multichannel',
  channels: { min: 1, max: 200 },
  nfft: 2048,
  frequency: { min: 0, max: 1000 },
  duration: 10,
  height: 1000,
};

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
  /** Real servers in place of the lab's own. */
  readonly redisUrl?: string;
  readonly rabbitmq?: LabRabbitmq;
}

export async function openLab(options: LabOptions): Promise<Lab> {
  const { scenario: first, speed, seed, log, redisUrl, rabbitmq } = options;
  const checks = typeof options.checks === 'string' ? labChecks(options.checks) : (options.checks ?? {});
  const clock = labClock(speed);
  const folder = await mkdtemp(path.join(tmpdir(), 'focus-lab-'));
  const [world, slack, redis] = await Promise.all([
    openWorld({ clock, seed, scenario: first, ...(rabbitmq && { rabbitmq }) }),
    openSlack({ clock }),
    openRedis(),
  ]);
  await writeFile(path.join(folder, 'kubeconfig'), world.kubernetes.kubeconfig, { mode: 0o600 });
  const configOf = (scenario: Scenario) =>
    labConfig({ world, slack, redisUrl: redisUrl ?? redis.url, folder, scenario, checks });

  let scenario = first;
  let config = configOf(first);
  let parts = await openParts();

  async function openParts() {
    const opened = [await openWorker(config, clock, log), await openBot(config, clock, log)];
    await slack.waitForSocket();
    return opened;
  }
  async function closeParts() {
    await Promise.all(parts.map((part) => part.close()));
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
    ],
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

/** Somebody else configures a job; its id, or undefined where there is none. `url` is Focus Server's. */
export async function somebodyConfigures(url: string): Promise<string | undefined> {
  const answer = await fetch(`${url}/configure`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(configureBody(SOMEBODYS)),
  });
  const { job_id: id } = (await answer.json().catch(() => ({}))) as { job_id?: string };
  return id;
}

interface Places {
  readonly world: World;
  readonly slack: LabSlack;
  readonly redisUrl: string;
  readonly folder: string;
  readonly scenario: Scenario;
  readonly checks: Readonly<Record<string, object>>;
}

/** A check of each kind, which alert in #incidents. */
function labChecks(every: string): Readonly<Record<string, object>> {
  const common = { environment: 'lab', every, confirmAfter: '5s', channel: 'C0INCIDENT' };
  const runbook = 'https://wiki.example.org/focus/consumers';
  return {
    'lab-live': { ...common, timing: { timeout: '30s' }, runbook },
    'lab-ready': { ...common, readiness: 'all' },
  };
}

/** The lab's settings go the way of all settings: as texts, through the same parser. */
function labConfig({ world, slack, redisUrl, folder, scenario, checks }: Places): Config {
  const without = scenario.faults.flatMap((fault) => (fault.kind === 'not-configured' ? [fault.part] : []));
  const { amqpUrl, managementUrl, user, password } = world.rabbitmq;
  const login = (url: string) => url.replace('://', `://${user}:${password}@`);
  const parts = {
    kubernetes: {
      kubeconfig: path.join(folder, 'kubeconfig'),
      context: 'lab',
      namespace: NAMESPACE,
      backendSelector: BACKEND_SELECTOR,
    },
    rabbitmq: { amqpUrl: login(amqpUrl), managementUrl: login(managementUrl) },
    mongodb: { url: world.mongodb.url, database: 'prisma' },
  };
  const capture = without.includes('kubernetes') ? {} : { capture: true };
  const configured = Object.entries(parts).filter(([part]) => !without.some((name) => name === part));
  return parseConfig({
    env: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      REDIS_URL: redisUrl,
    },
    yaml: stringify({
      environments: {
        lab: { focusServer: { url: world.focusServer.url }, ...Object.fromEntries(configured), ...capture },
      },
      checks,
    }),
    yamlName: 'lab.yml',
    variables: {},
    readFile: (name) => {
      throw new Error(`the lab has no file ${name}`);
    },
    needs: ['slack'],
  });
}
