import { describeFact } from './describe.ts';
import type { Finding } from './diagnosis.ts';
import { whenHappened } from './log-reading/order.ts';
import type { Observation } from './observation.ts';
import type { Proof, ReportedFinding } from './report.ts';
import { offset } from './say.ts';
import { sureness } from './sureness.ts';
import type { Timeline } from './timeline.ts';

/** Findings in words, each with its proof. Gaps are told with all that was not seen. */
export function findingWriter({ evidence }: Timeline): (finding: Finding) => ReportedFinding {
  const { zero } = evidence.subject;
  const happenedAt = whenHappened(evidence);
  const proof = (observation: Observation): Proof => ({
    observation: observation.id,
    at: offset(happenedAt(observation) - zero),
    text: describeFact(observation.fact),
  });
  const proofs = (observations: readonly Observation[] = []) =>
    [...new Map(observations.map((o) => [o.id, o])).values()].map(proof);
  return (finding) => ({
    id: finding.rule.id,
    confidence: finding.confidence,
    sureness: sureness(finding),
    summary: finding.summary,
    remedy: finding.remedy,
    refuter: finding.refuter,
    ...(finding.commands?.length && { commands: finding.commands }),
    because: proofs(finding.because),
    against: proofs(finding.against),
  });
}
