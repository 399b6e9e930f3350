import { lookOnce } from './by-amqp.ts';
import { queueFinder } from './find-queue.ts';
import { type ListedQueue, type Management, openManagement } from './management.ts';
import { pause, type Scene } from './scene.ts';

const LIST_EVERY_MS = 500;
const HEALTH_EVERY_MS = 2_000;
const RETRY_MS = 1_000;

/**
 * Finds the queue's name until the watch is over, tells its numbers while AMQP cannot, and the broker's alarms all
 * along. Throws a BlindError when refused.
 */
export async function lookByManagement(scene: Scene, managementUrl: string): Promise<void> {
  const management = openManagement({ ...scene.settings, managementUrl }, scene.clock);
  const find = queueFinder(scene.jobId, scene.zero);
  let healthAt = Number.NEGATIVE_INFINITY;
  try {
    for (;;) {
      const last = scene.over.aborted;
      const told = scene.queue !== undefined && (scene.amqp !== undefined || scene.lastLookMade);
      const answered = told || (await list(scene, management, find, last));
      if (last) return;
      if (answered && scene.clock.now() - healthAt >= HEALTH_EVERY_MS) {
        healthAt = scene.clock.now();
        await tellHealth(scene, management);
      }
      await pause(scene, answered ? LIST_EVERY_MS : RETRY_MS);
    }
  } finally {
    scene.listed = false;
    management.close();
  }
}

async function tellHealth({ journal, stop }: Scene, management: Management): Promise<void> {
  const health = await management.health(stop);
  // When it fails, the next list does too, and tells it.
  if (health.kind === 'seen') journal.broker({ reachable: true, via: 'management', ...health.value });
}

type Find = (queues: readonly ListedQueue[]) => ListedQueue | undefined;

async function list(scene: Scene, management: Management, find: Find, last: boolean): Promise<boolean> {
  const sentAt = scene.clock.now();
  const listed = await management.queues(scene.stop);
  if (scene.stop.aborted) return false;
  scene.listed = listed.kind === 'seen';
  if (listed.kind === 'unreachable') {
    const { detail } = listed;
    if (scene.amqpGivenUp) scene.journal.broker({ reachable: false, via: 'management', alarms: [], detail });
    scene.journal.cannotTell('management', { reason: 'unreachable', detail });
    return false;
  }
  await tellQueue(scene, { sentAt, found: find(listed.value) }, last);
  return true;
}

interface Listed {
  readonly sentAt: number;
  readonly found: ListedQueue | undefined;
}

async function tellQueue(scene: Scene, { sentAt, found }: Listed, last: boolean): Promise<void> {
  scene.queue = found?.name;
  if (!found) {
    scene.journal.queue({ via: 'management', sentAt, exists: false, consumers: 0, ready: 0 }, last);
    return;
  }
  const counted = scene.amqp && (await lookOnce(scene, scene.amqp, last)) === undefined;
  if (!counted && (last || !scene.amqpPending))
    scene.journal.queue({ via: 'management', sentAt, exists: true, ...found }, last);
}
