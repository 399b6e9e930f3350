import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import type { Scenario } from '#lab/scenario.ts';
import { scenarios } from '#lab/scenarios/index.ts';
import { type LabSlack, openSlack } from '#lab/services/slack/lab-slack.ts';
import type { Message } from '#lab/services/slack/workspace.ts';
import { BACKEND_SELECTOR, NAMESPACE } from '#lab/world/objects.ts';
import { openWorld, type World } from '#lab/world/world.ts';
import { systemClock } from '#lib/clock.ts';
import { atMost, type Bench, type Measured, percentile, type Row } from './bench.ts';

const COMMANDS = 1_000;
const LAB_STARTS = 5;
const SEED = 1;
/** As `npm start` and the image run it. */
const MEMORY = ['--max-semi-space-size=4'];

/** The lab's start, and the bot and worker as a process of their own (`src/main.ts`) against the lab's servers. */
export const startup: Bench = {
  name: 'startup',
  about:
    'how soon the lab, the acknowledgement, the first message and the final report are there, and how much memory it takes',
  async run({ runs, say }) {
    say(
      `seed ${SEED}, ${LAB_STARTS} lab starts, ${runs} healthy runs, ${Math.ceil(runs / 4)} runs into the time-out, ${COMMANDS} commands`,
    );
    const starts = await series(LAB_STARTS, labReady);
    const setup = await open();
    try {
      const healthy = await series(runs, (i) => timeReport(setup, 'healthy', 'timing', `U0HEALTHY${i}`));
      const timedOut = await series(Math.ceil(runs / 4), (i) =>
        timeReport(setup, 'consumer-never-created', 'timing timeout=5s', `U0LATE${i}`),
      );
      const rss = Math.max(...setup.rss);
      const acknowledged = await series(COMMANDS, (i) => acknowledge(setup.slack, i));
      const queuedRss = memoryOf(setup.child);
      return measured({ starts, healthy, timedOut, acknowledged, rss, queuedRss });
    } finally {
      await setup.close();
    }
  },
};

interface Timed {
  readonly firstMessageMs: number;
  /** From the consumer's existence, or the time-out, to the report on the root message. */
  readonly reportMs: number;
}

function measured(of: {
  starts: readonly number[];
  healthy: readonly Timed[];
  timedOut: readonly Timed[];
  acknowledged: readonly number[];
  rss: number;
  queuedRss: number;
}): Measured {
  const firsts = [...of.healthy, ...of.timedOut].map(({ firstMessageMs }) => firstMessageMs);
  const rows: readonly Row[] = [
    row('lab ready, ms', of.starts),
    row('first message, ms', firsts),
    row(
      'report after the consumer, ms',
      of.healthy.map(({ reportMs }) => reportMs),
    ),
    row(
      'report after the time-out, ms',
      of.timedOut.map(({ reportMs }) => reportMs),
    ),
    row('acknowledged, ms', of.acknowledged),
    row(`bot + worker with ${of.acknowledged.length} requests in line, MB`, [of.queuedRss]),
  ];
  return {
    rows,
    targets: [
      atMost('lab ready, median', percentile(of.starts, 50) / 1_000, 's', 5),
      atMost(
        `/focus timing acknowledged, p99 of ${of.acknowledged.length}`,
        percentile(of.acknowledged, 99),
        'ms',
        100,
      ),
      atMost('first channel message, p95', percentile(firsts, 95) / 1_000, 's', 2),
      atMost(
        'report after the consumer exists, p95',
        percentile(
          of.healthy.map(({ reportMs }) => reportMs),
          95,
        ) / 1_000,
        's',
        3,
      ),
      atMost(
        'report after the time-out, p95',
        percentile(
          of.timedOut.map(({ reportMs }) => reportMs),
          95,
        ) / 1_000,
        's',
        3,
      ),
      atMost('bot + worker, most RSS', of.rss, 'MB', 250),
    ],
  };
}

function row(what: string, values: readonly number[]): Row {
  const at = (p: number) => Math.round(percentile(values, p) * 10) / 10;
  return { what, samples: values.length, median: at(50), p95: at(95), p99: at(99), most: at(100) };
}

