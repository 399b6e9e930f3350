import { randomBytes } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { Redis } from 'ioredis';
import { expect } from 'vitest';
import { type Listener, listenOnLoopback } from '#lab/services/listener.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import { silentLog } from '#lib/logger.ts';
import { redact } from '#lib/redact.ts';
import { askersOf } from '#queue/askers.ts';
import type { Running } from '#queue/bull-worker.ts';
import { failFastRedis, workerRedis } from '#queue/connection.ts';
import { createEnqueue, createRunQueue, type Enqueue, type RunQueue } from '#queue/enqueue.ts';
import { type AnswerLookups, createLookupQueue, createLookupWorker, type LookupQueue } from '#queue/lookups.ts';
import type { Loss } from '#queue/loss.ts';
import { queueName, runId } from '#queue/names.ts';
import type { AskedInvestigation, InvestigationRequest } from '#queue/requests.ts';
import { createSchedules, type Scheduled, type Schedules } from '#queue/schedules.ts';
import { createSecondLooks, type SecondLooks } from '#queue/second-looks.ts';
import type { TooMany } from '#queue/shares.ts';
import { createTickWorker, type Tick, type TickWorker, type TickWorkerOptions } from '#queue/ticks.ts';

import { createUnderWay, type UnderWayQueue } from '#queue/under-way.ts';
import { createWorkers, type InvestigationTools, type WorkOptions } from '#queue/work.ts';
import { workersUp } from '#queue/workers-up.ts';
import { soon } from '../../support/soon.ts';

/** A question, in direct messages, so that it is another one of each person; change what matters. */
export function asked(change: Partial<AskedInvestigation> = {}): AskedInvestigation {
  const { requestedBy = 'U1' } = change;
  return {
    environment: 'staging',
    requestedBy,
    channel: `D${requestedBy.slice(1)}`,
    request: {
      view: 'multichannel',
      channels: { min: 1, max: 50 },
      nfft: 1024,
      frequency: { min: 0, max: 500 },
      duration: 10,
      height: 1000,
    },
    timeoutMs: 30_000,
    delivery: randomBytes(8).toString('hex'),
    ...change,
  };
}

/** One run of a check, by the schedule. */
export function run(tick: string): InvestigationRequest {
  const { delivery: _, ...question } = asked({ requestedBy: 'check nightly' });
  const check = { name: 'nightly', trigger: 'schedule' } as const;
  return { ...question, investigation: runId('nightly', tick), requestedAt: 0, check };
}

export function every(name: string, everyMs: number, offsetMs = 0): Scheduled {
  return { name, schedule: { kind: 'every', everyMs, offsetMs } };
}

/** A line that is full sooner than a real one. */
const shares = { waitingAPerson: 3, lookingAPerson: 12, followingAPerson: 2, longestLine: 8 };
const environments = [
  { name: 'staging', shares },
  { name: 'test', shares: { waitingAPerson: 1, lookingAPerson: 2, followingAPerson: 1, longestLine: 2 } },
];

/** What is refused rejects with why: most tests are about what is taken. */
function taken<T extends { readonly kind: string }>(answer: T | TooMany): T {
  if (isTooMany(answer)) throw Object.assign(new Error(`not taken: ${answer.kind}`), answer);
  return answer;
}

function isTooMany(answer: { readonly kind: string }): answer is TooMany {
  return answer.kind === 'too-many' || answer.kind === 'line-full';
}

/** Twenty times as fast as people's. */
const fast: Clock = {
  now: Date.now,
  sleep: (ms, signal) => systemClock.sleep(ms / 20, signal),
  timeout: (ms) => systemClock.timeout(ms / 20),
  real: (ms) => ms / 20,
};

/** The real time, but what is waited for at close is over sooner. */
const brisk: Clock = { ...systemClock, sleep: fast.sleep };

/** A worker is not missed within a test, however busy the machine is: what it does not hand back stays undone. */
const PACE = { lockMs: 60_000, stalledCheckMs: 100 };
/** One that has a path of its own may be cut off; then it is missed soon. */
const MORTAL = { ...PACE, lockMs: 600 };

/** Askers and workers of one test, and what they did in `story`. */
export type World = Awaited<ReturnType<typeof openWorld>>;

/** A test with a world of its own. */
export type InWorld = (title: string, check: (world: World) => Promise<void>) => void;

