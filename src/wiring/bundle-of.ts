import { makeBundle } from '#bundle/make-bundle.ts';
import type { FindCapture } from '#history/capture.ts';
import type { History } from '#history/history.ts';
import type { Clock } from '#lib/clock.ts';
import { botVersion } from '#lib/version.ts';

export interface BundleTools {
  readonly history: Pick<History, 'evidence' | 'report' | 'judgedBy'>;
  readonly captures: FindCapture;
  readonly clock: Pick<Clock, 'now'>;
}

/** All that is kept of an investigation, as one .zip; undefined where it is not kept. */
export async function bundleOf(
  { history, captures, clock }: BundleTools,
  investigation: string,
): Promise<Uint8Array | undefined> {
  const [evidence, report, judgedBy] = await Promise.all([
    history.evidence(investigation),
    history.report(investigation),
    history.judgedBy(investigation),
  ]);
  if (!evidence || !report) return undefined;
  const { environment, job } = evidence.subject;
  const capture = job && (await captures.find(environment, job.id));
  const kept = { evidence, report, ...(judgedBy && { judgedBy }), ...(capture && { capture }) };
  return makeBundle({ ...kept, version: botVersion(), madeAt: clock.now() });
}
