import type { History } from '#history/history.ts';
import { isJobId } from '#investigation/job-id.ts';
import { type Compared, compareRuns } from '#investigation/past/diff.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';
import { writeDiff } from '#lookups/diff/report.ts';
import type { LookupRequest } from '#queue/requests.ts';
import { diffMessage, unknownRuns } from '#slack/blocks/diff.ts';
import type { LookupTeller } from '#slack/tell/lookup.ts';

export interface CompareTools {
  readonly history: Pick<History, 'line' | 'past' | 'evidence'>;
  readonly lookupTeller: Pick<LookupTeller, 'answer' | 'alone'>;
}

/** Lays two runs side by side; who asks for one that is not remembered is told alone. */
export async function tellDiff(
  { history, lookupTeller }: CompareTools,
  request: LookupRequest,
  runs: readonly [string, string],
): Promise<void> {
  const { lookup, environment, requestedBy } = request;
  const [one, other] = [await recall(runs[0]), await recall(runs[1])];
  if (!one || !other) {
    const unknown = runs.filter((_, i) => (i === 0 ? !one : !other));
    return lookupTeller.alone(request, unknownRuns(environment, unknown));
  }
  const report = writeDiff(compareRuns(one, other), { lookup, environment, requestedBy });
  await lookupTeller.answer(request, { content: diffMessage(report) });

  /** Of a job the last investigation. One of another environment is none: who may ask here may not ask there. */
  async function lineOf(run: string): Promise<PastInvestigation | undefined> {
    if (isJobId(run)) return (await history.past({ environment, jobId: run }, 1))[0];
    const line = await history.line(run);
    return line?.environment === environment ? line : undefined;
  }

  async function recall(run: string): Promise<Compared | undefined> {
    const line = await lineOf(run);
    const evidence = line && (await history.evidence(line.investigation));
    return line && { line, ...(evidence && { evidence }) };
  }
}
