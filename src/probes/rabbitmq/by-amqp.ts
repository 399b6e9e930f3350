import { jobNames } from '#investigation/job-id.ts';
import { type AmqpConnection, connectAmqp } from './client.ts';
import { isDue, isExpected, pause, type QueueWatch } from './queue-watch.ts';

const LOOK_EVERY_MS = 250;
/** While a consumer is due, and while it is late. */
const DUE_MS = 50;
const LATE_MS = 100;
const RETRY_MS = 1_000;

/** Looks by name until the watch is over, on one connection made anew when it is lost. Throws a BlindError when refused. */
export async function lookByAmqp(watching: QueueWatch, amqpUrl: string): Promise<void> {
  while (!watching.over.aborted) {
    const connected = await connectAmqp({ ...watching.settings, amqpUrl }, watching.clock, watching.stop);
    watching.amqpPending = false;
    if (connected.kind === 'seen') await lookUntilLost(watching, connected.value);
    else unreachable(watching, connected.detail);
    await pause(watching, RETRY_MS);
  }
}

async function lookUntilLost(watching: QueueWatch, connection: AmqpConnection): Promise<void> {
  const { version } = connection;
  const detail = 'connected by AMQP';
  watching.reporter.broker({ reachable: true, via: 'amqp', ...(version ? { version } : {}), alarms: [], detail });
  watching.amqp = connection;
  try {
    for (;;) {
      const last = watching.over.aborted;
      const lost = connection.lost() ?? (await lookOnce(watching, connection, last));
      if (lost !== undefined) return unreachable(watching, `the connection was lost: ${lost}`);
      if (last) {
        watching.lastLookMade = watching.queue !== undefined;
        return;
      }
      await pause(watching, lookEvery(watching));
    }
  } finally {
    watching.amqp = undefined;
    await connection.close();
  }
}

function lookEvery({ hints }: QueueWatch): number {
  if (!isExpected(hints)) return LOOK_EVERY_MS;
  return isDue(hints) ? DUE_MS : LATE_MS;
}

/** One look at the queue, under its known name or, where no list tells it, the plain one. Answers why it failed. */
export async function lookOnce(
  watching: QueueWatch,
  connection: AmqpConnection,
  last: boolean,
): Promise<string | undefined> {
  const plain = jobNames(watching.jobId).grpcJob;
  const name = watching.queue ?? (watching.listed ? undefined : plain);
  if (name === undefined) return undefined;
  const sentAt = watching.clock.now();
  const look = await connection.look(name);
  if (look.kind === 'unreachable') return look.detail;
  if (look.value) {
    watching.queue = name;
    watching.locked = look.value.consumers === undefined;
    // It is another connection's own: the list has its numbers.
    if (watching.locked && watching.listed) return undefined;
    watching.reporter.queue({ via: 'amqp', sentAt, name, exists: true, ...look.value }, last);
  } else if (watching.queue === name) {
    watching.queue = undefined;
    watching.reporter.queue({ via: 'amqp', sentAt, exists: false, consumers: 0, ready: 0 }, last);
  } else {
    const without = 'without the management API a queue with a time suffix cannot be found by name';
    watching.reporter.cannotTell('amqp', {
      reason: 'not-configured',
      detail: `there is no queue ${plain}, and ${without}`,
    });
  }
  return undefined;
}

function unreachable({ reporter, stop }: QueueWatch, detail: string): void {
  // What ended because it was told to says nothing about the broker.
  if (stop.aborted) return;
  reporter.broker({ reachable: false, via: 'amqp', alarms: [], detail });
  reporter.cannotTell('amqp', { reason: 'unreachable', detail });
}
