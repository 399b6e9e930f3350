import { jobNames } from '#investigation/job-id.ts';
import type { JobQueue } from '#investigation/lookup/jobs/seen.ts';
import type { QueuesSeen } from '#investigation/lookup/logs/looks.ts';
import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { type AmqpConnection, connectAmqp, type Look, type RabbitmqSettings } from '#probes/rabbitmq/client.ts';
import { openManagement } from '#probes/rabbitmq/management.ts';

/** More than a job ever has, and than earlier jobs of its id leave behind. */
const MOST_COUNTED = 10;

interface Looking {
  readonly jobId: string;
  readonly settings: RabbitmqSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * The queues of exactly this job: their names by the management API, and their numbers by AMQP where that answers. By
 * AMQP alone only a queue of the plain name can be found. Throws a BlindError where neither tells.
 */
export async function queuesOf(looking: Looking): Promise<QueuesSeen> {
  const connecting = connected(looking);
  // It may fail before anyone asks for it.
  connecting.catch(() => {});
  try {
    const listed = await listedQueues(looking).catch((error: unknown) => byPlainName(looking.jobId, connecting, error));
    if ('via' in listed || listed.length === 0) return 'via' in listed ? listed : { queues: [], via: 'management' };
    // AMQP that cannot be used costs the numbers their freshness, no more.
    const connection = await connecting.catch(() => undefined);
    const counted = connection && (await countedQueues(connection, listed).catch(() => undefined));
    return counted ? { queues: counted, via: 'amqp' } : { queues: listed, via: 'management' };
  } finally {
    connecting.then((connection) => connection?.close()).catch(() => {});
  }
}

async function connected({ settings, clock, signal }: Looking): Promise<AmqpConnection | undefined> {
  const { amqpUrl } = settings;
  return amqpUrl === undefined ? undefined : seen(await connectAmqp({ ...settings, amqpUrl }, clock, signal));
}

async function listedQueues({ jobId, settings, clock, signal }: Looking): Promise<readonly JobQueue[]> {
  const { managementUrl } = settings;
  if (managementUrl === undefined) throw new BlindError('not-configured', 'the management API is not configured');
  const management = openManagement({ ...settings, managementUrl }, clock);
  try {
    const queues = seen(await management.queues(signal));
    return queues.filter(({ name }) => jobNames(jobId).isQueue(name)).map((queue) => ({ jobId, ...queue }));
  } finally {
    management.close();
  }
}

/** Throws when a look failed: numbers of two times would not go together. */
async function countedQueues(connection: AmqpConnection, listed: readonly JobQueue[]): Promise<readonly JobQueue[]> {
  const counts = await Promise.all(
    listed.slice(0, MOST_COUNTED).map(async (queue) => ({ queue, count: seen(await connection.look(queue.name)) })),
  );
  return counts.flatMap(({ queue, count }) => (count ? [{ ...queue, ...count }] : []));
}

async function byPlainName(
  jobId: string,
  connecting: Promise<AmqpConnection | undefined>,
  why: unknown,
): Promise<QueuesSeen> {
  if (!(why instanceof BlindError)) throw why;
  const connection = await connecting;
  if (!connection) throw why;
  const name = jobNames(jobId).grpcJob;
  const count = seen(await connection.look(name));
  if (count) return { queues: [{ jobId, name, ...count }], via: 'amqp' };
  const limits = `there is no queue ${name}, and one with a time in its name cannot be found by AMQP`;
  throw new BlindError(why.reason, `${why.message}; ${limits}`);
}

function seen<T>(look: Look<T>): T {
  if (look.kind === 'seen') return look.value;
  throw new BlindError('unreachable', look.detail);
}
