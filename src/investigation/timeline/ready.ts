import type { Evidence } from '../evidence.ts';
import type { FactKind, Observation } from '../observation.ts';
import { type Readiness, readinessOf } from '../subject.ts';
import type { MilestoneId } from './milestone-ids.ts';

/** How it is told that a job is there. */
export interface WhatCounts {
  readonly by: Readiness;
  readonly milestone: Extract<MilestoneId, 'metadata-answers' | 'consumer-attached' | 'stream-open'>;
  /** The facts that tell. */
  readonly kind: Extract<FactKind, 'metadata-answer' | 'queue-state' | 'stream-port'>;
  /** What people wait for. */
  readonly thing: 'consumer' | 'stream';
  /** While it was not there, for a sentence: `metadata said "Invalid job_id"`. */
  readonly missing: string;
}

const counts: Readonly<Record<Readiness, Omit<WhatCounts, 'by'>>> = {
  metadata: {
    milestone: 'metadata-answers',
    kind: 'metadata-answer',
    thing: 'consumer',
    missing: 'metadata said "Invalid job_id"',
  },
  queue: {
    milestone: 'consumer-attached',
    kind: 'queue-state',
    thing: 'consumer',
    missing: 'RabbitMQ showed no consumer of it',
  },
  stream: {
    milestone: 'stream-open',
    kind: 'stream-port',
    thing: 'stream',
    missing: 'its stream port did not accept',
  },
};

export function whatCounts({ subject }: Pick<Evidence, 'subject'>): WhatCounts {
  const by = readinessOf(subject);
  return { by, ...counts[by] };
}

/** Where metadata does not count, what it says of another job is no witness. */
export function withoutDefect(evidence: Evidence): Evidence {
  if (whatCounts(evidence).by === 'metadata') return evidence;
  return { ...evidence, observations: evidence.observations.map(withoutMetadata) };
}

function withoutMetadata(observation: Observation): Observation {
  const { fact } = observation;
  if (fact.kind !== 'control-job') return observation;
  const { metadata: _defect, ...rest } = fact;
  return { ...observation, fact: rest };
}
