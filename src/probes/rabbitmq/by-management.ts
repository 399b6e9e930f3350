import { lookOnce } from './by-amqp.ts';
import { queueFinder } from './find-queue.ts';
import { type ListedQueue, type Management, openManagement } from './management.ts';
import { isDue, pause, type QueueWatch } from './queue-watch.ts';

const LIST_EVERY_MS = 500;
/** While a queue is expected that is not there yet. */
const CLOSELY_MS = 100;
const HEALTH_EVERY_MS = 2_000;
const RETRY_MS = 1_000;

/**
 * Finds the queue's name until the watch is over, tells its numbers while AMQP cannot, and the broker's alarms all
 * along. Throws a BlindError when refused.
 */
export async function lookByManagement(watching: QueueWatch, managementUrl: string): Promise<void> {
  const management = openManagement({ ...watching.settings, managementUrl }, watching.clock);
  const find = queueFinder(watching.jobId, watching.zero);
  let healthAt = Number.NEGATIVE_INFINITY;
  try {
    for (;;) {
      const last = watching.over.aborted;
      const told =
        watching.queue !== undefined && !watching.locked && (watching.amqp !== undefined || watching.lastLookMade);
      const answered = told || (await list(watching, management, find, last));
      if (last) return;
      if (answered && watching.clock.now() - healthAt >= HEALTH_EVERY_MS) {
        healthAt = watching.clock.now();
        await tellHealth(watching, management);
      }
      await pause(watching, answered ? listEvery(watching) : RETRY_MS);
    }
  } finally {
    watching.listed = false;
    management.close();
  }
}

function listEvery({ hints, queue }: QueueWatch): number {
  return isDue(hints) && queue === undefined ? CLOSELY_MS : LIST_EVERY_MS;
}

async function tellHealth({ reporter, stop }: QueueWatch, management: Management): Promise<void> {
  const health = await management.health(stop);
  // When it fails, the next list does too, and tells it.
  if (health.kind === 'seen') reporter.broker({ reachable: true, via: 'management', ...health.value });
}

type Find = (queues: readonly ListedQueue[]) => ListedQueue | undefined;

async function list(watching: QueueWatch, management: Management, find: Find, last: boolean): Promise<boolean> {
  const sentAt = watching.clock.now();
  const listed = await management.queues(watching.stop);
  if (watching.stop.aborted) return false;
  watching.listed = listed.kind === 'seen';
  if (listed.kind === 'unreachable') {
    const { detail } = listed;
    if (watching.amqpGivenUp) watching.reporter.broker({ reachable: false, via: 'management', alarms: [], detail });
    watching.reporter.cannotTell('management', { reason: 'unreachable', detail });
    return false;
  }
  await tellQueue(watching, { sentAt, found: find(listed.value) }, last);
  return true;
}

interface Listed {
  readonly sentAt: number;
  readonly found: ListedQueue | undefined;
}

async function tellQueue(watching: QueueWatch, { sentAt, found }: Listed, last: boolean): Promise<void> {
  watching.queue = found?.name;
  if (!found) {
    watching.reporter.queue({ via: 'management', sentAt, exists: false, consumers: 0, ready: 0 }, last);
    return;
  }
  const looked = watching.amqp && (await lookOnce(watching, watching.amqp, last)) === undefined;
  const counted = looked && !watching.locked;
  if (!counted && (last || !watching.amqpPending))
    watching.reporter.queue({ via: 'management', sentAt, exists: true, ...found }, last);
}
