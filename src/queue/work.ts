import { Queue, type Telemetry } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import { bullWorker, PACE, type Pace, type Running, running } from './bull-worker.ts';
import { type Cancelled, type Cancelling, createCancelling } from './cancelling.ts';
import { release } from './claim.ts';
import { another, troubleTo } from './connection.ts';
import { type InvestigationQueue, type Line, readLine } from './line.ts';
import { type Loss, STALLS_BEYOND_REACH } from './loss.ts';
import { ANNOUNCEMENTS, queueName } from './names.ts';
import { followPositions, showPosition } from './positions.ts';
import { processor, type Signals } from './processor.ts';
import type { CancellationRequest, InvestigationRequest } from './requests.ts';

export interface WorkOptions extends Investigating {
  /** From `workerRedis`; the workers duplicate it and leave it open. */
  readonly redis: Redis;
  readonly prefix: string;
  /** `concurrency` holds for all workers of the environment together, as the last one that started says. */
  readonly environments: readonly { readonly name: string; readonly concurrency: number }[];
  /** Posts the first message. `position` 0: it starts at once. A rejection is tried again twice, then passed on to `investigate`. */
  announce(request: InvestigationRequest, position: number): Promise<void>;
  /** The position of a waiting request changed. */
  onWaiting(request: InvestigationRequest, position: number): Promise<void> | void;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace?: Pace;
  /** What traces see of the queue. */
  readonly telemetry?: Telemetry;
}

/** Messages of all environments posted at the same time. */
const ANNOUNCEMENTS_AT_ONCE = 10;

/** Three workers that die over a message are enough: the investigation goes on without it. */
const ANNOUNCEMENT_STALLS = 2;

/** Positions are read anew at every event, so a short memory of events is enough, and a long one slows the lab's Redis. */
const EVENTS_KEPT = { events: { maxLen: 200 } };

export function createWorkers(options: WorkOptions): Running {
  const { prefix, environments, clock, log, pace = PACE } = options;
  const redis = another(options.redis, log);
  const cancelling = createCancelling({ redis, prefix, log });
  const around = { ...options, redis, cancelling };
  const queues = new Map<string, InvestigationQueue>();
  const followed: { close(): Promise<void> }[] = [];

  const announcer = createAnnouncing({
    ...around,
    queueOf: (environment) => queueCalled(queueName(environment)),
  });
  const investigator = createInvestigating(around);
  const workers = [
    bullWorker(
      ANNOUNCEMENTS,
      announcer,
      { concurrency: ANNOUNCEMENTS_AT_ONCE, maxStalledCount: ANNOUNCEMENT_STALLS },
      { ...around, pace },
    ),
    ...environments.map(({ name, concurrency }) =>
      bullWorker(
        queueName(name),
        investigator,
        { concurrency, maxStalledCount: STALLS_BEYOND_REACH },
        { ...around, pace },
      ),
    ),
  ];

  /** Also that of an environment which only a newer process knows: announcements of all come to all. */
  function queueCalled(name: string): InvestigationQueue {
    const known = queues.get(name);
    if (known !== undefined) return known;
    const queue = new Queue(name, { connection: redis, prefix, streams: EVENTS_KEPT, skipVersionCheck: true });
    queue.on('error', troubleTo(log, name));
    queues.set(name, queue);
    return queue;
  }

  async function begin(): Promise<void> {
    queueCalled(ANNOUNCEMENTS);
    for (const { name, concurrency } of environments) {
      const queue = queueCalled(queueName(name));
      await queue.setGlobalConcurrency(concurrency);
      followed.push(followPositions({ ...around, queue }));
    }
  }

  const leave = () => {
    cancelling.leave();
    redis.disconnect();
  };
  return running({
    workers,
    others: () => [...followed, ...queues.values()],
    begin,
    leave,
    redis,
    prefix,
    pace,
    clock,
    log,
  });
}

interface AnnouncingOn extends Pick<Investigating, 'cancelled'> {
  /** Posts the first message of an investigation, once; it may be asked again when a worker died meanwhile. */
  announce(request: InvestigationRequest, position: number): Promise<void>;
  queueOf(environment: string): InvestigationQueue;
  readonly cancelling: Cancelling;
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The processor of the announcements: a message at once, also while the investigation waits for its turn; and the end of
 * one that is cancelled while it waits.
 */
function createAnnouncing(on: AnnouncingOn) {
  const { announce, queueOf, redis, prefix, clock, log } = on;
  return processor<InvestigationRequest | CancellationRequest>({
    run: async ({ data }) => {
      if ('attempt' in data) return endWaiting(on, data);
      const line: Line = await readLine(queueOf(data.environment));
      const position = line.position(data.investigation) ?? 0;
      await announce(data, position);
      await showPosition(redis, prefix, data.investigation, position);
    },
    clock,
    log,
  });
}

/** What runs is ended by whoever works on it. */
async function endWaiting(
  { queueOf, cancelling, cancelled, redis, prefix }: AnnouncingOn,
  { attempt, ...request }: CancellationRequest,
): Promise<void> {
  const why = await cancelling.of(request.investigation);
  const job = await queueOf(request.environment).getJob(request.investigation);
  const state = await job?.getState();
  if (!why || state === 'active' || state === 'completed' || state === 'failed') return;
  // It is tried again; whoever takes it meanwhile finds that it is cancelled.
  if (state === 'waiting-children') throw new Error('its first message is on its way');
  await job?.remove();
  await release(redis, prefix, request);
  await cancelled(request, why, attempt);
}

export interface InvestigationTools extends Signals {
  /** 1 at first; more when a worker died over it or handed it back. */
  readonly attempt: number;
  /** Why the first message could not be posted, when it could not. */
  readonly announcementFailure?: string;
}

export interface Investigating {
  /** Resolves when the person has the report; rejects with whatever it is when cut short by the signal. */
  investigate(request: InvestigationRequest, tools: InvestigationTools): Promise<void>;
  /** Tells who cancelled it, and that there will be no report; it may be asked again when a worker died meanwhile. */
  cancelled(request: InvestigationRequest, why: Cancelled, attempt: number): Promise<void>;
  /** Tells the person that there will be no report. Called once a request, unless the worker dies while it tells. */
  lost(request: InvestigationRequest, why: Loss, attempt: number): Promise<void>;
}

interface InvestigatingOn extends Investigating {
  readonly cancelling: Cancelling;
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The processor of an environment's queue. */
function createInvestigating({ investigate, lost, cancelled, cancelling, ...on }: InvestigatingOn) {
  const { redis, prefix, clock, log } = on;
  return processor<InvestigationRequest>({
    run: async (job, signals) => {
      const [announcementFailure] = Object.values(await job.getIgnoredChildrenFailures());
      const tools = { ...signals, attempt: job.attemptsStarted, ...(announcementFailure && { announcementFailure }) };
      await investigate(job.data, tools);
    },
    giveUp: {
      lost: ({ data, attemptsStarted }, why) => lost(data, why, attemptsStarted),
      cancel: {
        cancelling,
        cancelled: ({ data, attemptsStarted }, why) => cancelled(data, why, attemptsStarted),
      },
      nameOf: ({ data: { investigation } }) => ({ investigation }),
      over: ({ data }) => release(redis, prefix, data),
    },
    clock,
    log,
  });
}
