import type { StatusPart } from '#checks/check.ts';
import { type Judged, NOT_CONFIGURED, NOT_DETERMINED } from '#checks/judge-timing.ts';
import { rules } from '#investigation/rules/index.ts';
import { joinWords } from '#lib/join-words.ts';
import type { PartRow, PartState, StatusReport } from './report.ts';

/**
 * The chosen parts of a report as one outcome. What is not configured counts for nothing, unless nothing else was chosen:
 * then the check sees nothing.
 */
export function outcomeOf({ environment, parts: all }: StatusReport, parts: readonly StatusPart[]): Judged {
  const chosen = all.filter(({ part }) => parts.includes(part));
  const judged = chosen.filter(({ isNotConfigured }) => !isNotConfigured);
  const worst = first(judged, 'unwell') ?? first(judged, 'not-seen') ?? first(judged, 'strained');
  if (worst) return troubled(environment, worst, judged);
  if (judged.length > 0)
    return { outcome: 'ok', headline: `${environment} is well: ${joinWords(judged.map(({ label }) => label))}.` };
  return {
    outcome: 'blind',
    cause: NOT_CONFIGURED,
    headline: `Nothing of this check is configured for ${environment}.`,
    nextStep: chosen[0]?.remedy ?? `Check the parts of this check, and the settings of ${environment}, in focus.yml`,
  };
}

function first(parts: readonly PartRow[], state: PartState): PartRow | undefined {
  return parts.find((part) => part.state === state);
}

const OUTCOMES = { unwell: 'failed', 'not-seen': 'blind', strained: 'warn', well: 'ok' } as const;
const WORDS = { unwell: 'unwell', 'not-seen': 'not seen', strained: 'strained', well: 'well' } as const;

function troubled(environment: string, worst: PartRow, judged: readonly PartRow[]): Judged {
  const { state, label, value, cause = NOT_DETERMINED, remedy } = worst;
  const others = judged.filter((part) => part !== worst && part.state === state).map((part) => part.label);
  const more = others.length === 0 ? '' : ` (also ${joinWords(others)})`;
  return {
    outcome: OUTCOMES[state],
    cause,
    headline: `${label} of ${environment} ${state === 'not-seen' ? 'was' : 'is'} ${WORDS[state]}: ${value}${more}.`,
    means:
      rules.find(({ id }) => id === cause)?.means ?? `${label} ${state === 'not-seen' ? 'was' : 'is'} ${WORDS[state]}`,
    ...(remedy !== undefined && { nextStep: remedy }),
  };
}
