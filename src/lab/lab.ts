import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openBot } from '#app.ts';
import type { Config } from '#config.ts';
import { scopes } from '#doctor/scopes.ts';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import { openOutside } from '#wiring/outside.ts';
import { openWorker } from '#worker.ts';
import { type ApartWorker, openApart } from './apart.ts';
import { labClock } from './clock.ts';
import type { Scenario } from './scenario.ts';
import type { LabRabbitmq } from './services/rabbitmq/rabbitmq.ts';
import { type LabRedis, openRedis } from './services/redis/redis.ts';
import { type LabSlack, openSlack } from './services/slack/lab-slack.ts';
import { configOf, type LabSsh, labChecks, labTexts, watchedCheck } from './settings.ts';
import { somebodyConfigures } from './somebody.ts';
import { switchCalled, switches } from './switches.ts';
import { openWorld, type World } from './world/world.ts';

/** The embedded world with the real bot and worker in it. */
export interface Lab {
  readonly clock: Clock;
  readonly world: World;
  readonly slack: LabSlack;
  readonly redis: LabRedis;
  readonly config: Config;
  readonly scenario: Scenario;
  /** What the lab lived so far, the latest last. */
  readonly stories: readonly Told[];
  /** Name and address of everything that listens. */
  readonly addresses: readonly (readonly [name: string, address: string])[];
  /** Where machines see the bot, as `main.ts` has it; absent unless asked for. */
  readonly outsideUrl?: string;
  /** What was switched on by hand, the latest last; until when, where it is off again. */
  readonly turned: readonly Turned[];
  /** Ids of what is on now. */
  readonly switched: ReadonlySet<string>;
  become(scenario: Scenario): Promise<void>;
  /** Switches something on or off, at once. Throws where there is no such switch, or where it needs a worker that is apart. */
  turn(id: string, on: boolean): Promise<void>;
  /** Bot and worker start anew with the lab's two checks, which run so often, such as `20s`; without it, with none. */
  check(every?: string): Promise<void>;
  /** Somebody else configures a job, without the bot; its id, or undefined where there is none. */
  configure(): Promise<string | undefined>;
  /** Stops bot and worker as a deployment does, and starts them anew. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A scenario, and from when on, ms since the epoch on the lab's clock. */
export interface Told {
  readonly scenario: Scenario;
  readonly at: number;
}

/** Times are ms since the epoch on the lab's clock. */
export interface Turned {
  readonly id: string;
  readonly at: number;
  readonly until?: number;
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
  /** The SSH host that the bot goes through. */
  readonly ssh?: LabSsh;
  /** Whether the bot looks into every job that somebody else starts, and a check of the lab's judges them. */
  readonly watch?: boolean;
  /** Real servers in place of the lab's own. */
  readonly redisUrl?: string;
  readonly rabbitmq?: LabRabbitmq;
  /** The way in for programs, as focus.yml has it. */
  readonly api?: object;
  /** Whether `/metrics` and what is beside it are served. */
  readonly outside?: boolean;
  /** Whether the worker is a thread of its own, that can be killed and starved; else it shares bot's and world's, and no machine is too slow for it. */
  readonly apart?: boolean;
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
  const checksOf = (every?: string) => ({ ...(every !== undefined && labChecks(every)), ...(watch && watchedCheck) });
  let checks = typeof options.checks === 'object' ? options.checks : checksOf(options.checks);
  const clock = labClock(speed, startsAt);
  const folder = await mkdtemp(path.join(tmpdir(), 'focus-lab-'));
  const callsFile = options.calls ?? path.join(folder, 'calls.jsonl');
  const [world, slack, redis] = await Promise.all([
    openWorld({ clock, seed, scenario: first, ...(rabbitmq && { rabbitmq }) }),
    openSlack({ clock, scopes: Object.keys(scopes), limited: true, callsFile }),
    openRedis(),
  ]);
  await writeFile(path.join(folder, 'kubeconfig'), world.kubernetes.kubeconfig, { mode: 0o600 });
  const places = { world, slack, redisUrl: redisUrl ?? redis.url, folder, watch, notify, api };
  const textsOf = (scenario: Scenario) => labTexts({ ...places, checks, scenario, ...(ssh && { ssh }) });

