import { type Evidence, observed } from '#investigation/evidence.ts';
import { whatCounts } from '#investigation/timeline/ready.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import type { JobLife } from '../world/job-life.ts';
import type { Looked, Record } from './truth.ts';

export function lookedOf(evidence: Evidence): Looked {
  const { zero, limits } = evidence.subject;
  const endedMs = evidence.endedAt - zero;
  if (whatCounts(evidence).by !== 'metadata') {
    const ready = buildTimeline(evidence).milestones['consumer-ready'];
    return { endedMs, limits, ...(ready.state === 'reached' && { lastMissMs: ready.earliest }) };
  }
  const answers = observed(evidence, 'metadata-answer');
  const ready = answers.findIndex(({ fact }) => fact.answer === 'ready');
  const lastMiss = ready === -1 ? undefined : answers[ready - 1];
  return { endedMs, limits, ...(lastMiss && { lastMissMs: lastMiss.fact.sentAt - zero }) };
}

export function recordOf(life: JobLife | undefined): Record | undefined {
  return life && { came: Object.fromEntries(life.came), deeds: [...life.deeds] };
}
