import type { Investigated } from '#investigation/investigate.ts';
import type { Subject } from '#investigation/subject.ts';
import type { InvestigationRequest } from '#queue/requests.ts';
import type { Teller } from '#slack/tell.ts';
import type { CheckRuns } from './check-runs.ts';
import type { RunInvestigation } from './run-investigation.ts';
import type { Stack } from './stack.ts';

export interface TellingTools {
  readonly teller: Teller;
  readonly run: RunInvestigation;
  readonly checkRuns: CheckRuns;
}

/** An investigation that a person asked for, told in its channel; a check that it is a run of takes it in. */
export async function tellInvestigation(
  { teller, run, checkRuns }: TellingTools,
  stack: Stack,
  startJob: () => Promise<Subject>,
  request: InvestigationRequest,
  signal: AbortSignal,
): Promise<void> {
  let investigated: Investigated | undefined;
  try {
    await teller.during(request, async (told) => {
      investigated = await run(stack, startJob, told, signal, request.check?.name);
      return investigated.report;
    });
  } finally {
    // Also where Slack did not take the report: the answer is there.
    if (request.check && investigated) await checkRuns.ended(request, request.check, investigated);
  }
}
