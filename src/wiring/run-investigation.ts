import type { CheckRuns } from '#checking/check-runs.ts';
import type { Captures } from '#history/captures.ts';
import type { History } from '#history/history.ts';
import type { OwnJobs } from '#history/own-jobs.ts';
import type { Keeping, KeptSoFar } from '#history/so-far.ts';
import type { Background, Baseline, Evidence, HealthyRun, PastRun } from '#investigation/evidence.ts';
import { investigate } from '#investigation/investigate.ts';
import { errorSignatures } from '#investigation/log-reading/new-errors.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';
import { type Investigated, wasCached } from '#investigation/past/summarize.ts';
import type { Report } from '#investigation/report/report.ts';
import { goneOnWith } from '#investigation/resume.ts';
import { kindOf, requestLine, type Subject } from '#investigation/subject.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import type { Redactor } from '#lib/redact.ts';
import { CancelledError } from '#queue/cancelling.ts';
import type { InvestigationRequest, Question } from '#queue/requests.ts';
import type { InvestigationTools } from '#queue/work.ts';
import type { Teller, Told } from '#slack/tell/investigation.ts';
import type { Counts } from '#telemetry/counts.ts';
import type { Spans } from '#telemetry/spans.ts';
import { type Stack, setUpOf } from './stack.ts';

/** Lets history know who waits for an investigation now. */
export type KeepAskers = (investigation: string) => Promise<void>;

/** Who asks the same from now on has a question of their own: before the answer is told, so that whoever waits is told. */
export type NoMoreAskers = (question: Question) => Promise<void>;

export interface RunTools {
  readonly history: History;
  readonly soFar: KeptSoFar;
  readonly captures: Captures;
  readonly keepAskers: KeepAskers;
  readonly ownJobs: OwnJobs;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly log: Log;
  /** Keeps what a job logs while it lives, also after its report. */
  capture(stack: Stack, jobId: string): void;
  /** History knows one more; never rejects. */
  onSaved(report: Report): Promise<void>;
  readonly counts: Pick<Counts, 'investigated' | 'looked'>;
  readonly spans: Pick<Spans, 'during'>;
}

/** Nobody looks on: a check runs by its schedule, or a program asked. */
export const UNTOLD: Told = { onSubject: () => {}, onObservation: () => {} };

/** One investigation, told while it runs and remembered at its end. */
export type RunInvestigation = (
  stack: Stack,
  startJob: () => Promise<Subject>,
  told: Told,
  signal: AbortSignal,
  /** The check or the series that asks. */
  of?: Pick<Investigated, 'check' | 'series'>,
  /** Whoever finds that it is not to be kept lets the signal abort. */
  beforeKept?: () => Promise<void>,
) => Promise<Investigated>;

export function createRunInvestigation({
  history,
  soFar,
  captures,
  keepAskers,
  ownJobs,
  redactor,
  clock,
  log,
  capture,
  onSaved,
  counts,
  spans,
}: RunTools): RunInvestigation {
  const recall = createRecall({ history, log });
  const investigating: RunInvestigation = async (stack, startJob, told, signal, of, beforeKept) => {
    let keeping: Keeping | undefined;
    const { evidence, report } = await investigate({
      startJob: async () => {
        const subject = { ...(await startJob()), ...setUpOf(stack.environment) };
        if (subject.job && subject.configure) await ownJobs.note(stack.environment.name, subject.job.id, subject.zero);
        if (subject.job) capture(stack, subject.job.id);
        told.onSubject(subject);
        return subject;
      },
      resume: async (subject) => {
        const isFound = kindOf(subject) === 'found';
        keeping = await soFar.take(subject.investigation, ...(isFound ? [redactor.redactDeep(subject)] : []));
        const { earlier } = keeping;
        if (earlier?.subject) told.onSubject(goneOnWith(subject, earlier));
        return earlier;
      },
      onBegin: (seen) => keeping?.begin(seen, signal),
      probes: stack.probes,
      clock,
      signal,
      redactor,
      onObservation: told.onObservation,
      stage: (name, work) => spans.during(name, {}, work),
      recall: (seen) => recall(stack.environment.name, seen),
    }).finally(() => keeping?.end());
    if (signal.reason instanceof CancelledError) await history.keepEvidence(evidence);
    await beforeKept?.();
    signal.throwIfAborted();
    // Saved is finished: a worker that was stopped meanwhile finds what another one made of it, and changes nothing.
    const earlier = await recallInvestigated(history, report.investigation);
    if (earlier) return earlier;
    counts.investigated(await history.save({ evidence, report, ...of }));
    counts.looked(evidence);
    await keepAskers(report.investigation);
    await soFar.forget(report.investigation);
    // Of a watched job nobody waits for anything, and a second look would cost more than the first.
    if (!evidence.subject.watched) await onSaved(report);
    if (report.jobId !== undefined && report.verdict !== 'healthy') await markFailed(report.environment, report.jobId);
    return { evidence, report };
  };
  return (stack, ...others) =>
    spans.during('investigation', { environment: stack.environment.name }, async (mark) => {
      const investigated = await investigating(stack, ...others);
      const { verdict, cause } = investigated.report;
      mark({ verdict, cause: cause?.id ?? 'none' });
      return investigated;
    });

  async function markFailed(environment: string, jobId: string): Promise<void> {
    try {
      await captures.markFailed(environment, jobId);
    } catch (error) {
      log.warn(
        { environment, jobId, error: describeError(error) },
        'a capture could not be marked as one of a failure',
      );
    }
  }
}

