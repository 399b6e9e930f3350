import type { History } from '#history/history.ts';
import { describeRequest } from '#investigation/ask.ts';
import type { Background, Evidence } from '#investigation/evidence.ts';
import { errorSignatures } from '#investigation/log-reading/new-errors.ts';
import type { Baseline } from '#investigation/past.ts';
import type { HealthyRun } from '#investigation/signals.ts';
import { wasCached } from '#investigation/summarize.ts';
import { buildTimeline } from '#investigation/timeline.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';

/** Older ones may be of an older stack. */
const MOST_HEALTHY = 10;

export interface RecallTools {
  readonly history: Pick<History, 'knownErrors' | 'baseline' | 'past'>;
  readonly log: Log;
}

/** What history knows of an investigation's environment and request; undefined where it does not answer, which is logged. */
export type Recall = (environment: string, seen: Evidence) => Promise<Background | undefined>;

export function createRecall({ history, log }: RecallTools): Recall {
  return async (environment, seen) => {
    try {
      const [known, usual, healthy] = await Promise.all([
        history.knownErrors(environment, errorSignatures(seen)),
        usualFor(environment, seen),
        healthyRuns(environment, seen),
      ]);
      return { ...known, ...(usual && { usual }), ...(healthy.length > 0 && { healthy }) };
    } catch (error) {
      const { investigation } = seen.subject;
      log.warn({ investigation, error: describeError(error) }, 'what was known and usual before cannot be told');
      return undefined;
    }
  };

  /** Of a job that somebody else started the parameters are not known, and so not what is usual for them. */
  async function usualFor(environment: string, seen: Evidence): Promise<Baseline | undefined> {
    const { request, zero } = seen.subject;
    if (!request) return undefined;
    const imageCached = wasCached(buildTimeline(seen));
    const question = { request: describeRequest(request), ...(imageCached !== undefined && { imageCached }) };
    return history.baseline({ environment, ...question, before: zero });
  }

  /** Of the same request: other parameters make another job. Lines of earlier versions have no signals. */
  async function healthyRuns(environment: string, { subject }: Evidence): Promise<readonly HealthyRun[]> {
    const { request, zero } = subject;
    if (!request) return [];
    const query = { environment, request: describeRequest(request), verdict: 'healthy', to: zero } as const;
    const lines = await history.past(query, MOST_HEALTHY);
    return lines.flatMap(({ investigation, startedAt, signals }) =>
      signals ? { investigation, startedAt, signals } : [],
    );
  }
}
