import { diagnose } from '#investigation/diagnosis/diagnose.ts';
import { type Evidence, wasSeen } from '#investigation/evidence.ts';
import type { Finding } from '#investigation/finding.ts';
import { jobIdIn } from '#investigation/job-id.ts';
import type { Fact, FactKind, JobQueue, MetadataAnswer, Observation } from '#investigation/observation.ts';
import { rules } from '#investigation/rules/index.ts';
import type { JobParts } from '#investigation/rules/job-parts.ts';
import { clusterTime } from '#investigation/timeline/clocks.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';

/** What the rules say of one of the jobs; undefined where none is sure. */
export type CauseOf = (parts: JobParts, metadata: MetadataAnswer | undefined) => Finding | undefined;

export function causesIn(evidence: Evidence): CauseOf {
  const byJob = Map.groupBy(evidence.observations, ({ fact }) => jobOf(fact) ?? '');
  const ofAll = byJob.get('') ?? [];
  return (parts, metadata) => {
    const seen = { ...evidence, observations: [...ofAll, ...(byJob.get(parts.id) ?? [])] };
    return diagnose(buildTimeline(evidenceOfJob(seen, parts, metadata)), rules).cause;
  };
}

/** Of a look at all jobs, what an investigation of this one would have seen of it in one look. */
function evidenceOfJob(evidence: Evidence, parts: JobParts, metadata: MetadataAnswer | undefined): Evidence {
  const { id, queue } = parts;
  const kept = evidence.observations.filter(({ fact }) => fact.kind !== 'job-queues');
  const at = evidence.endedAt;
  const isListed = queue !== undefined || wasSeen(evidence, 'job-queues');
  const more: readonly Fact[] = [...(isListed ? [queueState(queue, at)] : []), ...(metadata ? [metadata] : [])];
  const observations = [...kept, ...more.map((fact, i): Observation => ({ id: `j${i}`, at, probe: 'all-jobs', fact }))];
  const watched = { probe: 'all-jobs', from: evidence.subject.zero, to: at, ended: 'complete' as const };
  return {
    ...evidence,
    subject: { ...evidence.subject, job: { id }, zero: bornAt(evidence, parts) },
    observations,
    gaps: evidence.gaps.map((gap) => ({ ...gap, kinds: gap.kinds.map((kind) => OF_ONE[kind] ?? kind) })),
    watches: [...evidence.watches, { ...watched, sees: ['queue-state', ...(metadata ? [metadata.kind] : [])] }],
  };
}

/** What is not seen of all jobs is not seen of one. */
const OF_ONE: Readonly<Partial<Record<FactKind, FactKind>>> = { 'job-queues': 'queue-state' };

/** Undefined for what is of all jobs, or of none. */
function jobOf(fact: Fact): string | undefined {
  switch (fact.kind) {
    case 'pod-state':
    case 'kubernetes-job-state':
    case 'service-state':
      return jobIdIn(fact.name);
    case 'kubernetes-event':
      return jobIdIn(fact.object.name);
    default:
      return undefined;
  }
}

function queueState(queue: JobQueue | undefined, at: number): Fact {
  const seen = { kind: 'queue-state', via: 'management', sentAt: at } as const;
  if (!queue) return { ...seen, exists: false, consumers: 0, ready: 0 };
  const { jobId: _known, ...told } = queue;
  return { ...seen, exists: true, ...told };
}

/** On the bot's clock. */
function bornAt(evidence: Evidence, { bornAt: stamp }: JobParts): number {
  const now = clusterTime(evidence, evidence.endedAt);
  return stamp === undefined || now === undefined ? evidence.subject.zero : evidence.endedAt - Math.max(0, now - stamp);
}