  let scenario = first;
  const stories: Told[] = [{ scenario, at: clock.now() }];
  let texts = textsOf(first);
  let config = configOf(texts);
  let turned: readonly Turned[] = [];
  const switched = () => new Set(turned.flatMap(({ id, until }) => (until === undefined ? id : [])));
  const isOn = (id: string) => switched().has(id);
  /** The same after a restart. */
  let outsidePort = 0;
  let workersPort = 0;
  let apart: ApartWorker | undefined;
  let parts = await openParts();

  async function openParts() {
    const place = { host: '127.0.0.1', port: outsidePort, setting: 'the lab’s own' };
    const outside = options.outside
      ? await openOutside({ config, place, clock, log, ...(options.env && { env: options.env }) })
      : undefined;
    const worker = options.apart ? undefined : await openWorker(config, clock, log, outside);
    const began = options.apart && !isOn('worker-killed') ? beginApart() : undefined;
    const [bot] = await Promise.all([openBot(config, clock, log, outside), began]);
    await slack.waitForSocket();
    for (const part of [worker, bot]) if (part) outside?.watch(part);
    outside?.enter('running');
    outsidePort = outside?.port ?? 0;
    return { worker, bot, outside };
  }
  async function beginApart() {
    apart = await openApart({ texts, clock, speed, log, ...(options.outside && { outsidePort: workersPort }) });
    workersPort = apart.outsidePort ?? 0;
    if (isOn('worker-starved')) apart.starve(true);
  }
  async function closeParts() {
    const { worker, bot, outside } = parts;
    await Promise.all([worker?.close(), apart?.close(), bot.close()]);
    apart = undefined;
    await outside?.close();
  }
  async function restart() {
    await closeParts();
    parts = await openParts();
  }
  /** Whatever opens or closes parts waits for the one before: of two at once each would open its own. */
  let latest: Promise<unknown> = Promise.resolve();
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = latest.then(act);
    latest = done.catch(() => {});
    return done;
  }
  const ofWorker = () => {
    if (!options.apart) throw new Error('the worker shares its thread with the world here: it cannot be harmed alone');
  };
  const switchable = {
    slack,
    async setWorker(lives: boolean) {
      ofWorker();
      if (lives) return beginApart();
      await apart?.kill();
      apart = undefined;
    },
    starveWorker(starves: boolean) {
      ofWorker();
      apart?.starve(starves);
    },
  };
  async function become(next: Scenario) {
    scenario = next;
    stories.push({ scenario, at: clock.now() });
    await world.become(next);
    await setUp();
  }
  /** As the settings are by now: who runs with others starts anew. */
  async function setUp() {
    const before = texts.yaml;
    texts = textsOf(scenario);
    config = configOf(texts);
    if (texts.yaml !== before) await restart();
  }
  async function check(every?: string) {
    checks = checksOf(every);
    await setUp();
  }
  async function turn(id: string, on: boolean) {
    const { turn: act } = switchCalled(id);
    if (on === isOn(id)) return;
    const before = turned;
    const at = clock.now();
    turned = on
      ? [...turned, { id, at }]
      : turned.map((one) => (one.id === id && one.until === undefined ? { ...one, until: at } : one));
    try {
      await act?.(switchable, on);
    } catch (error) {
      turned = before;
      throw error;
    }
    await world.turn(switches.flatMap(({ id: known, ingredient }) => (isOn(known) ? (ingredient?.faults ?? []) : [])));
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
    stories,
    get turned() {
      return turned;
    },
    get switched() {
      return switched();
    },
    turn: (id, on) => inTurn(() => turn(id, on)),
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
      ...(workersPort > 0 ? [['Metrics of the worker', `http://127.0.0.1:${workersPort}/metrics`] as const] : []),
    ],
    ...(outsidePort > 0 && { outsideUrl: `http://127.0.0.1:${outsidePort}` }),
    become: (next) => inTurn(() => become(next)),
    check: (every) => inTurn(() => check(every)),
    restart: () => inTurn(restart),
    configure: () => somebodyConfigures(world.focusServer.url),
    async close() {
      await inTurn(closeParts);
      await Promise.all([world.close(), slack.close(), redis.close()]);
      clock.stop();
      await rm(folder, { recursive: true });
    },
  };
}
