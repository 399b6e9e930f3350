import { type Birth, watchBirths } from '#capture/job-births.ts';
import type { WatchedJob } from '#history/under-watch.ts';
import { describeError } from '#lib/errors.ts';
import { watchedId } from '#queue/names.ts';
import type { Stack } from './stack.ts';
import { lookInto, type WatchedJobTools } from './watched-job.ts';

/**
 * Looks into each job that is made in an environment from now on, and into those that a worker before left, until it is to
 * take no more. What is not at its end at the signal is left to whoever watches next.
 */
export type WatchJobs = (stack: Stack, signal: AbortSignal, holds: () => boolean, noMore: AbortSignal) => Promise<void>;

/** Each is a handful of watches at Kubernetes. A test run starts its jobs one after the other; of more at once some tell enough. */
const MOST_AT_ONCE = 5;

export function createWatchJobs(tools: WatchedJobTools): WatchJobs {
  const { clock, log } = tools;
  return async (stack, signal, holds, noMore) => {
    const { kubernetes: connection, environment } = stack;
    if (!connection) return;
    const { name } = environment;
    const living = new Set<Promise<void>>();
    const begin = (job: WatchedJob, isLeft: boolean) => {
      const over = lookInto(tools, { stack, job, isLeft, signal, holds }).finally(() => living.delete(over));
      living.add(over);
    };
    const onBirth = ({ jobId, bornAt }: Birth) => {
      if (!holds()) return;
      if (living.size >= MOST_AT_ONCE)
        return log.info({ environment: name, jobId, living: living.size }, 'too many jobs: one is not watched');
      begin({ investigation: watchedId(name, jobId, bornAt), jobId, bornAt }, false);
    };
    const onBlind = (why: { readonly reason: string; readonly message: string }) =>
      log.warn({ environment: name, reason: why.reason, detail: why.message }, 'no jobs can be watched');
    const onMended = () => log.info({ environment: name }, 'jobs are watched again');
    const until = AbortSignal.any([signal, noMore]);
    const atLeisure = () => living.size === 0;
    for (const job of await left(tools, name)) begin(job, true);
    await watchBirths({ connection, clock, signal: until, atLeisure, onBirth, onBlind, onMended });
    await Promise.allSettled(living);
  };
}

async function left({ underWatch, log }: WatchedJobTools, environment: string): Promise<readonly WatchedJob[]> {
  try {
    return await underWatch.left(environment);
  } catch (error) {
    log.warn({ environment, error: describeError(error) }, 'which jobs were watched before cannot be read');
    return [];
  }
}
