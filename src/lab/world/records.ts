import type { LabRabbitmq } from '../services/rabbitmq/rabbitmq.ts';
import { faultOf, type Life } from './life.ts';
import type { LabJob } from './names.ts';

/** What is written down of jobs where a build does that: on the real system no such documents were ever found. */
export function writeRecord(life: Life, collection: 'jobs' | 'consumers'): void {
  if (faultOf(life, 'records')?.of === 'every-job')
    life.stack.mongodb.insert('prisma', collection, { job_id: life.job.id });
}

/** A queue of an earlier job whose id is the beginning of this one's, or of an earlier job of the same id. */
export function leakQueue(
  rabbitmq: LabRabbitmq,
  { id }: LabJob,
  of: 'shorter-id' | 'same-id',
  ready: number,
  now: number,
): void {
  const name = `grpc-job-${of === 'same-id' ? id : id.slice(0, -1)}-${((now - LEAKED_AGO_MS) / 1_000).toFixed(6)}`;
  rabbitmq.declareQueue(name);
  rabbitmq.publish(name, ready);
}

const LEAKED_AGO_MS = 9 * 3_600_000;
