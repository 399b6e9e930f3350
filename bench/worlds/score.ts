import { diagnose } from '#investigation/diagnosis/diagnose.ts';
import type { Evidence } from '#investigation/evidence.ts';
import type { Report } from '#investigation/report/report.ts';
import { rules } from '#investigation/rules/index.ts';
import { withoutDefect } from '#investigation/timeline/ready.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { sentencesOf } from '#lab/worlds/read.ts';
import { isNamed, rightToSay } from '#lab/worlds/right.ts';
import type { Truth } from '#lab/worlds/truth.ts';
import { recheck, saidOf } from '../diagnosis/score.ts';
import { refuted } from './refuter.ts';
import { untrueCourse, untrueFacts, untrueQuote, untrueWords } from './sentences.ts';

/** What a report is worth in a world, held against what was really so. */
export interface WorldScore {
  /** A cause that is certain or likely and not right. */
  readonly confidentlyWrong: boolean;
  /** The truth is the cause, among what was found or what it could be, or people read it in the stack's own words. */
  readonly named: boolean;
  readonly falseHealthy: boolean;
  /** Broken or degraded, where all was well. */
  readonly falseAlarm: boolean;
  /** Causes and findings whose own refuter stands in the evidence. */
  readonly refuted: readonly string[];
  /** What people read that the evidence does not bear out. */
  readonly untrue: readonly string[];
  /** The rule that named the cause, and whether it was right; absent where none was named. */
  readonly cause?: {
    readonly id: string;
    readonly confidence: 'certain' | 'likely' | 'possible';
    readonly right: boolean;
  };
  readonly said: string;
}

export const failings = ['confidentlyWrong', 'notNamed', 'falseHealthy', 'falseAlarm', 'refuted', 'untrue'] as const;
export type Failing = (typeof failings)[number];

/** What a known defect says is left out by design. */
export function scoreWorld(truth: Truth, report: Report, seen: Evidence): WorldScore {
  const evidence = withoutDefect(seen);
  const { cause, verdict, headline } = report;
  const isRight = cause === undefined || rightToSay(truth, report, cause);
  const { claims, held } = recheck(report, evidence, diagnose(buildTimeline(evidence), rules));
  const uncited = claims > held ? [`${claims - held} claims do not stand in the evidence`] : [];
  return {
    confidentlyWrong: cause !== undefined && cause.confidence !== 'possible' && !isRight,
    named: isNamed(truth, report),
    falseHealthy: verdict === 'healthy' && truth.unwell,
    falseAlarm: truth.fate === 'well' && (verdict === 'broken' || verdict === 'degraded'),
    refuted: refuted(report, evidence),
    untrue: [
      ...uncited,
      ...sentencesOf(report).flatMap((sentence) => untrueWords(sentence, evidence)),
      ...untrueQuote(report, evidence),
      ...untrueFacts(report, evidence),
      ...untrueCourse(report, evidence),
    ],
    ...(cause?.confidence && { cause: { id: cause.id, confidence: cause.confidence, right: isRight } }),
    said: `${saidOf(report)}: ${headline}`,
  };
}

/** Where something is wrong it must be named; in a world that is well, and in one that is nearly late, there is nothing to name. */
export function failingsOf({ fate }: Truth, score: WorldScore): readonly Failing[] {
  const isWrong = fate === 'none' || fate === 'late';
  const has: { readonly [F in Failing]: boolean } = {
    confidentlyWrong: score.confidentlyWrong,
    notNamed: isWrong && !score.named,
    falseHealthy: score.falseHealthy,
    falseAlarm: score.falseAlarm,
    refuted: score.refuted.length > 0,
    untrue: score.untrue.length > 0,
  };
  return failings.filter((failing) => has[failing]);
}
