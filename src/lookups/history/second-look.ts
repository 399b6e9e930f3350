import type { Incident } from '#checks/book.ts';
import { type Evidence, observed } from '#investigation/evidence.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';
import type { NextJob, SecondLook } from '#investigation/past/second-look.ts';
import { clusterTime } from '#investigation/timeline/clocks.ts';

/** A job that lives, as the list of jobs has it. */
export interface LivingJob {
  readonly jobId: string;
  readonly ageMs?: number;
  readonly health: 'well' | 'starting' | 'ending' | 'unwell' | 'unclear';
  readonly consumers?: number;
}

/** All that is known some minutes after a verdict. */
export interface Since {
  /** The investigation whose verdict it is. */
  readonly run: PastInvestigation;
  /** Investigations of its environment that started after it, in any order. */
  readonly later: readonly PastInvestigation[];
  /** One look at the environment, and the jobs that were seen in it. */
  readonly evidence: Evidence;
  readonly living: readonly LivingJob[];
  readonly incidents: readonly Incident[];
}

/** What a second look tells; what was not seen is absent. Pure. */
export function judgeSecondLook({ run, later, evidence, living, incidents }: Since): SecondLook {
  const next = nextInvestigated(run, later) ?? nextLiving(run, living, evidence.endedAt);
  const restarted = wasRestarted(evidence, endOf(run));
  const alert = alertOf(run, incidents);
  return {
    at: evidence.endedAt,
    ...(next && { next }),
    ...(restarted !== undefined && { restarted }),
    ...(alert && { alert }),
  };
}

function endOf({ startedAt, tookMs }: PastInvestigation): number {
  return startedAt + tookMs;
}

function nextInvestigated(run: PastInvestigation, later: readonly PastInvestigation[]): NextJob | undefined {
  const others = later
    .filter(({ investigation, startedAt }) => investigation !== run.investigation && startedAt > run.startedAt)
    .filter(({ jobId }) => jobId === undefined || jobId !== run.jobId)
    .toSorted((one, other) => one.startedAt - other.startedAt);
  for (const { jobId, ...line } of others) {
    const consumer = gotConsumer(line);
    if (consumer !== undefined) return { consumer, ...(jobId !== undefined && { jobId }), from: 'history' };
  }
  return undefined;
}

/** A job that was not well may have had one, late. */
function gotConsumer({ verdict, totalMs }: Omit<PastInvestigation, 'jobId'>): boolean | undefined {
  if (totalMs !== undefined || verdict === 'healthy') return true;
  return verdict === 'broken' ? false : undefined;
}

/** The oldest job that was made after the investigation ended and is judged already. */
function nextLiving(run: PastInvestigation, living: readonly LivingJob[], now: number): NextJob | undefined {
  const born = living
    .flatMap(({ ageMs, ...job }) => (ageMs === undefined ? [] : [{ ...job, ageMs }]))
    .filter(({ jobId, ageMs }) => jobId !== run.jobId && now - ageMs > endOf(run))
    .toSorted((one, other) => other.ageMs - one.ageMs);
  for (const { jobId, health, consumers = 0 } of born) {
    if (health === 'well' || consumers > 0) return { consumer: true, jobId, from: 'look' };
    if (health === 'unwell') return { consumer: false, jobId, from: 'look' };
  }
  return undefined;
}

/** Undefined where no container of the backend was seen, or the cluster's clock was not. */
function wasRestarted(evidence: Evidence, since: number): boolean | undefined {
  const sinceStamp = clusterTime(evidence, since);
  const started = observed(evidence, 'pod-state')
    .flatMap(({ fact }) => (fact.role === 'backend' && !fact.deleted ? fact.containers : []))
    .flatMap(({ startedStamp }) => startedStamp ?? []);
  if (sinceStamp === undefined || started.length === 0) return undefined;
  return started.some((stamp) => stamp > sinceStamp);
}

/** Alerts that were under way during the run, of its check or of its cause. */
function alertOf(run: PastInvestigation, incidents: readonly Incident[]): SecondLook['alert'] | undefined {
  const same = incidents.filter(
    ({ kind, environment, since, resolvedAt = Number.POSITIVE_INFINITY, members }) =>
      kind === 'failure' &&
      environment === run.environment &&
      since <= endOf(run) &&
      resolvedAt >= run.startedAt &&
      members.some(
        ({ check, causes }) => check === run.check || (run.cause !== undefined && causes.includes(run.cause)),
      ),
  );
  if (same.length === 0) return undefined;
  return same.every(({ state }) => state === 'resolved') ? 'healed' : 'open';
}
