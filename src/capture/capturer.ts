import type { Captures } from '#history/captures.ts';
import { isJobId, jobIdIn } from '#investigation/job-id.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import type { Redactor } from '#lib/redact.ts';
import { settlesWithin } from '#lib/settles-within.ts';
import type { KubernetesConnection } from '#probes/kubernetes/client.ts';
import type { EventObject } from '#probes/kubernetes/objects.ts';
import { type LogSource, logLine, type MaskedLine } from '#probes/logs/log-line.ts';
import { type Blindness, followJob, lifeOf } from './followed-job.ts';
import { createFollowedJobs } from './followed-jobs.ts';
import { type CaptureLimits, LIMITS } from './limits.ts';
import { jobsNamedIn } from './named-jobs.ts';
import { lookAround, type Part, type SeenPod } from './namespace-watch.ts';
import { createRecentlySeen } from './recently-seen.ts';
import { createSlots } from './slots.ts';
import { createTroubles } from './troubles.ts';

/** Follows jobs while they live, and keeps what they go through and log. */
export interface Capturer {
  /**
   * From now on until its pods are gone, and ten minutes at most, follows the job in the background. Does nothing when
   * it is followed here already.
   */
  capture(jobId: string): void;
  /**
   * Follows every job of the namespace, from its beginning where its pods are there already, until the signal. Resolves
   * soon after it. `holds` is asked before anything is kept: false means that another process may do this now.
   */
  watch(signal: AbortSignal, holds?: () => boolean): Promise<void>;
  /** Stops, and keeps what it has if that goes within a second or two. */
  close(): Promise<void>;
}

export interface CapturerOptions {
  readonly connection: KubernetesConnection;
  readonly clock: Clock;
  readonly log: Log;
  readonly captures: Captures;
  readonly environment: string;
  readonly redact: Redactor;
  readonly limits?: Partial<CaptureLimits>;
}

/** Real time, whatever clock the lab runs on: Redis is no part of its world. */
const CLOSE_MS = 1_000;

export function createCapturer(options: CapturerOptions): Capturer {
  const { connection, clock, log, captures, environment, redact } = options;
  const limits = { ...LIMITS, ...options.limits };
  const budget = { most: limits.waiting, used: 0 };
  const slots = createSlots(limits.logs);
  const troubles = createTroubles(log.child({ environment }));
  const recently = createRecentlySeen(clock);
  /** Until when a job is followed that nobody watches. */
  const wanted = new Map<string, number>();
  const closed = new AbortController();
  let watching: { readonly holds: () => boolean } | undefined;
  let looking: { readonly stop: AbortController; readonly ended: Promise<unknown> } | undefined;
  const followed = createFollowedJobs({
    clock,
    troubles,
    isWanted: (jobId) => watching !== undefined || (wanted.get(jobId) ?? 0) > clock.now(),
    permitFor: (jobId) => (!watching || wanted.has(jobId) ? () => true : watching.holds),
    onLeft: (jobId) => void wanted.delete(jobId),
  });

  return {
    capture: (jobId) => {
      if (!isJobId(jobId)) throw new Error(`"${jobId}" is not a job id`);
      if (closed.signal.aborted || wanted.has(jobId)) return;
      wanted.set(jobId, clock.now() + limits.longestMs);
      if (!followed.get(jobId)) begin(jobId);
      look();
    },
    watch: async (signal, holds = () => true) => {
      if (signal.aborted || closed.signal.aborted) return;
      watching = { holds };
      for (const seen of recently.pods) onPod(seen);
      look();
      await comes(AbortSignal.any([signal, closed.signal]));
      if (closed.signal.aborted) return;
      const kept = followed.close((jobId) => !wanted.has(jobId));
      watching = undefined;
      await settlesWithin(systemClock, CLOSE_MS, kept);
      rest();
    },
    close: async () => {
      closed.abort();
      const { ended } = looking ?? {};
      const kept = followed.close(() => true);
      looking?.stop.abort();
      await settlesWithin(systemClock, CLOSE_MS, Promise.all([kept, ended]));
    },
  };

  /** Begins to look around, if it does not already. */
  function look(): void {
    if (looking) return;
    const stop = new AbortController();
    const { signal } = stop;
    const atLeisure = () => followed.isEmpty;
    const hears = { atLeisure, onPod, onEvent, onBackendLine, onBlind, onMended };
    const around = lookAround({ connection, clock, redactor: redact, signal, ...hears });
    looking = { stop, ended: Promise.all([around, attend(signal)]) };
  }

  /** Looks no more when there is nothing to look for. */
  function rest(): void {
    if (watching || !followed.isEmpty) return;
    looking?.stop.abort();
    looking = undefined;
    recently.clear();
  }

  async function attend(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(limits.flushMs, signal).catch(() => {});
      if (signal.aborted) return;
      if (!recently.isBlind('pods')) for (const { capture } of followed.all()) capture.stillThere();
      followed.attend();
      rest();
    }
  }

  function begin(jobId: string): void {
    const job = followJob({
      jobId,
      writer: captures.writer(environment, jobId),
      connection,
      clock,
      redact,
      slots,
      budget,
      mostBytes: limits.waitingOfJob,
      onBlind: (why) => troubles.tell('job-logs', why),
      onMended: () => troubles.mended('job-logs'),
    });
    followed.add(job);
    recently.tell(job);
  }

  function onPod(seen: SeenPod): void {
    const jobId = jobIdIn(seen.pod.metadata.name);
    if (jobId === undefined) return;
    recently.pod(seen);
    const known = followed.get(jobId);
    if (known?.capture.isOf(lifeOf(seen.pod))) known.pod(seen);
    else if (!seen.gone && (watching || wanted.has(jobId))) {
      const until = wanted.get(jobId);
      if (known) followed.leave(known);
      if (until !== undefined) wanted.set(jobId, until);
      begin(jobId);
    }
  }

  function onEvent(event: EventObject): void {
    const jobId = jobIdIn(event.involvedObject.name);
    if (jobId === undefined) return;
    recently.event(jobId, event);
    followed.get(jobId)?.event(event, clock.now());
  }

  function onBackendLine(written: MaskedLine, from: LogSource): void {
    const jobIds = jobsNamedIn(written.text);
    if (jobIds.length === 0) return;
    const line = { ...logLine(written, from), namesJob: true };
    recently.backendLine(jobIds, line);
    for (const jobId of jobIds) followed.get(jobId)?.backendLine(line, clock.now());
  }

  function onBlind(part: Part, why: Blindness): void {
    recently.blind(part, why);
    troubles.tell(part, why);
    for (const job of followed.all()) job.blind(part, why);
  }

  function onMended(part: Part): void {
    recently.mended(part);
    troubles.mended(part);
  }
}

function comes(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
