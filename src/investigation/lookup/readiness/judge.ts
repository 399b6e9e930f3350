import type { PartRow, ReadinessReport } from '../readiness-report.ts';
import { joined } from './headline.ts';

/** What one run of a readiness check came to; `blind`: what was seen does not decide it. */
export interface ReadinessJudgement {
  readonly outcome: 'ok' | 'warn' | 'failed' | 'blind';
  /** The worst part's; equal for equal troubles. */
  readonly cause?: string;
  /** The answer in one sentence. */
  readonly headline: string;
  readonly nextStep?: string;
}

/**
 * The chosen parts of a report as one outcome. What is not configured counts for nothing, unless nothing else was chosen:
 * then the check sees nothing.
 */
export function judgeReadiness(
  { environment, parts: all }: ReadinessReport,
  parts: readonly string[],
): ReadinessJudgement {
  const chosen = all.filter(({ part }) => parts.includes(part));
  const judged = chosen.filter(({ state, cause }) => state !== 'not-seen' || cause !== undefined);
  const worst = first(judged, 'unwell') ?? first(judged, 'not-seen') ?? first(judged, 'strained');
  if (worst) return troubled(environment, worst, judged);
  if (judged.length > 0)
    return { outcome: 'ok', headline: `${environment} is well: ${joined(judged.map(({ label }) => label))}.` };
  return {
    outcome: 'blind',
    cause: 'not-configured',
    headline: `Nothing of this check is configured for ${environment}.`,
    nextStep: chosen[0]?.remedy ?? `Check the parts of this check, and the settings of ${environment}, in focus.yml`,
  };
}

function first(parts: readonly PartRow[], state: PartRow['state']): PartRow | undefined {
  return parts.find((part) => part.state === state);
}

const OUTCOMES = { unwell: 'failed', 'not-seen': 'blind', strained: 'warn', well: 'ok' } as const;
const WORDS = { unwell: 'unwell', 'not-seen': 'not seen', strained: 'strained', well: 'well' } as const;

function troubled(environment: string, worst: PartRow, judged: readonly PartRow[]): ReadinessJudgement {
  const { state, label, value, cause, remedy } = worst;
  const others = judged.filter((part) => part !== worst && part.state === state).map((part) => part.label);
  const more = others.length === 0 ? '' : ` (also ${joined(others)})`;
  return {
    outcome: OUTCOMES[state],
    ...(cause !== undefined && { cause }),
    headline: `${label} of ${environment} ${state === 'not-seen' ? 'was' : 'is'} ${WORDS[state]}: ${value}${more}.`,
    ...(remedy !== undefined && { nextStep: remedy }),
  };
}
