import { WORKER_STOPPED } from '#checks/judge-timing.ts';
import type { Evidence } from '#investigation/evidence.ts';
import type { Investigated } from '#investigation/investigate.ts';
import type { Report } from '#investigation/report/report.ts';
import type { CheckRun, InvestigationRequest } from '#queue/requests.ts';
import type { InvestigationTools } from '#queue/work.ts';
import type { CheckRuns } from './check-runs.ts';

export interface SilentRunTools {
  readonly checkRuns: CheckRuns;
  readonly history: {
    report(investigation: string): Promise<Report | undefined>;
    evidence(investigation: string): Promise<Evidence | undefined>;
  };
}

/** A run that nobody asked for: what it comes to is told by its check's incident, if at all. */
export function isSilent(
  request: InvestigationRequest,
): request is InvestigationRequest & { readonly check: CheckRun } {
  return request.check !== undefined && request.check.trigger !== 'person';
}

/**
 * A check's run that is not told as such: its book takes in what it comes to. One that was cut short is not run again:
 * its job is half gone, and what is left of it would look like a fault of the stack.
 */
export function createSilentRun({ checkRuns, history }: SilentRunTools) {
  return async (
    investigate: () => Promise<Investigated>,
    request: InvestigationRequest & { readonly check: CheckRun },
    { attempt }: InvestigationTools,
  ): Promise<void> => {
    const { check } = request;
    if (attempt === 1) return checkRuns.ended(request, check, await investigate());
    const earlier = await saved(request.investigation);
    if (earlier) return checkRuns.ended(request, check, earlier);
    await checkRuns.blind(
      request,
      check,
      WORKER_STOPPED,
      'The run was cut short: its worker was stopped or died over it',
    );
  };

  async function saved(investigation: string): Promise<Investigated | undefined> {
    const [evidence, report] = await Promise.all([history.evidence(investigation), history.report(investigation)]);
    return evidence && report && { evidence, report };
  }
}
