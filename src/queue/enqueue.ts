import { FlowProducer, Queue, type Telemetry } from 'bullmq';
import type { Redis } from 'ioredis';
import { type Clock, systemClock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { type Cancelled, markCancelled } from './cancelling.ts';
import { answering, answerLimit, storing, troubleTo } from './connection.ts';
import { CHECKS, type InvestigationQueue, KEPT, type Line, priorityOf, readLine, type Source } from './line.ts';
import { ANNOUNCEMENTS, deliveryKey, isRunId, newInvestigationId, queueName, sameQuestionKey } from './names.ts';
import { oneOfAll } from './one-of-all.ts';
import type { AskedInvestigation, InvestigationRequest } from './requests.ts';
import { inTurn, type Shares, shareOf, type TooMany } from './shares.ts';
import { workersUp } from './workers-up.ts';

export type Enqueued =
  /** Both undefined when the request is stored and Redis went away before they could be read. */
  | {
      readonly kind: 'enqueued';
      readonly investigation: string;
      readonly position: number | undefined;
      /** Processes that take requests of this environment. 0: it waits until one starts. */
      readonly workers: number | undefined;
    }
  | { readonly kind: 'already-running'; readonly investigation: string }
  | TooMany;

/** All of it rejects with an ExplainedError within 2 s when Redis is down. */
export interface Enqueue {
  /** Once it resolves, the request survives any crash, and a worker posts its first message. */
  enqueue(asked: AskedInvestigation): Promise<Enqueued>;
  /** 0: it runs or is about to. n: n-th in line. undefined: it is over, or unknown. */
  position(investigation: string): Promise<number | undefined>;
  /** The Redis connection stays open: it is the caller's. */
  close(): Promise<void>;
}

export interface EnqueueOptions {
  /** From `failFastRedis`. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly environments: readonly { readonly name: string; readonly shares: Shares }[];
  readonly clock: Clock;
  readonly log: Log;
  /** What traces see of the queue. */
  readonly telemetry?: Telemetry;
}

export function createEnqueue({ redis, prefix, environments, clock, log, telemetry }: EnqueueOptions): Enqueue {
  // The version check is a command at start; one that fails would leave the object broken for good.
  const options = { connection: redis, prefix, skipVersionCheck: true, ...(telemetry && { telemetry }) };
  // Three tries in about three seconds; then the investigation starts without its message.
  const backoff = { type: 'exponential', delay: clock.real(1000) };
  const announcement = { attempts: 3, backoff, ignoreDependencyOnFailure: true };
  const flows = new FlowProducer(options);
  const queues = new Map<string, InvestigationQueue>();
  for (const { name } of environments) {
    queues.set(name, new Queue(queueName(name), { ...options, skipMetasUpdate: true }));
  }
  const sharesOf = new Map(environments.map(({ name, shares }) => [name, shares]));
  const sources: readonly Source[] = [flows, ...queues.values()];
  for (const source of sources) source.on('error', troubleTo(log, 'asking'));

  function queueOf(environment: string): InvestigationQueue {
    const queue = queues.get(environment);
    if (queue === undefined) throw new Error(`no environment is called "${environment}"`);
    return queue;
  }

  /** Investigation and announcement, or neither; what is told to nobody has none. */
  async function store(request: InvestigationRequest, before: number): Promise<void> {
    const shared = { jobId: request.investigation, removeOnComplete: KEPT, removeOnFail: KEPT };
    await flows.add({
      name: 'investigation',
      queueName: queueName(request.environment),
      data: request,
      opts: { ...shared, priority: priorityOf(before) },
      children: request.untold
        ? []
        : [{ name: 'announcement', queueName: ANNOUNCEMENTS, data: request, opts: { ...shared, ...announcement } }],
    });
  }

  /** What is answered already takes no share. */
  async function share(request: InvestigationRequest, delivery: string): Promise<number | TooMany> {
    const known = await Promise.all([
      redis.exists(deliveryKey(prefix, delivery)),
      redis.exists(sameQuestionKey(prefix, request)),
    ]);
    const { requestedBy, environment } = request;
    const shares = sharesOf.get(environment);
    return known.includes(1) || !shares ? 0 : shareOf(requestedBy, queueOf(environment), shares);
  }

  /** The investigation that answers, the request's own when it is the first; or why there is none. */
  async function admit(request: InvestigationRequest, delivery: string): Promise<string | TooMany> {
    const before = await share(request, delivery);
    if (typeof before !== 'number') return before;
    const queue = queueOf(request.environment);
    return oneOfAll({ redis, prefix, queue, store: (one) => store(one, before) }, request, delivery);
  }

  async function standing(request: InvestigationRequest, limit: AbortSignal) {
    const queue = queueOf(request.environment);
    const read = () => Promise.all([readLine(queue), workersUp(redis, prefix, queue.name)]);
    try {
      const [line, workers] = await answering(redis, 'The place in line could not be read', read, limit);
      return { position: line.position(request.investigation), workers };
    } catch (error) {
      log.warn(
        { investigation: request.investigation, error: describeError(error) },
        'stored, but its place is unknown',
      );
      return { position: undefined, workers: undefined };
    }
  }

  return {
    async enqueue({ delivery, ...asked }) {
      const request = { ...asked, investigation: newInvestigationId(), requestedAt: clock.now() };
      const limit = answerLimit();
      const turn = { redis, prefix, person: request.requestedBy, holder: request.investigation, signal: limit };
      const work = () => inTurn(turn, systemClock.sleep, () => admit(request, delivery));
      const investigation = await answering(redis, storing('The request'), work, limit);
      if (typeof investigation !== 'string') return investigation;
      if (investigation !== request.investigation) return { kind: 'already-running', investigation };
      return { kind: 'enqueued', investigation, ...(await standing(request, limit)) };
    },

    async position(investigation) {
      const read = () => Promise.all([...queues.values()].map(readLine));
      const lines = await answering(redis, 'The place in line could not be read', read);
      return lines.map((line) => line.position(investigation)).find((position) => position !== undefined);
    },

    async close() {
      await Promise.allSettled(sources.map((source) => source.close()));
    },
  };
}

export interface RunQueueOptions {
  /** From `workerRedis`; it stays open. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly log: Log;
}

/** The way of what nobody waits for by itself into the line of an environment: runs of checks and of series. */
export interface RunQueue {
  /**
   * Puts an investigation behind all people's, without a first message. Its id is from `runId` or `seriesRunId`, so what is
   * asked for again finds it: `known`, while it waits, runs and for a day after. Waits for Redis as long as it takes.
   */
  enqueueRun(request: InvestigationRequest): Promise<'enqueued' | 'known'>;
  /** over: also where it came to nothing. unknown: it was never put there. */
  stateOf(run: Run): Promise<'waiting' | 'running' | 'over' | 'unknown'>;
  /** What runs ends within about a second, whoever works on it; what waits leaves the line. */
  end(run: Run, cancelled: Cancelled): Promise<void>;
  /** Who waits and runs in the environment now. */
  line(environment: string): Promise<Line>;
  close(): Promise<void>;
}

export type Run = Pick<InvestigationRequest, 'investigation' | 'environment'>;

export function createRunQueue({ redis, prefix, log }: RunQueueOptions): RunQueue {
  const queues = new Map<string, InvestigationQueue>();

  function queueOf(environment: string): InvestigationQueue {
    const known = queues.get(environment);
    if (known !== undefined) return known;
    const options = { connection: redis, prefix, skipVersionCheck: true, skipMetasUpdate: true };
    const queue: InvestigationQueue = new Queue(queueName(environment), options);
    queue.on('error', troubleTo(log, queue.name));
    queues.set(environment, queue);
    return queue;
  }

  return {
    async enqueueRun(request) {
      const { investigation, environment } = request;
      if (!isRunId(investigation)) throw new Error(`"${investigation}" is no id of a run`);
      const queue = queueOf(environment);
      if ((await queue.getJobState(investigation)) !== 'unknown') return 'known';
      const kept = { removeOnComplete: KEPT, removeOnFail: KEPT };
      // Storing twice under one id is storing once.
      await queue.add('run', request, { jobId: investigation, priority: CHECKS, ...kept });
      return 'enqueued';
    },

    async stateOf({ investigation, environment }) {
      const state = await queueOf(environment).getJobState(investigation);
      if (state === 'unknown') return 'unknown';
      if (state === 'completed' || state === 'failed') return 'over';
      return state === 'active' ? 'running' : 'waiting';
    },

    async end({ investigation, environment }, cancelled) {
      await markCancelled(redis, prefix, investigation, cancelled);
      const job = await queueOf(environment).getJob(investigation);
      await job?.remove().catch(async (error) => {
        // Whoever has taken it hears of it.
        if (!(await job.isActive()) && !(await job.isCompleted()) && !(await job.isFailed())) throw error;
      });
    },

    line: (environment) => readLine(queueOf(environment)),

    async close() {
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
    },
  };
}
