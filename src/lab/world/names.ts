import type { Random } from '../random.ts';
import type { RecordedJob } from '../scenario.ts';

/** Focus Server's objects for one job, as the real one names them. */
export interface LabJob {
  readonly id: string;
  readonly slot: number;
  readonly grpcJob: string;
  readonly cleanupJob: string;
  readonly service: string;
  readonly grpcPod: string;
  readonly cleanupPod: string;
  readonly grpcUid: string;
  readonly cleanupUid: string;
  /** `grpc-job-<id>-<unix time with fraction>`, as captured. */
  readonly queue: string;
  readonly nodePort: number;
}

export function nameJob(id: string, now: number, nodePortBase: number, random: Random, recorded?: RecordedJob): LabJob {
  const slot = Number(id.split('-')[0]);
  return {
    id,
    slot,
    grpcJob: `grpc-job-${id}`,
    cleanupJob: `cleanup-job-${id}`,
    service: `grpc-service-${id}`,
    grpcPod: recorded?.grpcPod ?? `grpc-job-${id}-${random.text(5)}`,
    cleanupPod: recorded?.cleanupPod ?? `cleanup-job-${id}-${random.text(5)}`,
    grpcUid: recorded?.grpcUid ?? crypto.randomUUID(),
    cleanupUid: recorded?.cleanupUid ?? crypto.randomUUID(),
    queue: `grpc-job-${id}-${(now / 1_000).toFixed(6)}`,
    nodePort: nodePortBase + slot,
  };
}
