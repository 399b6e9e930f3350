import { alternativesOf, notExcludedBy } from './alternatives.ts';
import { wasSeen } from './evidence.ts';
import type { FactKind } from './observation.ts';
import type { Found, Rule } from './rules/rule.ts';
import { sharedWithHealthy } from './shared-with-healthy.ts';
import type { Timeline } from './timeline.ts';
import { beganTooLate } from './too-late.ts';
import { isProven, judge } from './verdict.ts';

/** broken: no consumer within the limit · degraded: there is one, late · inconclusive: what was seen does not decide it. */
export type Verdict = 'healthy' | 'degraded' | 'broken' | 'inconclusive';

export interface Finding extends Found {
  readonly rule: Rule;
}

/** A rule that was not asked, with the facts it lacks. */
export interface NotAsked {
  readonly rule: Rule;
  readonly missing: readonly FactKind[];
}

/** possible: it was asked and fits · not-excluded: it could not be asked, and nothing that was seen contradicts it. */
export type Alternative =
  | { readonly standing: 'possible'; readonly rule: Rule; readonly finding: Finding }
  | { readonly standing: 'not-excluded'; readonly rule: Rule; readonly missing: readonly FactKind[] };

/** All findings sorted: what nothing else explains, what is explained, what else it could be, and what could not be asked. */
export interface Diagnosis {
  readonly timeline: Timeline;
  readonly verdict: Verdict;
  /** The surest finding that no other one explains, at least *likely*; absent where it is not determined. */
  readonly cause?: Finding;
  /** Further findings that nothing explains, or that cannot have caused what was seen. */
  readonly alsoFound: readonly Finding[];
  readonly symptoms: readonly Finding[];
  /** The likeliest first; none where all is well. */
  readonly alternatives: readonly Alternative[];
  /** The causes that could not be asked about and would matter. */
  readonly notExcluded: readonly NotAsked[];
  readonly notAsked: readonly NotAsked[];
}

export function diagnose(timeline: Timeline, rules: readonly Rule[]): Diagnosis {
  const { findings, notAsked } = ask(timeline, rules);
  const able = findings.filter(canBeCause(timeline));
  const explained = new Set(able.flatMap(({ rule }) => rule.explains));
  const roots = findings.filter(({ rule }) => !explained.has(rule.id));
  const [cause, ...others] = able.filter(({ rule }) => !explained.has(rule.id)).toSorted(bySureness);
  const barred = roots.filter((finding) => finding.confidence !== 'possible' && !able.includes(finding));
  const verdict = judge(timeline, able, cause);
  const notExcluded =
    verdict === 'healthy' ? notAsked.filter(({ rule }) => rule.showsLater) : notExcludedBy(timeline, notAsked, cause);
  const possible = verdict === 'healthy' ? [] : roots.filter(({ confidence }) => confidence === 'possible');
  return {
    timeline,
    verdict,
    ...(cause && { cause }),
    alsoFound: [...others, ...barred],
    symptoms: findings.filter(({ rule }) => explained.has(rule.id)),
    alternatives: alternativesOf(timeline, possible, notExcluded),
    notExcluded,
    notAsked,
  };
}

function ask(timeline: Timeline, rules: readonly Rule[]) {
  const whose = timeline.evidence.subject.configure ? 'started' : 'found';
  const apt = rules.filter(({ only }) => only === undefined || only === whose);
  const needsOf = apt.map((rule) => ({
    rule,
    missing: rule.needs.filter((kind) => !wasSeen(timeline.evidence, kind)),
  }));
  const findings = needsOf
    .filter(({ missing }) => missing.length === 0)
    .flatMap(({ rule }): Finding[] => {
      const found = rule.find(timeline);
      return found ? [weighed(timeline, { ...found, rule })] : [];
    });
  return { findings, notAsked: needsOf.filter(({ missing }) => missing.length > 0) };
}

/** What healthy jobs show too is at most possible. */
function weighed(timeline: Timeline, finding: Finding): Finding {
  return sharedWithHealthy(timeline, finding) ? { ...finding, confidence: 'possible' } : finding;
}

function canBeCause(timeline: Timeline): (finding: Finding) => boolean {
  const isTooLate = beganTooLate(timeline);
  // Metadata's own answer, whichever it was, is no blindness.
  const answered = isProven(timeline) || timeline.milestones['consumer-ready'].state === 'reached';
  return (finding) =>
    finding.confidence !== 'possible' && !isTooLate(finding) && !(answered && finding.rule.blames === 'path');
}

/** Certain before likely; of those as sure, blindness last; then the order of the rules. */
function bySureness(a: Finding, b: Finding): number {
  return place(a) - place(b);
}

function place({ confidence, rule }: Finding): number {
  return (confidence === 'likely' ? 2 : 0) + (rule.blames === 'path' ? 1 : 0);
}
