import type { PodState } from '../../observation.ts';
import type { JobRow } from '../jobs-report.ts';
import { isYoung, judge } from './judge.ts';
import type { JobParts } from './parts.ts';
import { ageOf, type Scene } from './scene.ts';

/** The jobs that live, the unwell first, then those of whom it is not known, then the oldest. */
export function rowsOf(all: readonly JobParts[], scene: Scene): readonly JobRow[] {
  const rows = all.filter((parts) => isAlive(parts, scene)).map((parts) => rowOf(parts, scene));
  return rows.toSorted((a, b) => RANKS[a.health] - RANKS[b.health] || (b.ageMs ?? 0) - (a.ageMs ?? 0));
}

const RANKS: Readonly<Record<JobRow['health'], number>> = { unwell: 0, unclear: 1, starting: 2, well: 2, ending: 2 };

/** It has a pod, or its Job has just been made; where pods could not be seen, its Job or a consumer stands for it. */
function isAlive(parts: JobParts, scene: Scene): boolean {
  const { pods, grpcJob, queue } = parts;
  if (pods.length > 0) return true;
  if (scene.sees('pod-state')) return grpcJob !== undefined && isYoung(parts, scene);
  return grpcJob !== undefined || (queue !== undefined && queue.consumers > 0);
}

function rowOf(parts: JobParts, scene: Scene): JobRow {
  const { id, bornAt, grpc, queue, service } = parts;
  return {
    jobId: id,
    ...(bornAt !== undefined && { ageMs: ageOf(scene, bornAt) }),
    ...judge(parts, scene),
    pods: podWords(parts, scene),
    ...(grpc?.node !== undefined && { node: grpc.node }),
    ...(queue && { queue: queue.name, consumers: queue.consumers, ready: queue.ready }),
    ...(service?.nodePort !== undefined && { port: service.nodePort }),
  };
}

function podWords({ grpc, cleanup, pods }: JobParts, scene: Scene): string {
  const newest = [grpc, cleanup].filter((pod) => pod !== undefined);
  if (newest.length === 0) return scene.sees('pod-state') ? 'none yet' : 'not seen';
  const older = pods.length - newest.length;
  return [...newest.map(phaseWords), ...(older > 0 ? [`${older} older`] : [])].join(' · ');
}

function phaseWords({ role, phase, ready }: PodState): string {
  if (role !== 'grpc' || phase !== 'Running') return `${role} ${phase}`;
  return `${role} ${phase}, ${ready ? 'Ready' : 'not Ready'}`;
}
