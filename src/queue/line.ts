import type { Queue } from 'bullmq';
import { isRunId } from './names.ts';
import type { InvestigationRequest } from './requests.ts';

export type InvestigationQueue = Queue<InvestigationRequest>;

/** What is over stays long enough to be looked at in Redis, and for late deliveries to find it. */
export const KEPT = { age: 24 * 60 * 60, count: 1000 };

/**
 * Whoever has fewer before goes first: `before` counts what its asker has in the environment. A parent that its child
 * releases goes to the head of BullMQ's list of equals; of parents with a priority the first released is the first to run.
 * So every investigation has one.
 */
export function priorityOf(before: number): number {
  return before === 0 ? FIRST : CHECKS + before;
}

const FIRST = 1;
/** A check's run waits for nobody's second. */
export const CHECKS = 2;

/** What BullMQ's objects have in common. */
export interface Source {
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

/** Where the investigations of an environment stand. */
export interface Line {
  /**
   * 0: it runs, or a place is free for it. n: n-th in line of people's. undefined: it is over, or was never here, or is a
   * check's and waits. Runs of checks wait behind the first of each person, so they move nobody's first until they run.
   */
  position(investigation: string): number | undefined;
  /** People's, announced and not started, the next one first. */
  readonly waiting: readonly string[];
  /** People's that have not started, announced or not. */
  readonly peopleWaiting: number;
  /** People's that run. */
  readonly peopleRunning: number;
  /** All that run. */
  readonly running: number;
  /** Ids of people's that run. */
  readonly peoples: readonly string[];
  /** How many may run at once; infinite until a worker has set it. */
  readonly limit: number;
}

export async function readLine(queue: Pick<InvestigationQueue, 'getRanges' | 'getGlobalConcurrency'>): Promise<Line> {
  const [active, stored, announcing, most] = await Promise.all([
    queue.getRanges(['active'], 0, -1, true),
    queue.getRanges(['wait', 'prioritized'], 0, -1, true),
    queue.getRanges(['waiting-children'], 0, -1, true),
    queue.getGlobalConcurrency(),
  ]);
  const limit = most ?? Number.POSITIVE_INFINITY;
  const free = Math.max(0, limit - active.length);
  const waiting = stored.filter((id) => !isRunId(id) && !active.includes(id));
  const line = [...new Set([...waiting, ...announcing])].filter((id) => !active.includes(id));
  return {
    waiting,
    peopleWaiting: line.length,
    peopleRunning: active.filter((id) => !isRunId(id)).length,
    running: active.length,
    peoples: active.filter((id) => !isRunId(id)),
    limit,
    position(investigation) {
      if (active.includes(investigation)) return 0;
      const ahead = line.indexOf(investigation);
      return ahead < 0 ? undefined : Math.max(0, ahead - free + 1);
    },
  };
}
