import { describeFact, speakerOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { whenHappened } from '../log-reading/order.ts';
import type { Observation } from '../observation.ts';
import { offset } from '../say.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Proof, ReportedFinding } from './report.ts';

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

/** How sure a finding is, in words: `certain: Kubernetes says so`. */
function sureness({ confidence, because }: Pick<Finding, 'confidence' | 'because'>): string {
  switch (confidence) {
    case 'certain':
      return `certain: ${whoSays(because)}`;
    case 'likely':
      return 'likely: what was seen fits nothing else that is known';
    case 'possible':
      return 'possible: it fits what was seen, and so do others';
  }
}

function whoSays(because: readonly Observation[]): string {
  const telling = because.filter(({ fact }) => fact.kind !== 'metadata-answer' || fact.answer !== 'id-unknown');
  const names = [...new Set((telling.length > 0 ? telling : because).map(({ fact }) => speakerOf(fact)))];
  const [first = 'the bot’s own look', second] = names;
  return second === undefined ? `${first} says so` : `${first} and ${second} say so`;
}
