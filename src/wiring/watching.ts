import { type Birth, watchBirths } from '#capture/job-births.ts';
import type { OwnJobs } from '#history/own-jobs.ts';
import type { WatchedNow } from '#history/watched-now.ts';
import type { Investigated } from '#investigation/investigate.ts';
import type { Observation } from '#investigation/observation.ts';
import { type Come, comeSoFar } from '#investigation/report/progress.ts';
import type { Subject } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { watchedJob } from '#lookups/find-job.ts';
import { newInvestigationId } from '#queue/names.ts';
import type { RunInvestigation } from './run-investigation.ts';
import type { Stack } from './stack.ts';

export interface WatchingTools {
  readonly run: RunInvestigation;
  readonly ownJobs: Pick<OwnJobs, 'has'>;
  readonly watchedNow: Pick<WatchedNow, 'tell'>;
  /** The check that its line is of, where one is built on the watched jobs of the environment. */
  checkOf(environment: string): string | undefined;
  /** A watched job has come to its end. */
  ended(investigated: Investigated): Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Looks into each job that is made in an environment from now on, until it is to take no more; what is not at its end at the
 * signal is let go.
 */
export type WatchJobs = (stack: Stack, signal: AbortSignal, holds: () => boolean, noMore: AbortSignal) => Promise<void>;

/** Each is a handful of watches at Kubernetes. A test run starts its jobs one after the other; of more at once some tell enough. */
const MOST_AT_ONCE = 5;
/** How often it is asked whose job it is, and told how far it has come. */
const LOOK_MS = 1_000;

export function createWatchJobs(tools: WatchingTools): WatchJobs {
  const { clock, log } = tools;
  return async (stack, signal, holds, noMore) => {
    const { kubernetes: connection, environment } = stack;
    if (!connection) return;
    const { name } = environment;
    const living = new Set<Promise<void>>();
    const onBirth = (birth: Birth) => {
      if (!holds()) return;
      if (living.size >= MOST_AT_ONCE)
        return log.info(
          { environment: name, jobId: birth.jobId, living: living.size },
          'too many jobs: one is not watched',
        );
      const over = lookInto(tools, stack, birth, signal, holds).finally(() => living.delete(over));
      living.add(over);
    };
    const onBlind = (why: { readonly reason: string; readonly message: string }) =>
      log.warn({ environment: name, reason: why.reason, detail: why.message }, 'no jobs can be watched');
    const onMended = () => log.info({ environment: name }, 'jobs are watched again');
    const until = AbortSignal.any([signal, noMore]);
    const atLeisure = () => living.size === 0;
    await watchBirths({ connection, clock, signal: until, atLeisure, onBirth, onBlind, onMended });
    await Promise.allSettled(living);
  };
}

/** Never rejects: nobody waits for it. */
async function lookInto(
  tools: WatchingTools,
  stack: Stack,
  { jobId, bornAt }: Birth,
  signal: AbortSignal,
  holds: () => boolean,
): Promise<void> {
  const { run, ownJobs, log, checkOf, ended } = tools;
  const { name, limits } = stack.environment;
  const about = { environment: name, jobId };
  const [ours, over] = [new AbortController(), new AbortController()];
  const stop = AbortSignal.any([signal, ours.signal]);
  const unlessOurs = async () => {
    if (!holds() || (await ownJobs.has(name, jobId, bornAt))) ours.abort();
  };
  const subject = watchedJob({ investigation: newInvestigationId(), ...about, bornAt }, limits);
  const observations: Observation[] = [];
  try {
    await unlessOurs();
    stop.throwIfAborted();
    const attending = attend(tools, subject, observations, unlessOurs, over.signal);
    const told = { onSubject: () => {}, onObservation: (seen: Observation) => void observations.push(seen) };
    const check = checkOf(name);
    const investigated = await run(
      stack,
      async () => subject,
      told,
      stop,
      check === undefined ? {} : { check },
      unlessOurs,
    ).finally(() => over.abort());
    await attending;
    await ended(investigated);
    const { verdict, cause } = investigated.report;
    log.info({ ...about, verdict, cause: cause?.id }, 'a watched job is judged');
  } catch (error) {
    if (stop.aborted) return log.debug({ ...about, isOurs: ours.signal.aborted }, 'a job is watched no longer');
    log.error({ ...about, error: describeError(error) }, 'a job could not be watched');
  }
}

/** Until the signal: tells how far it has come, and lets go of it when it turns out to be ours. */
async function attend(
  { watchedNow, clock, log }: WatchingTools,
  subject: Subject,
  observations: readonly Observation[],
  unlessOurs: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { environment, job } = subject;
  let told: Come | undefined;
  const tell = async () => {
    const come = comeSoFar(subject, observations);
    if (!job || (come.to === told?.to && come.since === told.since)) return;
    await watchedNow.tell(environment, job.id, come);
    told = come;
  };
  for (;;) {
    const isOver = signal.aborted;
    await Promise.all([unlessOurs(), tell()]).catch((error: unknown) =>
      log.debug({ environment, jobId: job?.id, error: describeError(error) }, 'how far a job has come is not told'),
    );
    if (isOver) return;
    await clock.sleep(LOOK_MS, signal).catch(() => {});
  }
}
