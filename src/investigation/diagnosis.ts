import { wasSeen } from './evidence.ts';
import type { FactKind } from './observation.ts';
import type { Found, Rule } from './rules/rule.ts';
import type { Timeline } from './timeline.ts';

/** broken: no consumer within the limit · degraded: there is one, late · inconclusive: what was seen does not decide it. */
export type Verdict = 'healthy' | 'degraded' | 'broken' | 'inconclusive';

export interface Finding extends Found {
  readonly rule: Rule;
}

/** All findings sorted: what nothing else explains, what is explained, and what could not be asked. */
export interface Diagnosis {
  readonly timeline: Timeline;
  readonly verdict: Verdict;
  /** The first finding that no other one explains; absent where it is not determined. */
  readonly cause?: Finding;
  /** Further findings that nothing explains. */
  readonly alsoFound: readonly Finding[];
  readonly symptoms: readonly Finding[];
  readonly notAsked: readonly { readonly rule: Rule; readonly missing: readonly FactKind[] }[];
}

export function diagnose(timeline: Timeline, rules: readonly Rule[]): Diagnosis {
  const whose = timeline.evidence.subject.configure ? 'started' : 'found';
  const apt = rules.filter(({ only }) => only === undefined || only === whose);
  const needsOf = apt.map((rule) => ({
    rule,
    missing: rule.needs.filter((kind) => !wasSeen(timeline.evidence, kind)),
  }));
  const asked = needsOf.filter(({ missing }) => missing.length === 0).map(({ rule }) => rule);
  const findings = asked.flatMap((rule): Finding[] => {
    const found = rule.find(timeline);
    return found ? [{ ...found, rule }] : [];
  });
  const explained = new Set(findings.flatMap(({ rule }) => rule.explains));
  const [cause, ...alsoFound] = findings.filter(({ rule }) => !explained.has(rule.id));
  return {
    timeline,
    verdict: judge(timeline, cause),
    ...(cause && { cause }),
    alsoFound,
    symptoms: findings.filter(({ rule }) => explained.has(rule.id)),
    notAsked: needsOf.filter(({ missing }) => missing.length > 0),
  };
}

/** Where the moment's interval straddles a limit, the doubt is in the stack's favour. */
function judge({ milestones, evidence }: Timeline, cause: Finding | undefined): Verdict {
  const ready = milestones['consumer-ready'];
  const { consumerGoodMs, consumerFailMs } = evidence.subject.limits;
  if (ready.state === 'reached') {
    if (ready.earliest <= consumerGoodMs) return cause ? 'degraded' : 'healthy';
    return ready.earliest <= consumerFailMs ? 'degraded' : 'broken';
  }
  if (ready.state === 'not-reached')
    return ready.after >= consumerFailMs || cause?.rule.final ? 'broken' : 'inconclusive';
  return cause?.rule.blames === 'stack' ? 'broken' : 'inconclusive';
}
