import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { FollowedJob } from './followed-job.ts';
import { createSlots } from './slots.ts';
import type { Troubles } from './troubles.ts';

/** The jobs that are followed, and those that are over and not kept to the end. */
export interface FollowedJobs {
  readonly isEmpty: boolean;
  get(jobId: string): FollowedJob | undefined;
  all(): readonly FollowedJob[];
  add(job: FollowedJob): void;
  /** The job is over, or is followed no longer: what is known of it is kept, and kept again until that succeeds. */
  leave(job: FollowedJob): void;
  /** The same, and what is not kept is lost. */
  letGo(job: FollowedJob): void;
  /** Keeps what is new of every job, and lets go of those that are over. */
  attend(): void;
  /** Lets go of these jobs; resolves when what may be kept of them is, or cannot be. */
  close(which: (jobId: string) => boolean): Promise<void>;
}

export interface FollowedJobsOptions {
  readonly clock: Clock;
  readonly troubles: Troubles;
  /** Whether anybody wants the job to be followed on. */
  isWanted(jobId: string): boolean;
  /** What to ask, at the last moment, whether this process may keep what it knows of the job. */
  permitFor(jobId: string): () => boolean;
  onLeft(jobId: string): void;
}

/** A job that has no pod for so long never gets one. */
const AWAITED_MS = 2 * 60_000;
/** The last events about a pod, and the last lines of its logs, come after its end. */
const TRAILING_MS = 2_000;
const LONGEST_TRAIL_MS = 8_000;
/** All jobs kept at the same moment would hold up everything else for it. */
const KEPT_AT_ONCE = 4;

export function createFollowedJobs({
  clock,
  troubles,
  isWanted,
  permitFor,
  onLeft,
}: FollowedJobsOptions): FollowedJobs {
  const jobs = new Map<string, FollowedJob>();
  const leaving = new Set<FollowedJob>();
  const slots = createSlots(KEPT_AT_ONCE);
  const [kept, lastKept] = [new Set<FollowedJob>(), new Set<FollowedJob>()];

  /** Does nothing while the same is being done: Redis may take its time. */
  async function keep(job: FollowedJob, ending?: 'gone' | 'living'): Promise<void> {
    const keeping = ending ? lastKept : kept;
    const isPermitted = permitFor(job.capture.jobId);
    if (keeping.has(job)) return;
    keeping.add(job);
    try {
      await slots.use(async () => {
        if (!isPermitted()) return;
        if (await job.capture.flush(ending)) troubles.mended('store');
        if (ending) leaving.delete(job);
      });
    } catch (error) {
      troubles.tell('store', { reason: 'failed', message: describeError(error) });
    } finally {
      keeping.delete(job);
    }
  }

  function letGo(job: FollowedJob): void {
    const { jobId } = job.capture;
    job.stop();
    if (jobs.get(jobId) !== job) return;
    jobs.delete(jobId);
    onLeft(jobId);
  }

  function leave(job: FollowedJob): void {
    leaving.add(job);
    void keep(job, endOf(job));
    letGo(job);
  }

  function isOver({ capture, isRead }: FollowedJob): boolean {
    const age = clock.now() - capture.since;
    switch (capture.state) {
      case 'awaited':
        return age > AWAITED_MS;
      case 'living':
        return false;
      case 'gone':
        return age > LONGEST_TRAIL_MS || (isRead && age > TRAILING_MS);
      case 'replaced':
        return true;
    }
  }

  return {
    get isEmpty() {
      return jobs.size + leaving.size === 0;
    },
    get: (jobId) => jobs.get(jobId),
    all: () => [...jobs.values()],
    add: (job) => void jobs.set(job.capture.jobId, job),
    leave,
    letGo,
    attend: () => {
      for (const job of leaving) void keep(job, endOf(job));
      for (const job of jobs.values()) {
        if (isOver(job) || !isWanted(job.capture.jobId)) leave(job);
        else void keep(job);
      }
    },
    close: async (which) => {
      const closing = [...leaving, ...jobs.values()].filter(({ capture }) => which(capture.jobId));
      const last = closing.map((job) => keep(job, endOf(job)));
      for (const job of closing) letGo(job);
      await Promise.all(last);
      for (const job of closing) leaving.delete(job);
    },
  };
}

function endOf({ capture }: FollowedJob): 'gone' | 'living' {
  return capture.state === 'living' ? 'living' : 'gone';
}
