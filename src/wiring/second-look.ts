import { stateOf } from '#checks/book.ts';
import type { BookStore } from '#checks/book-store.ts';
import type { History } from '#history/history.ts';
import { mayBeJudged } from '#investigation/past/opinion.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';
import type { Report } from '#investigation/report/report.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import type { Redactor } from '#lib/redact.ts';
import { judgeSecondLook } from '#lookups/history/second-look.ts';
import { lookAtJobs } from '#lookups/jobs/look.ts';
import { writeJobsReport } from '#lookups/jobs/write-report.ts';
import type { SecondLookRequest } from '#queue/requests.ts';
import type { SecondLooks } from '#queue/second-looks.ts';
import { lookingAt, type Stack } from './stack.ts';

/** People have mended it by then, or not; a job of then is gone. */
const AFTER_MS = 10 * 60_000;

/** Sees to it that a verdict which may be wrong is looked at again. Never rejects: a report is told without it. */
export function createPlanSecondLook(secondLooks: Pick<SecondLooks, 'ask'>, log: Log) {
  return async (report: Report): Promise<void> => {
    if (!mayBeJudged(report)) return;
    const { investigation, environment } = report;
    try {
      await secondLooks.ask({ investigation, environment }, AFTER_MS);
    } catch (error) {
      log.warn({ investigation, error: describeError(error) }, 'there will be no second look');
    }
  };
}

export interface LookAgainTools {
  readonly stacks: ReadonlyMap<string, Stack>;
  readonly history: Pick<History, 'line' | 'past' | 'keepSecondLook'>;
  readonly store: Pick<BookStore, 'read'>;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly log: Log;
}

/** More than start in an environment within minutes. */
const MOST_LATER = 1_000;

/** Looks again after a verdict: it reads, keeps what it found in history, and tells nobody. */
export function createLookAgain({ stacks, history, store, redactor, clock, log }: LookAgainTools) {
  return async ({ investigation, environment }: SecondLookRequest, signal: AbortSignal): Promise<void> => {
    const skip = (why: string) => log.info({ secondLookAt: investigation, why }, 'no second look');
    const stack = stacks.get(environment);
    if (!stack) return skip(`there is no environment ${environment} any more`);
    const run = await history.line(investigation);
    if (!run) return skip('it is no longer kept');
    const book = await store.read();
    if (run.check !== undefined && stateOf(book, run.check).paused) return skip(`check ${run.check} is paused`);
    const seen = await look(stack, run, signal);
    const later = await history.past({ environment, from: run.startedAt }, MOST_LATER);
    const found = judgeSecondLook({ run, later, ...seen, incidents: Object.values(book.incidents) });
    await history.keepSecondLook(investigation, found);
    log.info({ secondLookAt: investigation }, 'looked again');
  };

  async function look(stack: Stack, run: PastInvestigation, signal: AbortSignal) {
    const { focusServer } = stack.environment;
    const asked = { lookup: run.investigation, environment: run.environment, requestedBy: run.requestedBy };
    const { evidence, metadata } = await lookAtJobs(
      { ...lookingAt(stack), focusServer, redactor, clock, signal },
      asked,
    );
    return { evidence, living: writeJobsReport(evidence, metadata).jobs };
  }
}
