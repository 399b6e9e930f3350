import { faultOf, type Life } from './life.ts';

/** What is written down of jobs where a build does that: on the real system no such documents were ever found. */
export function writeDocument(life: Life, collection: 'jobs' | 'consumers'): void {
  if (faultOf(life, 'job-documents')?.of === 'every-job')
    life.stack.mongodb.insert('prisma', collection, { job_id: life.job.id });
}
