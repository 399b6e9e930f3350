import type { Queue } from 'bullmq';
import type { InvestigationRequest } from './requests.ts';

export type InvestigationQueue = Queue<InvestigationRequest>;

/** What BullMQ's objects have in common. */
export interface Source {
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

/** Where the investigations of an environment stand. */
export interface Line {
  /** 0: it runs, or a place is free for it. n: n-th in line. undefined: it is over, or was never here. */
  position(investigation: string): number | undefined;
  /** Announced and not started, the next one first. */
  readonly waiting: readonly string[];
}

export async function readLine(queue: InvestigationQueue): Promise<Line> {
  const [active, waiting, announcing, limit] = await Promise.all([
    queue.getRanges(['active'], 0, -1, true),
    queue.getRanges(['wait', 'prioritized'], 0, -1, true),
    queue.getRanges(['waiting-children'], 0, -1, true),
    queue.getGlobalConcurrency(),
  ]);
  const free = Math.max(0, (limit ?? Number.POSITIVE_INFINITY) - active.length);
  const line = [...new Set([...waiting, ...announcing])].filter((id) => !active.includes(id));
  return {
    waiting: waiting.filter((id) => !active.includes(id)),
    position(investigation) {
      if (active.includes(investigation)) return 0;
      const ahead = line.indexOf(investigation);
      return ahead < 0 ? undefined : Math.max(0, ahead - free + 1);
    },
  };
}
