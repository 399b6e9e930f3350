import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { Redis } from 'ioredis';
import { createCaptures } from '#history/captures.ts';
import { signatureOf } from '#investigation/log-reading/signature.ts';
import { type Lab, openLab } from '#lab/lab.ts';
import { type Answer, listenForAnswers } from '#lab/run.ts';
import type { Scenario } from '#lab/scenario.ts';
import { somebodyConfigures } from '#lab/somebody.ts';
import { BACKEND_POD } from '#lab/world/inventory.ts';
import { NAMESPACE } from '#lab/world/objects.ts';
import type { World } from '#lab/world/world.ts';
import { systemClock } from '#lib/clock.ts';
import { createLog, silentLog } from '#lib/logger.ts';
import { redact } from '#lib/redact.ts';
import { PREFIX } from '#queue/names.ts';
import { canaries } from '../test/support/canaries.ts';
import { atLeast, atMost, type Bench, percentile, row, series } from './bench.ts';
import { type BotProcess, nextMessage, openBotProcess } from './bot-process.ts';
import { logText } from './log-text.ts';

const SEED = 1;
const LIVING_MB = 10;
const THROUGHPUT_MB = 20;
const WARM_UP = 3;
const ROUNDS = 15;
const PODS = 20;
const LINES_A_SECOND = 100;
const POD_LIFE_S = 5;

/** Logs of living and captured jobs as people ask for them in Slack, masking, and what capturing keeps; all in the lab. */
export const logs: Bench = {
  name: 'logs',
  about: 'how soon /focus logs answers, how fast logs are masked and read, what leaks, and what capturing keeps',
  async run({ runs, say }) {
    say(
      `seed ${SEED}, ${runs} look-ups each, a log of ${LIVING_MB} MB, ${THROUGHPUT_MB} MB to mask ${ROUNDS} times, ${PODS} pods to capture`,
    );
    const throughput = measureThroughput();
    const answers = await withBot((bot) => measureAnswers(bot, runs));
    const kept = await withBot(measureKept);
    const leaks = await countLeaks();
    return {
      rows: [
        row(`first answer, living job with ${LIVING_MB} MB, ms`, answers.living),
        row('first answer, captured job, ms', answers.captured),
        row('masked and read, MB/s', throughput),
        { what: 'lines written by pods that live 5 s', samples: kept.written, median: kept.kept },
        { what: 'canaries written', samples: canaries.length, median: leaks.length },
      ],
      targets: [
        atMost(`first answer, living job with ${LIVING_MB} MB, p95`, percentile(answers.living, 95) / 1_000, 's', 3),
        atMost('first answer, captured job, p95', percentile(answers.captured, 95) / 1_000, 's', 1),
        atLeast(`masking and signatures, one core, fastest of ${ROUNDS} rounds`, Math.max(...throughput), 'MB/s', 50),
        atMost(`canaries leaked, of ${canaries.length}`, leaks.length, '', 0),
        atLeast(
          `lines kept of ${kept.written}, pods living ${POD_LIFE_S} s`,
          (100 * kept.kept) / kept.written,
          '%',
          99,
        ),
      ],
    };
  },
};

const HEALTHY: Scenario = { id: 'bench', story: 'a healthy stack', faults: [], expected: { verdict: 'healthy' } };

type Next = () => Promise<Answer>;

/** With every job captured. */
async function withBot<T>(work: (bot: BotProcess) => Promise<T>): Promise<T> {
  const bot = await openBotProcess({ scenario: HEALTHY, seed: SEED, settings: { capture: true } });
  try {
    return await work(bot);
  } finally {
    await bot.close();
  }
}

