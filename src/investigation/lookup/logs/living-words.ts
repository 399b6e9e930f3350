import type { KubernetesEvent } from '../../observation.ts';
import { ageWords } from '../jobs/age.ts';
import { judge } from '../jobs/judge.ts';
import type { JobParts } from '../jobs/parts.ts';
import { failureOf, pendingWords } from '../jobs/pod-words.ts';
import { rowsOf } from '../jobs/rows.ts';
import { ageOf, type Scene } from '../jobs/scene.ts';
import { timeOfDay } from './line-words.ts';
import { metadataClause, metadataFact, queueFacts, recordsFact, type ShownFact } from './look-words.ts';
import { type Looks, seenIn } from './looks.ts';

/** `Job 19-7 lives (24 s old): its pod is Running and Ready, metadata says Invalid job_id`. */
export function livingState(parts: JobParts, scene: Scene, looks: Looks): string {
  const age = parts.bornAt === undefined ? '' : ` (${ageWords(ageOf(scene, parts.bornAt))} old)`;
  const clauses = [podClause(parts, scene), queueClause(parts, scene), metadataClause(seenIn(looks.metadata))];
  return `Job ${parts.id} lives${age}: ${clauses.filter((clause) => clause !== undefined).join(', ')}`;
}

function podClause(parts: JobParts, scene: Scene): string {
  const { grpc, cleanup } = parts;
  if (!grpc) return cleanup ? 'only its clean-up pod is there' : (judge(parts, scene).why ?? 'it has no pod');
  const failure = failureOf(grpc, scene);
  if (failure !== undefined) return `its ${failure}`;
  if (grpc.phase === 'Pending') return `its ${pendingWords(grpc, scene)}`;
  if (grpc.phase !== 'Running') return `its pod has ${grpc.phase}`;
  return grpc.ready ? 'its pod is Running and Ready' : 'its pod is Running, not Ready';
}

function queueClause({ grpc, queue }: JobParts, scene: Scene): string | undefined {
  if (grpc?.phase !== 'Running' || !scene.sees('queue-state')) return undefined;
  if (!queue) return 'it has no queue';
  return queue.consumers > 0 ? undefined : 'its queue has no consumer';
}

/** The state of the job's parts, each short. */
export function livingFacts(parts: JobParts, scene: Scene, looks: Looks, events: readonly KubernetesEvent[]) {
  const [row] = rowsOf([parts], scene);
  const [metadata, queues, records] = [seenIn(looks.metadata), seenIn(looks.queues), seenIn(looks.records)];
  const facts: readonly (ShownFact | undefined)[] = [
    { label: 'Pods', value: `${row?.pods ?? 'none'}${restartWords(parts)}` },
    parts.bornAt === undefined ? undefined : { label: 'Began', value: `${timeOfDay(parts.bornAt).slice(0, 8)} UTC` },
    row?.node === undefined ? undefined : { label: 'Node', value: row.node },
    metadata && metadataFact(metadata),
    ...(queues ? queueFacts(parts.queue, parts.strayQueues, queues) : []),
    records && recordsFact(records),
    row?.port === undefined ? undefined : { label: 'Port', value: String(row.port) },
    eventsFact(events),
  ];
  return facts.filter((fact) => fact !== undefined);
}

function restartWords({ pods }: JobParts): string {
  const restarts = pods.flatMap(({ containers }) => containers).reduce((sum, container) => sum + container.restarts, 0);
  return restarts === 0 ? '' : ` · ${restarts} ${restarts === 1 ? 'restart' : 'restarts'}`;
}

/** Warnings only: `2 warnings, the last FailedMount ×3: …`; undefined where there is none. */
export function eventsFact(events: readonly KubernetesEvent[]): ShownFact | undefined {
  const warnings = events.filter(({ type }) => type === 'Warning').toSorted((a, b) => a.firstStamp - b.firstStamp);
  const last = warnings.at(-1);
  if (!last) return undefined;
  const number = warnings.length === 1 ? '' : `${warnings.length} warnings, the last `;
  const again = last.count > 1 ? ` ×${last.count}` : '';
  return { label: 'Events', value: `${number}${last.reason}${again}: ${last.message}` };
}

/** Where to look for the cause, for a job that is not well. */
export function livingNextStep(parts: JobParts, scene: Scene, looks: Looks, errors: number): string | undefined {
  const { health } = judge(parts, scene);
  const isUnanswered = ![undefined, 'ready'].includes(seenIn(looks.metadata)?.answer);
  const isUnwell = health === 'unwell' || errors > 0 || (health === 'well' && isUnanswered);
  return isUnwell ? `Ask for the cause: /focus job ${parts.id}` : undefined;
}
