import type { Redis } from 'ioredis';
import type { JobOver } from '#lookups/job/over.ts';
import { endKey } from './names.ts';

/** How a question ended that has no report of its own, for whoever reads its answer by its id. */
export type End =
  | { readonly kind: 'lost'; readonly why: string }
  | { readonly kind: 'cancelled'; readonly by: string }
  /** The job that was asked about is over, and this is remembered of it. */
  | { readonly kind: 'job-over'; readonly over: JobOver }
  /** Nobody ever saw the job. `near`: ids of living jobs like it. */
  | { readonly kind: 'job-unknown'; readonly jobId: string; readonly near: readonly string[] };

/** With the environment that it was about. */
export type Ended = End & { readonly environment: string };

const KEPT_MS = 24 * 60 * 60_000;

/** The last one that is kept counts. */
export async function keepEnd(redis: Redis, prefix: string, id: string, ended: Ended): Promise<void> {
  await redis.set(endKey(prefix, id), JSON.stringify(ended), 'PX', KEPT_MS);
}

export async function endOf(redis: Redis, prefix: string, id: string): Promise<Ended | undefined> {
  const text = await redis.get(endKey(prefix, id));
  return text === null ? undefined : (JSON.parse(text) as Ended);
}