/** Older ones may be of an older stack. */
const MOST_HEALTHY = 10;
const MOST_RECENT = 10;
const RECENT_MS = 24 * 60 * 60_000;

export interface RecallTools {
  readonly history: Pick<History, 'knownErrors' | 'baseline' | 'past' | 'lastWorked'>;
  readonly log: Log;
}

/** What history knows of an investigation's environment and request; undefined where it does not answer, which is logged. */
export type Recall = (environment: string, seen: Evidence) => Promise<Background | undefined>;

export function createRecall({ history, log }: RecallTools): Recall {
  return async (environment, seen) => {
    try {
      const { zero } = seen.subject;
      const [known, usual, healthy, lastWorked, past] = await Promise.all([
        history.knownErrors(environment, errorSignatures(seen)),
        usualFor(environment, seen),
        healthyRuns(environment, seen),
        history.lastWorked(environment, zero),
        history.past({ environment, from: zero - RECENT_MS, to: zero }, MOST_RECENT),
      ]);
      const recent = past.flatMap(jobOf);
      return {
        ...known,
        ...(usual && { usual }),
        ...(healthy.length > 0 && { healthy }),
        ...(lastWorked && { lastWorked }),
        ...(recent.length > 0 && { recent }),
      };
    } catch (error) {
      const { investigation } = seen.subject;
      log.warn({ investigation, error: describeError(error) }, 'what was known and usual before cannot be told');
      return undefined;
    }
  };

  /** Of a job that was there already nobody saw the beginning, and so nothing is usual for it. */
  async function usualFor(environment: string, seen: Evidence): Promise<Baseline | undefined> {
    const { request, zero, watched } = seen.subject;
    if (!request && !watched) return undefined;
    const imageCached = wasCached(buildTimeline(seen));
    const question = {
      request: requestLine(seen.subject),
      ...(watched && { watched }),
      ...(imageCached !== undefined && { imageCached }),
    };
    return history.baseline({ environment, ...question, before: zero });
  }

  /** Of the same request: other parameters make another job; of watched jobs they are not known. Lines of earlier versions have no signals. */
  async function healthyRuns(environment: string, { subject }: Evidence): Promise<readonly HealthyRun[]> {
    const { request, zero, watched = false } = subject;
    if (!request && !watched) return [];
    const query = { environment, request: requestLine(subject), watched, verdict: 'healthy', to: zero } as const;
    const lines = await history.past(query, MOST_HEALTHY);
    return lines.flatMap(({ investigation, startedAt, signals }) =>
      signals ? { investigation, startedAt, signals } : [],
    );
  }
}

/** None of a run that made no job, or that cannot tell what the stack did with it. */
function jobOf({ startedAt, jobId, standing, verdict, cause }: PastInvestigation): readonly PastRun[] {
  if (jobId === undefined) return [];
  const run = { startedAt, jobId, ...(cause !== undefined && { cause }) };
  if (standing === 'works' || standing === 'slow') return [{ ...run, worked: true }];
  const failed = standing === 'fails' || (standing === 'open' && verdict === 'broken');
  return failed ? [{ ...run, worked: false }] : [];
}

/** What an earlier attempt at an investigation came to; undefined where none came to its end. */
export async function recallInvestigated(
  history: Pick<History, 'report' | 'evidence'>,
  investigation: string,
): Promise<Investigated | undefined> {
  const report = await history.report(investigation);
  const evidence = report && (await history.evidence(investigation));
  return report && evidence && { report, evidence };
}

export interface TellingTools {
  readonly teller: Teller;
  readonly history: Pick<History, 'report' | 'evidence'>;
  readonly run: RunInvestigation;
  readonly keepAskers: KeepAskers;
  readonly noMoreAskers: NoMoreAskers;
  readonly checkRuns: CheckRuns;
}

/**
 * An investigation that a person asked for, told in its channel; a check that it is a run of takes it in. What an earlier
 * attempt has found out already is only told.
 */
export async function tellInvestigation(
  { teller, history, run, keepAskers, noMoreAskers, checkRuns }: TellingTools,
  stack: Stack,
  startJob: () => Promise<Subject>,
  request: InvestigationRequest,
  { signal, cancelled, attempt }: Pick<InvestigationTools, 'signal' | 'cancelled' | 'attempt'>,
): Promise<void> {
  let investigated = attempt > 1 ? await recallInvestigated(history, request.investigation) : undefined;
  try {
    if (investigated) {
      await noMoreAskers(request);
      return await teller.report(request, attempt, investigated);
    }
    await teller.during(request, attempt, async (told) => {
      investigated = await run(stack, startJob, told, AbortSignal.any([signal, cancelled]), {
        ...(request.check && { check: request.check.name }),
      });
      await noMoreAskers(request);
      return investigated;
    });
  } finally {
    // Also where Slack did not take the report: the answer is there.
    if (investigated) await keepAskers(request.investigation);
    if (request.check && investigated) await checkRuns.ended(request, request.check, investigated);
  }
}
