import type { Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import type { Report } from '#investigation/report/report.ts';
import { cleanLine } from '#lib/clean.ts';
import { redactDeep } from '#lib/redact.ts';

/** What today's rules say of evidence, masked as a bundle's report is. */
export function judge(evidence: Evidence): Report {
  return redactDeep(explain(evidence));
}

/** A verdict in a few words: `broken (pod-not-scheduled)`. */
export interface Judgement {
  readonly verdict: Report['verdict'];
  /** The id of the rule that names the cause. */
  readonly cause?: string;
}

export function judgementOf({ verdict, cause }: Report): Judgement {
  return { verdict, ...(cause && { cause: cause.id }) };
}

export function sameJudgement(a: Judgement, b: Judgement): boolean {
  return a.verdict === b.verdict && a.cause === b.cause;
}

export function judgementWords({ verdict, cause }: Judgement): string {
  return `${verdict} (${cause === undefined ? 'no cause named' : cleanLine(cause)})`;
}
