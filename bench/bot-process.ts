import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import type { Scenario } from '#lab/scenario.ts';
import { type LabSlack, openSlack } from '#lab/services/slack/lab-slack.ts';
import type { Message } from '#lab/services/slack/workspace.ts';
import { BACKEND_SELECTOR, NAMESPACE } from '#lab/world/objects.ts';
import { openWorld, type World } from '#lab/world/world.ts';
import { systemClock } from '#lib/clock.ts';
import { createStrays } from './strays.ts';

/** As `npm start` and the image run it. */
export const MEMORY = ['--max-semi-space-size=4', '--heap-growing-percent=30'];

/** Of all processes of the bot that this one starts. */
export const strays = createStrays();

/** A lab in this process, and what a process needs to run against it. */
export interface Surroundings {
  readonly world: World;
  readonly slack: LabSlack;
  /** Starts `src/main.ts`, as a bot, a worker, or both in one. */
  start(role?: 'bot' | 'worker'): ChildProcess;
  close(): Promise<void>;
}

export interface SurroundingsOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly redisUrl: string;
  /** Further settings of each environment. */
  readonly settings?: object;
  /** More than one are the same stack by other names: `lab`, `lab-2`, … */
  readonly environments?: number;
  /** Before the servers of the stack. */
  readonly front?: { over(url: string): Promise<string>; readonly certificate: string };
  /** Loaded into each process before the bot; the process can be talked to. */
  readonly preload?: string;
}

export async function openSurroundings({
  scenario,
  seed,
  redisUrl,
  settings = {},
  environments = 1,
  front,
  preload,
}: SurroundingsOptions): Promise<Surroundings> {
  const folder = mkdtempSync(path.join(tmpdir(), 'focus-bench-'));
  const [world, slack] = await Promise.all([
    openWorld({ clock: systemClock, seed, scenario }),
    openSlack({ clock: systemClock }),
  ]);
  const { rabbitmq, mongodb, kubernetes, focusServer } = world;
  const login = (url: string) => url.replace('://', `://${rabbitmq.user}:${rabbitmq.password}@`);
  const over = front ? front.over : async (url: string) => url;
  const trust = front ? { ca: path.join(folder, 'ca.pem') } : {};
  if (front) writeFileSync(path.join(folder, 'ca.pem'), front.certificate);
  writeFileSync(
    path.join(folder, 'kubeconfig'),
    kubernetes.kubeconfig.replace(kubernetes.url, await over(kubernetes.url)),
  );
  const [amqpUrl, managementUrl] = await Promise.all([rabbitmq.amqpUrl, rabbitmq.managementUrl].map(over));
  const lab = {
    focusServer: { url: await over(focusServer.url), ...trust },
    kubernetes: {
      kubeconfig: path.join(folder, 'kubeconfig'),
      context: 'lab',
      namespace: NAMESPACE,
      backendSelector: BACKEND_SELECTOR,
    },
    rabbitmq: { amqpUrl: login(amqpUrl ?? ''), managementUrl: login(managementUrl ?? ''), ...trust },
    mongodb: { url: mongodb.url, database: 'prisma' },
    ...settings,
  };
  const names = Array.from({ length: environments }, (_, n) => (n === 0 ? 'lab' : `lab-${n + 1}`));
  writeFileSync(
    path.join(folder, 'focus.yml'),
    stringify({ environments: Object.fromEntries(names.map((name) => [name, lab])) }, { aliasDuplicateObjects: false }),
  );
  const env = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    REDIS_URL: redisUrl,
    LOG_LEVEL: 'error',
  };
  const preloaded = preload === undefined ? [] : ['--import', path.resolve(preload)];
  let port = FIRST_HEALTH_PORT;
  return {
    world,
    slack,
    start: (role) => {
      const args = [...MEMORY, ...preloaded, path.resolve('src/main.ts'), ...(role ? [role] : [])];
      const child = spawn(process.execPath, args, {
        cwd: folder,
        env: { ...process.env, ...env, HEALTH_PORT: String(port++) },
        stdio: ['ignore', 'inherit', 'pipe', ...(preload === undefined ? [] : (['ipc'] as const))],
      });
      strays.watch(child);
      return child;
    },
    async close() {
      await Promise.all([world.close(), slack.close()]);
      rmSync(folder, { recursive: true });
    },
  };
}

/** Benches that run at the same time have ports of their own. */
export const FIRST_HEALTH_PORT = 18_080 + (process.pid % 300) * 40;

/** The bot and worker as a process of their own against the lab's servers in this one. */
export interface BotProcess {
  readonly world: World;
  readonly slack: LabSlack;
  readonly redisUrl: string;
  /** Resident memory now, MB. */
  memory(): number;
  close(): Promise<void>;
}

export async function openBotProcess(options: Omit<SurroundingsOptions, 'redisUrl'>): Promise<BotProcess> {
  const redis = await openRedisProcess();
  const surroundings = await openSurroundings({ ...options, redisUrl: redis.url });
  const { world, slack } = surroundings;
  const child = surroundings.start();
  await slack.waitForSocket();
  return {
    world,
    slack,
    redisUrl: redis.url,
    memory: () => memoryOf(child),
    async close() {
      for (const process of [child, redis.process]) {
        process.kill('SIGKILL');
        await once(process, 'exit');
      }
      await surroundings.close();
    },
  };
}

/** When the next message came or was edited that is as wanted, ms since the epoch. */
export function nextMessage(slack: LabSlack, is: (message: Message) => boolean): Promise<number> {
  return new Promise((resolve) => {
    const stop = slack.onChange((change) => {
      if (change.kind === 'ephemeral' || !is(change.message)) return;
      stop();
      resolve(systemClock.now());
    });
  });
}

export function memoryOf({ pid }: ChildProcess): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}

/** In a process of its own: what a thousand requests cost Redis must not hold up the Slack that takes the time. */
async function openRedisProcess(): Promise<{ readonly url: string; readonly process: ChildProcess }> {
  const child = spawn(process.execPath, ['bench/redis-process.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { url: String(line).trim(), process: child };
}
