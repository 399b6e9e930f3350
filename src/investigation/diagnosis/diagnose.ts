import { describeError } from '#lib/errors.ts';
import { wasSeen } from '../evidence.ts';
import type { Diagnosis, FailedRule, Finding, Rule } from '../finding.ts';
import type { FactKind } from '../observation.ts';
import { kindOf, type SubjectKind } from '../subject.ts';
import { consumerGone } from '../timeline/metadata-answers.ts';
import { whatCounts } from '../timeline/ready.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { alternativesOf, notExcludedBy } from './alternatives.ts';
import { heldOf, isTooOftenWrong } from './held.ts';
import { sharedWithHealthy } from './shared-with-healthy.ts';
import { beganTooLate } from './too-late.ts';
import { isDecidedUnseen, isProven, judge } from './verdict.ts';

export function diagnose(timeline: Timeline, rules: readonly Rule[]): Diagnosis {
  const { findings: found, notAsked, failed } = ask(timeline, rules);
  const isAble = canBeCause(timeline);
  const isKnown = found.some((finding) => !finding.rule.lastResort && isAble(finding));
  const findings = isKnown ? found.filter(({ rule }) => !rule.lastResort) : found;
  const able = findings.filter(isAble);
  const explained = new Set(able.flatMap(({ rule }) => rule.explains));
  const roots = findings.filter(({ rule }) => !explained.has(rule.id));
  const [cause, ...others] = able.filter(({ rule }) => !explained.has(rule.id)).toSorted(bySureness(timeline));
  const barred = roots.filter((finding) => finding.confidence !== 'possible' && !able.includes(finding));
  const verdict = judge(timeline, able, cause);
  const notExcluded =
    verdict === 'healthy' ? notAsked.filter(({ rule }) => rule.showsLater) : notExcludedBy(timeline, notAsked, cause);
  // What may only be slow is no news beside a cause.
  const isKnownWhy = cause && cause.rule.blames !== 'path';
  const isNews = ({ confidence, rule }: Finding) =>
    confidence === 'possible' && !(isKnownWhy && rule.blames === 'pace');
  const possible = verdict === 'healthy' ? [] : roots.filter(isNews);
  return {
    timeline,
    verdict,
    ...(cause && { cause }),
    alsoFound: [...others, ...barred],
    symptoms: findings.filter(({ rule }) => explained.has(rule.id)),
    alternatives: !cause && isDecidedUnseen(timeline) ? [] : alternativesOf(timeline, possible, notExcluded),
    notExcluded,
    notAsked,
    failed,
  };
}

const JOBS: readonly SubjectKind[] = ['started', 'found'];

/** What only a job has is not needed without one. */
const OF_A_JOB: readonly FactKind[] = ['configure-answer', 'metadata-answer', 'queue-state', 'log-line'];

function ask(timeline: Timeline, rules: readonly Rule[]) {
  const kind = kindOf(timeline.evidence.subject);
  const { by } = whatCounts(timeline.evidence);
  const apt = rules.filter(({ asksOf = JOBS, countsBy = by }) => asksOf.includes(kind) && countsBy === by);
  const asked = apt.map((rule) => ({
    rule,
    missing: needsOf(rule, timeline).filter(
      (need) => !wasSeen(timeline.evidence, need) && !(kind === 'environment' && OF_A_JOB.includes(need)),
    ),
  }));
  const failed: FailedRule[] = [];
  const findings = asked
    .filter(({ missing }) => missing.length === 0)
    .flatMap(({ rule }): Finding[] => {
      try {
        const found = rule.find(timeline);
        return found ? [weighed(timeline, { ...found, rule })] : [];
      } catch (error) {
        if (rule.plugin === undefined) throw error;
        failed.push({ rule, why: describeError(error) });
        return [];
      }
    });
  return { findings, notAsked: asked.filter(({ missing }) => missing.length > 0), failed };
}

/** A rule needs what tells whether the job is there, which is metadata unless told. */
function needsOf({ needs }: Rule, { evidence }: Timeline): readonly FactKind[] {
  const { kind } = whatCounts(evidence);
  return needs.map((need) => (need === 'metadata-answer' ? kind : need));
}

/** What healthy jobs show too, what has its own refuter in the evidence, or was wrong too often, is at most possible. */
function weighed(timeline: Timeline, finding: Finding): Finding {
  const refuters = finding.rule.refutedBy?.(timeline) ?? [];
  if (refuters.length > 0)
    return { ...finding, confidence: 'possible', against: [...(finding.against ?? []), ...refuters] };
  const isDoubtful =
    sharedWithHealthy(timeline, finding) || (finding.confidence === 'likely' && isTooOftenWrong(heldOf(finding)));
  return isDoubtful ? { ...finding, confidence: 'possible' } : finding;
}

function canBeCause(timeline: Timeline): (finding: Finding) => boolean {
  const isTooLate = beganTooLate(timeline);
  // Metadata's own answer, whichever it was, is no blindness.
  const answered = isProven(timeline) || timeline.milestones['consumer-ready'].state === 'reached';
  // A consumer that went again was late at most, and that is not what is wrong.
  const isGone = consumerGone(timeline.evidence) !== undefined;
  return (finding) =>
    finding.confidence !== 'possible' &&
    !isTooLate(finding) &&
    !(answered && finding.rule.blames === 'path') &&
    !(isGone && finding.rule.blames === 'pace');
}

/**
 * The stack before the bot's own blindness, and what leaves a job its consumer between them where that is missing; of each,
 * certain before likely; then the order of the rules.
 */
function bySureness({ milestones, evidence }: Timeline): (a: Finding, b: Finding) => number {
  const isMissing = milestones['consumer-ready'].state !== 'reached' || consumerGone(evidence) !== undefined;
  const place = ({ confidence, rule }: Finding) =>
    (rule.blames === 'path' ? 4 : rule.leavesConsumer && isMissing ? 2 : 0) + (confidence === 'likely' ? 1 : 0);
  return (a, b) => place(a) - place(b);
}
