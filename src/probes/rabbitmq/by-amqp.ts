import { jobNames } from '#investigation/job-id.ts';
import { type AmqpConnection, connectAmqp } from './client.ts';
import { pause, type Scene } from './scene.ts';

const LOOK_EVERY_MS = 250;
const RETRY_MS = 1_000;

/** Looks by name until the watch is over, on one connection made anew when it is lost. Throws a BlindError when refused. */
export async function lookByAmqp(scene: Scene, amqpUrl: string): Promise<void> {
  while (!scene.over.aborted) {
    const connected = await connectAmqp({ ...scene.settings, amqpUrl }, scene.clock, scene.stop);
    scene.amqpPending = false;
    if (connected.kind === 'seen') await lookUntilLost(scene, connected.value);
    else unreachable(scene, connected.detail);
    await pause(scene, RETRY_MS);
  }
}

async function lookUntilLost(scene: Scene, connection: AmqpConnection): Promise<void> {
  const { version } = connection;
  const detail = 'connected by AMQP';
  scene.journal.broker({ reachable: true, via: 'amqp', ...(version ? { version } : {}), alarms: [], detail });
  scene.amqp = connection;
  try {
    for (;;) {
      const last = scene.over.aborted;
      const lost = connection.lost() ?? (await lookOnce(scene, connection, last));
      if (lost !== undefined) return unreachable(scene, `the connection was lost: ${lost}`);
      if (last) {
        scene.lastLookMade = scene.queue !== undefined;
        return;
      }
      await pause(scene, LOOK_EVERY_MS);
    }
  } finally {
    scene.amqp = undefined;
    await connection.close();
  }
}

/** One look at the queue, under its known name or, where no list tells it, the plain one. Answers why it failed. */
export async function lookOnce(scene: Scene, connection: AmqpConnection, last: boolean): Promise<string | undefined> {
  const plain = jobNames(scene.jobId).grpcJob;
  const name = scene.queue ?? (scene.listed ? undefined : plain);
  if (name === undefined) return undefined;
  const sentAt = scene.clock.now();
  const look = await connection.look(name);
  if (look.kind === 'unreachable') return look.detail;
  if (look.value) {
    scene.queue = name;
    scene.journal.queue({ via: 'amqp', sentAt, name, exists: true, ...look.value }, last);
  } else if (scene.queue === name) {
    scene.queue = undefined;
    scene.journal.queue({ via: 'amqp', sentAt, exists: false, consumers: 0, ready: 0 }, last);
  } else {
    const without = 'without the management API a queue with a time suffix cannot be found by name';
    scene.journal.cannotTell('amqp', {
      reason: 'not-configured',
      detail: `there is no queue ${plain}, and ${without}`,
    });
  }
  return undefined;
}

function unreachable({ journal, stop }: Scene, detail: string): void {
  // What ended because it was told to says nothing about the broker.
  if (stop.aborted) return;
  journal.broker({ reachable: false, via: 'amqp', alarms: [], detail });
  journal.cannotTell('amqp', { reason: 'unreachable', detail });
}
