import type { Captures } from '#history/captures.ts';
import type { History } from '#history/history.ts';
import { type Investigated, investigate } from '#investigation/investigate.ts';
import type { Subject } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import type { Redactor } from '#lib/redact.ts';
import type { Told } from '#slack/tell.ts';
import { createRecall } from './recall.ts';
import type { Stack } from './stack.ts';
import { stackNames } from './stack-names.ts';

export interface RunTools {
  readonly history: History;
  readonly captures: Captures;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly log: Log;
  /** Keeps what a job logs while it lives, also after its report. */
  capture(stack: Stack, jobId: string): void;
  /** History knows one more. */
  onSaved(): void;
}

/** One investigation, told while it runs and remembered at its end. */
export type RunInvestigation = (
  stack: Stack,
  startJob: () => Promise<Subject>,
  told: Told,
  signal: AbortSignal,
  /** The check that asks. */
  check?: string,
) => Promise<Investigated>;

export function createRunInvestigation({
  history,
  captures,
  redactor,
  clock,
  log,
  capture,
  onSaved,
}: RunTools): RunInvestigation {
  const recall = createRecall({ history, log });
  return async (stack, startJob, told, signal, check) => {
    const { evidence, report } = await investigate({
      startJob: async () => {
        const subject = { ...(await startJob()), stack: stackNames(stack.environment) };
        if (subject.job) capture(stack, subject.job.id);
        told.onSubject(subject);
        return subject;
      },
      probes: stack.probes,
      clock,
      signal,
      redactor,
      onObservation: told.onObservation,
      recall: (seen) => recall(stack.environment.name, seen),
    });
    signal.throwIfAborted();
    await history.save({ evidence, report, ...(check !== undefined && { check }) });
    onSaved();
    if (report.jobId !== undefined && report.verdict !== 'healthy') await markFailed(report.environment, report.jobId);
    return { evidence, report };
  };

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
