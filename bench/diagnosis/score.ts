import type { Evidence } from '#investigation/evidence.ts';
import { describeFact } from '#investigation/facts.ts';
import type { Diagnosis } from '#investigation/finding.ts';
import type { Report, ReportedFinding } from '#investigation/report/report.ts';
import { rules } from '#investigation/rules/index.ts';
import type { MatrixCase } from './matrix/case.ts';

/** What a report is worth, held against what was really wrong. */
export interface Score {
  /** The verdict is an expected one and the cause an accepted one; of a healthy run: no cause. */
  readonly right: boolean;
  /** right, or *not determined* with the truth among the alternatives, where the case allows that. */
  readonly rightOrOpen: boolean;
  /** right, and nothing else is claimed that is not wrong with the stack. */
  readonly nothingInvented: boolean;
  /** A cause is named, and it is not an accepted one. */
  readonly confidentlyWrong: boolean;
  /** Such as `broken (pod-crashed)`. */
  readonly said: string;
}

export function scoreReport({ truth, expected }: MatrixCase, report: Report): Score {
  const { accepted, forbidden, verdicts, mayBeOpen } = expected;
  const cause = report.cause?.id;
  const isVerdict = verdicts.includes(report.verdict);
  const also = report.alsoFound.map(({ id }) => id);
  // Where the truth is that the bot cannot see, saying so is right, and that the cause is not determined.
  const saysBlind = truth.some((id) => isBlindness(id) && also.includes(id));
  const right = isVerdict && (cause === undefined ? accepted.length === 0 || saysBlind : accepted.includes(cause));
  const named = (report.alternatives ?? []).map(({ id }) => id);
  const isOpen = isVerdict && cause === undefined && named.some((id) => accepted.includes(id));
  const real = new Set([...truth, ...accepted]);
  const claimed = report.alsoFound.filter(({ confidence }) => confidence !== 'possible').map(({ id }) => id);
  return {
    right,
    rightOrOpen: right || (mayBeOpen && isOpen),
    nothingInvented: right && claimed.every((id) => real.has(id) && !forbidden.includes(id)),
    confidentlyWrong: cause !== undefined && !accepted.includes(cause),
    said: saidOf(report),
  };
}

function isBlindness(id: string): boolean {
  return rules.some((rule) => rule.id === id && rule.blames === 'path');
}

/** What the target of the case's level asks for. */
export function isMet(level: MatrixCase['level'], score: Score): boolean {
  if (level === 3) return score.rightOrOpen;
  return level === 4 ? score.nothingInvented : score.right;
}

export function saidOf({ verdict, cause, alsoFound, alternatives = [] }: Report): string {
  const also = alsoFound.length > 0 ? `, also ${alsoFound.map(({ id }) => id).join(', ')}` : '';
  const open = cause || alternatives.length === 0 ? '' : `, perhaps ${alternatives.map(({ id }) => id).join(', ')}`;
  return `${verdict} (${cause?.id ?? 'not determined'}${also}${open})`;
}

/** How many claims a report makes, and how many of them hold when they are looked up in the evidence again. */
export interface Recheck {
  readonly claims: number;
  readonly held: number;
}

/** A claim holds where it cites something, and all that it cites stands in the evidence: facts in the same words, gaps as they are. */
export function recheck(report: Report, evidence: Evidence, { cause, alsoFound, symptoms }: Findings): Recheck {
  const words = new Map(evidence.observations.map(({ id, fact }) => [id, describeFact(fact)]));
  const gaps = new Map(
    [...(cause ? [cause] : []), ...alsoFound, ...symptoms].map(({ rule, gaps = [] }) => [rule.id, gaps]),
  );
  const holds = ({ id, because, against }: ReportedFinding) => {
    const blind = gaps.get(id) ?? [];
    if (because.length + blind.length === 0 || !blind.every((gap) => evidence.gaps.includes(gap))) return false;
    return [...because, ...against].every(({ observation, text }) => words.get(observation) === text);
  };
  const findings = [...(report.cause ? [report.cause] : []), ...report.alsoFound, ...report.symptoms];
  return { claims: findings.length, held: findings.filter(holds).length };
}

/** A report tells gaps with all that was not seen; which of them a finding is made of, the diagnosis knows. */
export type Findings = Pick<Diagnosis, 'cause' | 'alsoFound' | 'symptoms'>;