/** MB a second through both, one line at a time: of each round after those that warm up. */
function measureThroughput(): readonly number[] {
  const lines = logText(THROUGHPUT_MB * 1e6, SEED);
  const bytes = lines.reduce((sum, line) => sum + line.length, 0);
  const read = () => {
    let length = 0;
    for (const line of lines) length += signatureOf(redact(line)).length;
    return length;
  };
  const round = () => {
    const began = performance.now();
    read();
    return bytes / 1e6 / ((performance.now() - began) / 1_000);
  };
  const rounds = Array.from({ length: WARM_UP + ROUNDS }, round);
  return rounds.slice(WARM_UP);
}

async function measureAnswers(bot: BotProcess, runs: number) {
  const { world } = bot;
  const configured = somebodyConfigures(world.focusServer.url);
  const { id, grpcPod } = await started(world);
  await configured;
  // A megabyte a second, as a job that is out of its mind may write.
  for (const lines of chunks(logText(LIVING_MB * 1e6, SEED), LIVING_MB)) {
    for (const line of lines) world.kubernetes.log(NAMESPACE, grpcPod, 'baby-analyzer', line);
    await systemClock.sleep(1_000);
  }
  // A job is deleted after 38 s: as many look-ups as fit into the time that is left.
  const until = Date.now() + 20_000;
  const living: number[] = [];
  while (living.length < runs && Date.now() < until) living.push(await firstAnswer(bot, `logs ${id}`));
  await world.lives.at(-1)?.ended;
  // What is captured is kept every two seconds.
  await systemClock.sleep(5_000);
  const captured = await series(runs, () => firstAnswer(bot, `logs ${id}`));
  return { living, captured };
}

