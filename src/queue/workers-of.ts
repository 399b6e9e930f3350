import type { Queue } from 'bullmq';

/**
 * Processes that take from the queue; undefined where Redis does not let this user list connections, which is more than the
 * bot needs.
 */
export async function workersOf(queue: Pick<Queue, 'getWorkersCount'>): Promise<number | undefined> {
  try {
    return await queue.getWorkersCount();
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('NOPERM')) return undefined;
    throw error;
  }
}
