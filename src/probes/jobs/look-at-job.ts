import { isJobId, jobNames } from '#investigation/job-id.ts';
import type { JobQueue, MetadataAnswer } from '#investigation/observation.ts';
import { BlindError, type Look, type Why, whyOf } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { metadataAnswer } from '../focus-server/classify.ts';
import { type FocusServerSettings, openFocusClient } from '../focus-server/client.ts';
import { answeredOrBlind } from '../focus-server/look.ts';
import { type MongodbSettings, openDatabaseClient } from '../mongodb/client.ts';
import { placesOf } from '../mongodb/database.ts';
import { type AmqpConnection, connectAmqp, type RabbitmqSettings } from '../rabbitmq/client.ts';
import { openManagement } from '../rabbitmq/management.ts';
import { within } from '../within.ts';

/** The parts of the stack that know one job besides Kubernetes. What is absent is not configured. */
export interface JobLook {
  readonly jobId: string;
  readonly focusServer: FocusServerSettings;
  readonly rabbitmq?: RabbitmqSettings;
  readonly mongodb?: MongodbSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** No part takes longer. */
  readonly patienceMs: number;
}

/** What each part said, or why it could not be asked. */
export interface JobSeen {
  readonly metadata: Looked<MetadataAnswer>;
  readonly queues: Looked<QueuesOfJob>;
  readonly records: Looked<readonly RecordOfJob[]>;
}

export type Looked<T> = { readonly kind: 'seen'; readonly value: T } | ({ readonly kind: 'not-seen' } & Why);

/** The job's queues by their names: its own, and what earlier jobs of its id left behind. */
export interface QueuesOfJob {
  readonly queues: readonly JobQueue[];
  /** amqp: the numbers are of now · management: up to 5 s old. */
  readonly via: 'amqp' | 'management';
}

/** Whether a document of the job is in a collection; only collections that exist are looked into. */
export interface RecordOfJob {
  readonly collection: string;
  readonly found: boolean;
}

export type JobSeenSoon = { readonly [Part in keyof JobSeen]: Promise<JobSeen[Part]> };

/** One look at each part, all begun at once, passively. Rejects only with the signal's reason, and for bugs. */
export function lookAtJob(look: JobLook): JobSeenSoon {
  if (!isJobId(look.jobId)) throw new Error(`asked for the parts of "${look.jobId}", which is not a job id`);
  return {
    metadata: looked(look, (stop) => askMetadata(look, stop)),
    queues: looked(look, (stop) => findQueues(look, stop)),
    records: looked(look, (stop) => findRecords(look, stop)),
  };
}

async function looked<T>({ clock, patienceMs, signal }: JobLook, part: (stop: AbortSignal) => Promise<T>) {
  try {
    return { kind: 'seen', value: await within(clock, patienceMs, signal, part) } as const;
  } catch (error) {
    if (!(error instanceof BlindError)) throw error;
    return { kind: 'not-seen', ...whyOf(error) } as const;
  }
}

/** One answer of `GET /metadata/{job_id}`. Throws a BlindError where none came. */
async function askMetadata({ focusServer, jobId, clock, patienceMs }: JobLook, signal: AbortSignal) {
  const client = openFocusClient(focusServer, clock);
  try {
    const reply = await client.ask({ path: `/metadata/${jobId}`, timeoutMs: patienceMs, signal });
    return metadataAnswer(answeredOrBlind(reply), jobId);
  } finally {
    client.close();
  }
}

async function findRecords({ mongodb, clock, jobId }: JobLook, signal: AbortSignal): Promise<readonly RecordOfJob[]> {
  if (!mongodb) throw new BlindError('not-configured', 'MongoDB is not configured');
  const client = openDatabaseClient(mongodb, clock);
  try {
    const existing = answerOf(await client.collections(signal));
    const records: RecordOfJob[] = [];
    for (const collection of placesOf(mongodb).filter((name) => existing.includes(name)))
      records.push({ collection, found: answerOf(await client.hasJob(collection, jobId, signal)) });
    return records;
  } finally {
    // Its goodbye is not waited for.
    void client.close();
  }
}

/** More than a job ever has, and than earlier jobs of its id leave behind. */
const MOST_COUNTED = 10;

interface QueueLook {
  readonly jobId: string;
  readonly settings: RabbitmqSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * The queues of exactly this job: their names by the management API, and their numbers by AMQP where that answers. By
 * AMQP alone only a queue of the plain name can be found. Throws a BlindError where neither tells.
 */
async function findQueues({ jobId, rabbitmq, clock }: JobLook, signal: AbortSignal): Promise<QueuesOfJob> {
  if (!rabbitmq) throw new BlindError('not-configured', 'RabbitMQ is not configured');
  const look = { jobId, settings: rabbitmq, clock, signal };
  const connecting = connected(look);
  // It may fail before anyone asks for it.
  connecting.catch(() => {});
  try {
    const listed = await listedQueues(look).catch((error: unknown) => byPlainName(jobId, connecting, error));
    if ('via' in listed || listed.length === 0) return 'via' in listed ? listed : { queues: [], via: 'management' };
    // AMQP that cannot be used costs the numbers their freshness, no more.
    const connection = await connecting.catch(() => undefined);
    const counted = connection && (await countedQueues(connection, listed).catch(() => undefined));
    return counted ? { queues: counted, via: 'amqp' } : { queues: listed, via: 'management' };
  } finally {
    connecting.then((connection) => connection?.close()).catch(() => {});
  }
}

async function connected({ settings, clock, signal }: QueueLook): Promise<AmqpConnection | undefined> {
  const { amqpUrl } = settings;
  return amqpUrl === undefined ? undefined : answerOf(await connectAmqp({ ...settings, amqpUrl }, clock, signal));
}

async function listedQueues({ jobId, settings, clock, signal }: QueueLook): Promise<readonly JobQueue[]> {
  const { managementUrl } = settings;
  if (managementUrl === undefined) throw new BlindError('not-configured', 'the management API is not configured');
  const management = openManagement({ ...settings, managementUrl }, clock);
  try {
    const queues = answerOf(await management.queues(signal));
    return queues.filter(({ name }) => jobNames(jobId).isQueue(name)).map((queue) => ({ jobId, ...queue }));
  } finally {
    management.close();
  }
}

/** Throws when a look failed: numbers of two times would not go together. */
async function countedQueues(connection: AmqpConnection, listed: readonly JobQueue[]): Promise<readonly JobQueue[]> {
  const counts = await Promise.all(
    listed.slice(0, MOST_COUNTED).map(async (queue) => ({ queue, count: answerOf(await connection.look(queue.name)) })),
  );
  return counts.flatMap(({ queue, count }) => (count ? [{ ...queue, ...count }] : []));
}

async function byPlainName(
  jobId: string,
  connecting: Promise<AmqpConnection | undefined>,
  why: unknown,
): Promise<QueuesOfJob> {
  if (!(why instanceof BlindError)) throw why;
  const connection = await connecting;
  if (!connection) throw why;
  const name = jobNames(jobId).grpcJob;
  const count = answerOf(await connection.look(name));
  if (count) return { queues: [{ jobId, name, ...count }], via: 'amqp' };
  const limits = `there is no queue ${name}, and one with a time in its name cannot be found by AMQP`;
  const { reason, detail, ...mend } = whyOf(why);
  throw new BlindError(reason, `${detail}; ${limits}`, mend);
}

function answerOf<T>(look: Look<T>): T {
  if (look.kind === 'seen') return look.value;
  throw new BlindError('unreachable', look.detail);
}