async function series<T>(count: number, sample: (index: number) => Promise<T>): Promise<readonly T[]> {
  const samples: T[] = [];
  for (let i = 0; i < count; i++) samples.push(await sample(i));
  return samples;
}

async function labReady(): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, ['bench/lab-ready.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`bench/lab-ready.ts ended with ${code}`);
  return performance.now() - began;
}

interface Setup {
  readonly world: World;
  readonly slack: LabSlack;
  readonly child: ChildProcess;
  readonly rss: number[];
  close(): Promise<void>;
}

async function open(): Promise<Setup> {
  const folder = mkdtempSync(path.join(tmpdir(), 'focus-bench-'));
  const [world, slack, redis] = await Promise.all([
    openWorld({ clock: systemClock, seed: SEED, scenario: scenarioCalled('healthy') }),
    openSlack({ clock: systemClock }),
    openRedisProcess(),
  ]);
  const { rabbitmq, mongodb, kubernetes, focusServer } = world;
  const login = (url: string) => url.replace('://', `://${rabbitmq.user}:${rabbitmq.password}@`);
  writeFileSync(path.join(folder, 'kubeconfig'), kubernetes.kubeconfig);
  const lab = {
    focusServer: { url: focusServer.url },
    kubernetes: {
      kubeconfig: path.join(folder, 'kubeconfig'),
      context: 'lab',
      namespace: NAMESPACE,
      backendSelector: BACKEND_SELECTOR,
    },
    rabbitmq: { amqpUrl: login(rabbitmq.amqpUrl), managementUrl: login(rabbitmq.managementUrl) },
    mongodb: { url: mongodb.url, database: 'prisma' },
  };
  writeFileSync(path.join(folder, 'focus.yml'), stringify({ environments: { lab } }));
  const env = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    REDIS_URL: redis.url,
    HEALTH_PORT: '18080',
    LOG_LEVEL: 'error',
  };
  const child = spawn(process.execPath, [...MEMORY, path.resolve('src/main.ts')], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await slack.waitForSocket();
  return {
    world,
    slack,
    child,
    rss: [],
    async close() {
      for (const process of [child, redis.process]) {
        process.kill('SIGKILL');
        await once(process, 'exit');
      }
      await Promise.all([world.close(), slack.close()]);
      rmSync(folder, { recursive: true });
    },
  };
}

function scenarioCalled(id: string): Scenario {
  const scenario = scenarios.find((candidate) => candidate.id === id);
  if (!scenario) throw new Error(`there is no scenario ${id}`);
  return scenario;
}

/** Each from another person: the same question of the same person is not asked twice while its thread is written. */
async function timeReport(
  { world, slack, child, rss }: Setup,
  scenario: string,
  text: string,
  user: string,
): Promise<Timed> {
  await world.become(scenarioCalled(scenario));
  const began = systemClock.now();
  const first = nextMessage(slack, ({ thread_ts: thread }) => thread === undefined);
  const final = nextMessage(slack, ({ blocks }) => JSON.stringify(blocks).includes('"run-again"'));
  await slack.command(text, { user });
  const firstMessageMs = (await first) - began;
  const reportedAt = await final;
  const life = world.lives.at(-1);
  if (!life) throw new Error('no job was configured');
  rss.push(memoryOf(child));
  const consumerMs = life.came.get('metadata');
  const due = life.askedAt + (consumerMs ?? 5_000);
  return { firstMessageMs, reportMs: reportedAt - due };
}

function nextMessage(slack: LabSlack, is: (message: Message) => boolean): Promise<number> {
  return new Promise((resolve) => {
    const stop = slack.onChange((change) => {
      if (change.kind === 'ephemeral' || !is(change.message)) return;
      stop();
      resolve(systemClock.now());
    });
  });
}

async function acknowledge(slack: LabSlack, i: number): Promise<number> {
  const { acknowledgedMs } = await slack.command('timing', { user: `U0BENCH${i}` });
  return acknowledgedMs;
}

function memoryOf({ pid }: ChildProcess): number {
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}

/** In a process of its own: what a thousand requests cost Redis must not hold up the Slack that takes the time. */
async function openRedisProcess(): Promise<{ readonly url: string; readonly process: ChildProcess }> {
  const child = spawn(process.execPath, ['bench/redis-process.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { url: String(line).trim(), process: child };
}
