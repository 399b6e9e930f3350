import type { Redis } from 'ioredis';
import { type SkipReason, stateOf } from '#checks/book.ts';
import type { BookStore } from '#checks/book-store.ts';
import type { Check } from '#checks/check.ts';
import { RUN_LOST } from '#checks/judge-timing.ts';
import { maintenanceUntil } from '#checks/quiet-hours.ts';
import { ticksBetween } from '#checks/schedule.ts';
import { livingJobs } from '#investigation/living-jobs.ts';
import type { PodState } from '#investigation/observation.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { claimRun, endRun } from '#queue/claim.ts';
import type { RunQueue } from '#queue/enqueue.ts';
import { whyLost } from '#queue/loss.ts';
import { runId } from '#queue/names.ts';
import type { Tick } from '#queue/ticks.ts';

/** How much an environment takes, and how full it is. */
export interface StackWithLimits {
  readonly environment: { readonly concurrency: number; readonly capacity?: number };
  /** One look at the namespace; undefined where Kubernetes is not configured. */
  snapshot(signal: AbortSignal): Promise<{ readonly pods: readonly PodState[] }> | undefined;
}

export interface StartCheckTools {
  readonly checks: ReadonlyMap<string, Check>;
  readonly stacks: ReadonlyMap<string, StackWithLimits>;
  readonly store: Pick<BookStore, 'read' | 'record'>;
  readonly runs: Pick<RunQueue, 'line' | 'enqueueRun'>;
  readonly redis: Redis;
  /** Of every key. */
  readonly prefix: string;
  /** Whether the channel has heard that nothing could be checked at that time. */
  hasTold(channel: string, at: number): boolean;
  /** Looks at an environment for a status check, and records what it came to. */
  checkStatus(check: Check, tick: Tick, run: string, signal: AbortSignal): Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** A tick that comes later than this is missed: its answer would be for another time. */
const LATEST_MS = 5 * 60_000;
/** How long a run may be under way besides the wait for its consumer: waiting for its turn, looking, telling. */
const RUN_MS = 15 * 60_000;
/** An environment that holds this part of the jobs it can is left to people. */
const NEARLY = 0.8;

/** From a tick to a run, or to the reason why there is none; either is told to the book. */
export function createStartCheck(tools: StartCheckTools) {
  const { checks, stacks, store, runs, redis, prefix, checkStatus, clock, log } = tools;

  return async (tick: Tick, signal: AbortSignal): Promise<void> => {
    const check = checks.get(tick.check);
    if (!check) return log.info({ check: tick.check }, 'a tick of a check that is no more');
    const at = clock.now();
    if (isMissed(check, tick)) return recordMissed(check, tick, at);
    const run = runId(check.name, tick.id);
    const state = stateOf(await store.read(), check.name);
    // The tick came again, such as after its worker died, and its run is over.
    if (state.marks.some(({ id }) => id === run)) return;
    const why = state.paused ? 'paused' : await reasonToSkip(check, run, signal);
    if (why) return store.record({ kind: 'skipped', at, check: check.name, tick: tick.id, why });
    await start(check, tick, run, signal);
  };

  async function recordMissed(check: Check, tick: Tick, at: number): Promise<void> {
    const range = missed(check, tick, at);
    const isTold = tools.hasTold(check.channel, range.from) && tools.hasTold(check.channel, range.to);
    const event = { kind: 'missed', at, check: check.name, tick: tick.id, ...range } as const;
    await store.record({ ...event, ...(isTold && { isTold }) });
  }

  async function reasonToSkip(check: Check, run: string, signal: AbortSignal): Promise<SkipReason | undefined> {
    if (maintenanceUntil(check.maintenance, clock.now()) !== undefined) return 'maintenance';
    const ttlMs = RUN_MS + (check.asks.kind === 'timing' ? check.asks.timeoutMs : 0);
    if (!(await claimRun(redis, prefix, check.name, run, Math.ceil(clock.real(ttlMs))))) return 'overlap';
    const why = check.asks.kind === 'timing' ? await reasonToYield(check, signal) : undefined;
    if (why) await endRun(redis, prefix, check.name, run);
    return why;
  }

  async function reasonToYield(check: Check, signal: AbortSignal): Promise<SkipReason | undefined> {
    if (await isBusy(check)) return 'busy';
    return (await isNearCapacity(check, signal)) ? 'near-capacity' : undefined;
  }

  async function isBusy({ environment }: Check): Promise<boolean> {
    const { peopleWaiting, running } = await runs.line(environment);
    return peopleWaiting > 0 || running >= (stacks.get(environment)?.environment.concurrency ?? 1);
  }

  async function isNearCapacity({ environment }: Check, signal: AbortSignal): Promise<boolean> {
    const stack = stacks.get(environment);
    const capacity = stack?.environment.capacity;
    if (stack === undefined || capacity === undefined) return false;
    try {
      const { pods } = (await stack.snapshot(signal)) ?? { pods: [] };
      return livingJobs(pods).length + 1 > Math.max(1, capacity * NEARLY);
    } catch (error) {
      log.warn({ environment, error: describeError(error) }, 'how full an environment is could not be seen');
      return false;
    }
  }

  async function start(check: Check, tick: Tick, run: string, signal: AbortSignal): Promise<void> {
    const { name, environment, channel, asks } = check;
    try {
      if (asks.kind === 'status') return await checkStatus(check, tick, run, signal);
      // One of a focus.yml that had it otherwise.
      if (asks.kind === 'watched') return await endRun(redis, prefix, name, run);
      const { request, timeoutMs } = asks;
      const asked = { investigation: run, environment, requestedBy: `check ${name}`, channel, request, timeoutMs };
      await runs.enqueueRun({ ...asked, requestedAt: clock.now(), check: { name, trigger: tick.trigger } });
    } catch (error) {
      await endRun(redis, prefix, name, run);
      // On the signal the tick is handed back, and comes again.
      if (!signal.aborted) await recordLost(check, tick, run, error);
      throw error;
    }
  }

  async function recordLost({ name, environment }: Check, { trigger }: Tick, run: string, error: unknown) {
    const at = clock.now();
    const headline = `The run came to nothing: ${whyLost({ kind: 'failed', error })}`;
    const about = { run, check: name, environment, startedAt: at, endedAt: at, trigger };
    await store.record({ kind: 'run', at, result: { ...about, outcome: 'blind', cause: RUN_LOST, headline } });
  }
}

/** A confirmation answers whenever it comes. */
function isMissed({ schedule }: Check, { trigger, lateMs }: Tick): boolean {
  if (trigger !== 'schedule') return false;
  return lateMs > (schedule.kind === 'every' ? Math.min(LATEST_MS, schedule.everyMs / 2) : LATEST_MS);
}

/** This tick and those that would have come since: a schedule that was late goes on with its next tick to come. */
function missed({ schedule }: Check, { at: from }: Tick, now: number) {
  if (schedule.kind === 'every') {
    const others = Math.max(0, Math.floor((now - from) / schedule.everyMs));
    return { from, to: from + others * schedule.everyMs, count: 1 + others };
  }
  const others = ticksBetween(schedule, from, now);
  return { from, to: others.at(-1) ?? from, count: 1 + others.length };
}
