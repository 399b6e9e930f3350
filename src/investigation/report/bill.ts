import { counted } from '#lib/counted.ts';
import { joinWords } from '#lib/join-words.ts';
import { plainly } from '../say.ts';
import { CLEAN_UP_MS } from '../subject.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** `61 requests: Focus Server 12 (4 kB), Kubernetes 20 (310 kB) and RabbitMQ 29; 1 job, its GPU slot for 36 s`. */
export function billOf(timeline: Timeline): string | undefined {
  const { bill = [], subject } = timeline.evidence;
  if (bill.length === 0) return undefined;
  const all = bill.reduce((sum, { requests }) => sum + requests, 0);
  const parts = bill.map(({ part, requests, bytes }) => `${part} ${requests}${sizeOf(bytes)}`);
  const made = subject.configure && subject.job ? `; 1 job${slotWords(timeline)}` : '';
  return `${counted(all, 'request')}: ${joinWords(parts)}${made}`;
}

function sizeOf(bytes: number): string {
  return bytes < 500 ? '' : ` (${Math.round(bytes / 1_000)} kB)`;
}

/** From its pod's place on a node to its end, seen or to come. */
function slotWords({ milestones, evidence: { observations, subject } }: Timeline): string {
  const placed = milestones['pod-scheduled'];
  if (placed.state !== 'reached') return ', no GPU slot';
  const ended = observations.find(({ fact }) => fact.kind === 'pod-state' && fact.role === 'grpc' && fact.deleted);
  const endMs = ended ? ended.at - subject.zero : CLEAN_UP_MS;
  return `, its GPU slot for ${ended ? '' : 'about '}${plainly(endMs - placed.latest)}`;
}
