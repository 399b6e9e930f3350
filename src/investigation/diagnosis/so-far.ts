import type { Evidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { Observation } from '../observation.ts';
import { rules } from '../rules/index.ts';
import type { Subject } from '../subject.ts';
import { buildTimeline } from '../timeline/timeline.ts';
import { diagnose } from './diagnose.ts';

/**
 * What is certain while the probes still look: the stack itself has said it. What was seen of a kind is taken as all there is
 * of it, so nothing that rests on an absence to the end is told.
 */
export function certainSoFar(subject: Subject, observations: readonly Observation[], now: number): Finding | undefined {
  const kinds = [...new Set(observations.map(({ fact }) => fact.kind))];
  const watch = { probe: 'so-far', sees: kinds, from: subject.zero, to: now, ended: 'complete' } as const;
  const evidence: Evidence = { version: 1, subject, endedAt: now, observations, gaps: [], watches: [watch] };
  const { cause } = diagnose(buildTimeline(evidence), rules);
  return cause?.confidence === 'certain' ? cause : undefined;
}
