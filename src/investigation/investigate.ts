import { diagnose } from './diagnosis/diagnose.ts';
import { certainSoFar } from './diagnosis/so-far.ts';
import type { Background, Evidence } from './evidence.ts';
import { type Observing, observe } from './observe.ts';
import type { Report } from './report/report.ts';
import { writeReport } from './report/write.ts';
import { rules } from './rules/index.ts';
import type { Subject } from './subject.ts';
import { buildTimeline } from './timeline/timeline.ts';

export interface Tools extends Observing {
  startJob(): Promise<Subject>;
  /** What earlier investigations logged, and how long they took; undefined where it cannot be told. */
  recall?(evidence: Evidence): Promise<Background | undefined>;
}

export interface Investigated {
  readonly evidence: Evidence;
  readonly report: Report;
}

/** From a question to an answer: act once, look, then think. */
export async function investigate(tools: Tools): Promise<Investigated> {
  const subject = await tools.startJob();
  const seen = await observe(subject, { isDecided: isFinal, ...tools });
  const background = await tools.recall?.(seen);
  const evidence = background ? { ...seen, background } : seen;
  return { evidence, report: explain(evidence) };
}

/** A job that is over for good needs no more waiting. */
function isFinal(...soFar: Parameters<typeof certainSoFar>): boolean {
  return certainSoFar(...soFar)?.rule.final === true;
}

/** All the thinking, and no I/O: the same evidence always gives the same report. */
export function explain(evidence: Evidence): Report {
  const timeline = buildTimeline(evidence);
  const diagnosis = diagnose(timeline, rules);
  return writeReport(diagnosis);
}
