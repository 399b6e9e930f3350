import type { OwnJobs } from '#history/own-jobs.ts';
import type { KeptSoFar } from '#history/so-far.ts';
import type { UnderWatch, WatchedJob } from '#history/under-watch.ts';
import type { WatchedNow } from '#history/watched-now.ts';
import type { Investigated } from '#investigation/investigate.ts';
import type { Observation } from '#investigation/observation.ts';
import { type Come, comeSoFar } from '#investigation/report/progress.ts';
import type { Subject } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { watchedJob } from '#lookups/find-job.ts';
import type { RunInvestigation } from './run-investigation.ts';
import type { Stack } from './stack.ts';

export interface WatchedJobTools {
  readonly run: RunInvestigation;
  readonly ownJobs: Pick<OwnJobs, 'has'>;
  readonly watchedNow: Pick<WatchedNow, 'tell'>;
  readonly underWatch: UnderWatch;
  readonly soFar: Pick<KeptSoFar, 'has' | 'forget'>;
  /** What a worker before came to, where it died after that. */
  recalled(investigation: string): Promise<Investigated | undefined>;
  /** The check that its line is of, where one is built on the watched jobs of the environment. */
  checkOf(environment: string): string | undefined;
  /** A watched job has come to its end; told again of the same one where a worker died right then. */
  ended(investigated: Investigated): Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Watching {
  readonly stack: Stack;
  readonly job: WatchedJob;
  /** A worker before began with it. */
  readonly isLeft: boolean;
  readonly signal: AbortSignal;
  holds(): boolean;
}

/** How often it is asked whose job it is, and told how far it has come. */
const LOOK_MS = 1_000;

/** Never rejects: nobody waits for it. What the signal cuts short, whoever watches next goes on with. */
export async function lookInto(tools: WatchedJobTools, watching: Watching): Promise<void> {
  const { ownJobs, underWatch, soFar, log } = tools;
  const { stack, job, signal, holds } = watching;
  const { name } = stack.environment;
  const about = { environment: name, jobId: job.jobId };
  const [ours, others] = [new AbortController(), new AbortController()];
  const stop = AbortSignal.any([signal, ours.signal, others.signal]);
  const unlessOurs = async () => {
    if (!holds()) others.abort();
    else if (await ownJobs.has(name, job.jobId, job.bornAt)) ours.abort();
  };
  try {
    await unlessOurs();
    stop.throwIfAborted();
    const { verdict, cause } = (await judged(tools, watching, stop, unlessOurs)).report;
    log.info({ ...about, verdict, cause: cause?.id }, 'a watched job is judged');
  } catch (error) {
    const isOurs = ours.signal.aborted;
    if (stop.aborted) log.debug({ ...about, isOurs }, 'a job is watched no longer');
    else log.error({ ...about, error: describeError(error) }, 'a job could not be watched');
    if (stop.aborted && !isOurs) return;
  }
  await Promise.all([underWatch.end(name, job.investigation), soFar.forget(job.investigation)]).catch(
    (error: unknown) => log.warn({ ...about, error: describeError(error) }, 'a watched job is over, and still kept'),
  );
}

async function judged(
  tools: WatchedJobTools,
  { stack, job, isLeft }: Watching,
  stop: AbortSignal,
  unlessOurs: () => Promise<void>,
): Promise<Investigated> {
  const { run, checkOf, ended, recalled, soFar, underWatch, clock } = tools;
  const { name, limits } = stack.environment;
  const earlier = isLeft ? await recalled(job.investigation) : undefined;
  if (isLeft && !earlier && !(await soFar.has(job.investigation)))
    throw new Error('nothing is left of what was seen of it from its beginning on');
  if (!isLeft) await underWatch.begin(name, job);
  const looked = async () => {
    const subject = watchedJob({ ...job, environment: name }, limits, clock.now());
    const observations: Observation[] = [];
    const over = new AbortController();
    const attending = attend(tools, subject, observations, unlessOurs, over.signal);
    const told = { onSubject: () => {}, onObservation: (seen: Observation) => void observations.push(seen) };
    const check = checkOf(name);
    const of = check === undefined ? {} : { check };
    const investigated = await run(stack, async () => subject, told, stop, of, unlessOurs).finally(() => over.abort());
    await attending;
    return investigated;
  };
  const investigated = earlier ?? (await looked());
  await ended(investigated);
  return investigated;
}

/** Until the signal: tells how far it has come, and lets go of it when it turns out to be ours. */
async function attend(
  { watchedNow, clock, log }: WatchedJobTools,
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
