import { jobNames } from '#investigation/job-id.ts';

interface Named {
  readonly name: string;
}

/** Server clocks were seen 4–9 s away from the bot's; a queue of an earlier job is hours old. */
const OLDER_MS = 60_000;

/**
 * Finds a job's queue in list after list: `grpc-job-<id>` or `grpc-job-<id>-<unix time>`, the newest where there are
 * several. Queues leak and job ids return, so one that was there at the first look and was made before the job was
 * configured is another job's.
 */
export function queueFinder(jobId: string, zero: number): <Q extends Named>(queues: readonly Q[]) => Q | undefined {
  const names = jobNames(jobId);
  const madeAt = (name: string) => Number(name.slice(names.grpcJob.length + 1)) * 1_000;
  let leaked: ReadonlySet<string> | undefined;
  return (queues) => {
    const own = queues.filter(({ name }) => names.isQueue(name));
    leaked ??= new Set(
      own.map(({ name }) => name).filter((name) => isTime(madeAt(name)) && madeAt(name) < zero - OLDER_MS),
    );
    const left = own.filter(({ name }) => !leaked?.has(name));
    return left.toSorted((a, b) => (madeAt(b.name) || 0) - (madeAt(a.name) || 0))[0];
  };
}

function isTime(ms: number): boolean {
  return Number.isFinite(ms) && ms > 0;
}