export async function openWorld(url: string) {
  const prefix = `test-${randomBytes(6).toString('hex')}`;
  const story: string[] = [];
  const losses: Loss[] = [];
  const ticks: Tick[] = [];
  const enqueues: (Enqueue | LookupQueue | RunQueue | Schedules | SecondLooks | UnderWayQueue)[] = [];
  const workers: Running[] = [];
  const paths: Listener[] = [];
  const clients: Redis[] = [];
  const holds: { release(): void }[] = [];

  const connected = (client: Redis): Redis => {
    clients.push(client);
    return client;
  };
  const through = (path: Listener | undefined, password?: string) => {
    if (path === undefined) return url;
    return `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${path.port}${new URL(url).pathname}`;
  };
  const announce: WorkOptions['announce'] = async (request, position) => {
    story.push(`announced ${request.investigation} at ${position}`);
  };
  const investigate: WorkOptions['investigate'] = async (request, { attempt }) => {
    story.push(`attempt ${attempt} of ${request.investigation}`, `done ${request.investigation}`);
  };

  return {
    story,
    losses,
    announce,
    investigate,

    enqueue(path?: Listener, password?: string) {
      const redis = connected(failFastRedis(through(path, password), silentLog));
      const enqueue = createEnqueue({
        redis,
        prefix,
        environments,
        clock: fast,
        log: silentLog,
      });
      enqueues.push(enqueue);
      return { ...enqueue, enqueue: async (one: AskedInvestigation) => taken(await enqueue.enqueue(one)) };
    },

    async worker(change: Partial<WorkOptions> = {}, path?: Listener): Promise<Running> {
      const started = createWorkers({
        redis: connected(workerRedis(through(path), silentLog)),
        prefix,
        environments: [{ name: 'staging', concurrency: 1 }],
        announce,
        investigate,
        onWaiting: (request, position) => void story.push(`${request.investigation} waits at ${position}`),
        lost: async (request, why) => {
          losses.push(why);
          story.push(`lost ${request.investigation}`);
        },
        cancelled: async ({ investigation }, { by }, attempt) =>
          void story.push(`${by} cancelled ${investigation} in attempt ${attempt}`),
        clock: fast,
        log: silentLog,
        pace: path ? MORTAL : PACE,
        ...change,
      });
      workers.push(started);
      await started.start();
      return started;
    },

    lookups() {
      const redis = connected(failFastRedis(url, silentLog));
      const lookups = createLookupQueue({
        ...{ redis, prefix, environments },
        ...{ clock: fast, log: silentLog, redact },
      });
      enqueues.push(lookups);
      const either = async (one: Parameters<LookupQueue['ask']>[0]) => taken(await lookups.ask(one));
      /** As either, of what nobody has asked before. */
      const ask = async (one: Parameters<LookupQueue['ask']>[0]) => {
        const answer = await either(one);
        if (answer.kind === 'already-running') throw new Error(`${answer.investigation} answers it already`);
        return answer;
      };
      return { ...lookups, either, ask };
    },

    secondLooks(): SecondLooks {
      const redis = connected(workerRedis(url, silentLog));
      const secondLooks = createSecondLooks({ redis, prefix, clock: fast, log: silentLog });
      enqueues.push(secondLooks);
      return secondLooks;
    },

    lookupOf: (delivery: string) =>
      ({ environment: 'staging', requestedBy: 'U1', channel: 'C1', asked: { kind: 'jobs' }, delivery }) as const,

    underWay(): UnderWayQueue {
      const redis = connected(failFastRedis(url, silentLog));
      const names = environments.map(({ name }) => name);
      const underWay = createUnderWay({ redis, prefix, environments: names, clock: fast, log: silentLog });
      enqueues.push(underWay);
      return underWay;
    },

    async answerer(change: Partial<AnswerLookups> = {}): Promise<Running> {
      const started = createLookupWorker({
        redis: connected(workerRedis(url, silentLog)),
        prefix,
        environments: ['staging', 'test'],
        answer: async ({ lookup }) => void story.push(`answered ${lookup}`),
        lost: async ({ lookup }, why) => {
          losses.push(why);
          story.push(`lost ${lookup}`);
        },
        cancelled: async ({ lookup }, { by }) => void story.push(`${by} cancelled ${lookup}`),
        lookAgain: async ({ investigation }) => void story.push(`looked again at ${investigation}`),
        clock: fast,
        log: silentLog,
        pace: PACE,
        ...change,
      });
      workers.push(started);
      await started.start();
      return started;
    },

    runs(): RunQueue {
      const redis = connected(workerRedis(url, silentLog));
      const runs = createRunQueue({ redis, prefix, log: silentLog });
      enqueues.push(runs);
      return runs;
    },

    schedules(clock: Clock = systemClock): Schedules {
      const redis = connected(workerRedis(url, silentLog));
      const schedules = createSchedules({ redis, prefix, clock, log: silentLog });
      enqueues.push(schedules);
      return schedules;
    },

    /** Takes ticks into `ticks`, on the real clock. */
    async ticker(change: Partial<TickWorkerOptions> = {}, path?: Listener): Promise<TickWorker> {
      const started = createTickWorker({
        redis: connected(workerRedis(through(path), silentLog)),
        prefix,
        clock: brisk,
        log: silentLog,
        pace: path ? MORTAL : PACE,
        onTick: async (tick) => void ticks.push(tick),
        ...change,
      });
      workers.push(started);
      await started.start();
      return started;
    },

    ticks,
    prefix,
    askers: (investigation: string) => askersOf(connected(new Redis(url)), prefix, investigation),
    redis: () => connected(new Redis(url)),
    up: (environment: string) => workersUp(connected(new Redis(url)), prefix, queueName(environment)),

    /** Investigations that go on until they are released, all or the first `count` that run, and hear no signal. */
    hold() {
      let begun = 0;
      let open = 0;
      const waiting: (() => void)[] = [];
      const hold = {
        investigate: async (request: InvestigationRequest, { attempt }: InvestigationTools) => {
          begun += 1;
          story.push(`attempt ${attempt} of ${request.investigation}`);
          if (open > 0) open -= 1;
          else await new Promise<void>((resolve) => waiting.push(resolve));
          story.push(`done ${request.investigation}`);
        },
        started: (count: number) => soon(() => expect(begun).toBeGreaterThanOrEqual(count)),
        release(count = Number.POSITIVE_INFINITY) {
          const now = waiting.splice(0, count);
          open += count - now.length;
          for (const resolve of now) resolve();
        },
      };
      holds.push(hold);
      return hold;
    },

    /** Investigations that go on until their signal aborts, and why it did. */
    obedient() {
      const reasons: unknown[] = [];
      const obey = (request: InvestigationRequest, { attempt, ...signals }: InvestigationTools) =>
        new Promise<void>((_resolve, reject) => {
          const signal = AbortSignal.any([signals.signal, signals.cancelled]);
          signal.addEventListener('abort', () => {
            reasons.push(signal.reason);
            reject(signal.reason);
          });
          story.push(`attempt ${attempt} of ${request.investigation}`);
        });
      return { reasons, investigate: obey };
    },

    /** A way of its own to this Redis, to cut: to Redis, whoever uses it then is dead. */
    async path(): Promise<Listener> {
      const { hostname, port } = new URL(url);
      const server = createServer((near) => {
        const far = connect(Number(port || 6379), hostname);
        near.pipe(far).pipe(near);
        near.on('error', () => far.destroy()).on('close', () => far.destroy());
        far.on('error', () => near.destroy()).on('close', () => near.destroy());
      });
      const path = await listenOnLoopback(server);
      paths.push(path);
      return path;
    },

    /** Whether a worker is known to work on it. */
    async locked(investigation: string, is: boolean): Promise<void> {
      const redis = connected(new Redis(url));
      await soon(
        async () => expect((await redis.keys(`${prefix}:*:${investigation}:lock`)).length > 0).toBe(is),
        8_000,
      );
    },

    happened: (line: string) => soon(() => expect(story).toContain(line), 8_000),
    happenedMatching: (line: RegExp) => soon(() => expect(story.some((told) => line.test(told))).toBe(true), 8_000),

    /** Removes what is stored of an investigation, as if it had never been stored. */
    async forget(investigation: string): Promise<void> {
      const redis = connected(new Redis(url));
      const keys = await redis.keys(`${prefix}:*`);
      const stored = keys.filter((key) => !/:(running|delivery|askers):/.test(key));
      expect(stored.some((key) => key.includes(investigation))).toBe(true);
      await redis.del(stored);
    },

    async close(): Promise<void> {
      for (const hold of holds) hold.release();
      await Promise.all(workers.map((worker) => worker.close(20_000)));
      await Promise.all(enqueues.map((enqueue) => enqueue.close()));
      const redis = connected(new Redis(url));
      const keys = await redis.keys(`${prefix}:*`);
      if (keys.length > 0) await redis.del(keys);
      for (const client of clients) client.disconnect();
      await Promise.all(paths.map((path) => path.close()));
    },
  };
}