function chunks<T>(items: readonly T[], count: number): readonly (readonly T[])[] {
  const size = Math.ceil(items.length / count);
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/** From the command to its message in the channel, ms; then waits until all files are there too. */
async function firstAnswer({ slack }: BotProcess, text: string): Promise<number> {
  const posted = nextMessage(slack, ({ thread_ts: thread }) => thread === undefined);
  const whole = nextMessage(slack, ({ files }) => files.some(({ name }) => name === 'merged.log'));
  const began = Date.now();
  await slack.command(text);
  const tookMs = (await posted) - began;
  await whole;
  return tookMs;
}

/** The newest job, once its container runs. */
async function started(world: World) {
  for (;;) {
    const life = world.lives.at(-1);
    if (life?.came.has('started')) return life.job;
    await systemClock.sleep(20);
  }
}

/** As containers write them, a secret of several lines as several lines; the backend's complain, or nobody would read them. */
function writeCanaries({ world: { kubernetes } }: Lab, pod: string): void {
  for (const { text } of canaries) {
    for (const line of text.split('\n')) kubernetes.log(NAMESPACE, pod, 'baby-analyzer', line);
    if (!text.includes('\n')) kubernetes.log(NAMESPACE, BACKEND_POD, 'focus-server', `ERROR ${text}`);
  }
}

/** Pods of jobs nobody asked for, each alive for 5 s and writing all the time, then deleted at once. */
async function measureKept({ world: { kubernetes }, redisUrl }: BotProcess) {
  const names = Array.from({ length: PODS }, (_, i) => ({
    id: `${i + 20}-${900 + i}`,
    pod: `grpc-job-${i + 20}-${900 + i}-bench`,
  }));
  const running = { running: { startedAt: new Date().toISOString() } };
  for (const { id, pod } of names)
    kubernetes.create({
      kind: 'Pod',
      metadata: { name: pod, namespace: NAMESPACE, labels: { app: `grpc-job-${id}`, 'job-name': `grpc-job-${id}` } },
      spec: { nodeName: 'worker-node', containers: [{ name: 'main', image: 'lab:1' }] },
      status: {
        phase: 'Running',
        containerStatuses: [{ name: 'main', image: 'lab:1', ready: true, restartCount: 0, state: running }],
      },
    });
  let written = 0;
  const endAt = Date.now() + POD_LIFE_S * 1_000;
  while (Date.now() < endAt) {
    for (const { pod } of names)
      for (let i = 0; i < LINES_A_SECOND / 10; i++)
        kubernetes.log(NAMESPACE, pod, 'main', `INFO frame ${written++} of ${pod}`);
    await systemClock.sleep(100);
  }
  for (const { pod } of names) kubernetes.remove('Pod', NAMESPACE, pod);
  // What is captured is kept every two seconds.
  await systemClock.sleep(12_000);
  const redis = new Redis(redisUrl);
  const captures = createCaptures({ redis, prefix: PREFIX, clock: systemClock, log: silentLog });
  let kept = 0;
  for (const { id } of names) {
    const capture = await captures.find('lab', id);
    kept += capture?.observations.filter(({ fact }) => fact.kind === 'log-line').length ?? 0;
  }
  redis.disconnect();
  return { written, kept };
}

/** The canaries whose secret is found in Slack's calls and files, in Redis, or in the bot's own log. */
async function countLeaks(): Promise<readonly string[]> {
  const written: string[] = [];
  const own = createLog('debug', { destination: { write: (line) => void written.push(line) } });
  const { log, next } = listenForAnswers(own);
  const lab = await openLab({ scenario: HEALTHY, speed: 1, seed: SEED, log });
  try {
    const told = next();
    await lab.slack.command('timing');
    writeCanaries(lab, (await started(lab.world)).grpcPod);
    await told;
    for (const text of ['logs {job}', 'job {job}', 'jobs', 'logs {job} follow=5s']) await ask(lab, next, text);
    const bundled = next();
    const channel = lab.slack.channel('incidents').id;
    const report = lab.slack.messages(channel).find(({ blocks }) => JSON.stringify(blocks).includes('"evidence"'));
    await lab.slack.click({ channel, messageTs: report?.ts ?? '', actionId: 'evidence' });
    await bundled;
    await lab.world.lives.at(-1)?.ended;
    await ask(lab, next, 'logs {job}');
    const seen = [...texts(lab), ...(await stored(lab)), ...written].join('\n');
    return canaries.filter(({ secrets }) => secrets.some((secret) => seen.includes(secret))).map(({ name }) => name);
  } finally {
    await lab.close();
  }
}

async function ask(lab: Lab, next: Next, text: string): Promise<void> {
  const told = next();
  await lab.slack.command(text.replace('{job}', lab.world.lives.at(-1)?.job.id ?? ''));
  await told;
}

function texts(lab: Lab): readonly string[] {
  const messages = lab.slack.messages(lab.slack.channel('incidents').id);
  const files = messages.flatMap((message) => message.files.flatMap(({ name, content }) => unpacked(name, content)));
  return [JSON.stringify(lab.slack.calls), JSON.stringify(messages), ...files];
}

function unpacked(name: string, content: Buffer): readonly string[] {
  if (!name.endsWith('.zip')) return [content.toString('utf8')];
  return Object.values(unzipSync(content)).map((file) => Buffer.from(file).toString('utf8'));
}

/** Every value in Redis, unpacked. */
async function stored(lab: Lab): Promise<readonly string[]> {
  const redis = new Redis(lab.config.settings.REDIS_URL);
  const values: string[] = [];
  const keep = (value: Buffer) =>
    values.push(value[0] === 0x1f && value[1] === 0x8b ? String(gunzipSync(value)) : String(value));
  for (const key of await redis.keys('*')) {
    const type = await redis.type(key);
    if (type === 'hash') for (const value of Object.values(await redis.hgetallBuffer(key))) keep(Buffer.from(value));
    else if (type === 'string') keep((await redis.getBuffer(key)) ?? Buffer.alloc(0));
    else if (type === 'list') for (const value of await redis.lrange(key, 0, -1)) values.push(value);
    else if (type === 'zset') for (const value of await redis.zrange(key, '0', '-1')) values.push(value);
    else if (type === 'set') for (const value of await redis.smembers(key)) values.push(String(value));
    else if (type === 'stream') values.push(JSON.stringify(await redis.xrange(key, '-', '+')));
  }
  redis.disconnect();
  return values;
}
