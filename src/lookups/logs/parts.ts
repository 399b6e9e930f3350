import { isJobId, jobNames } from '#investigation/job-id.ts';
import type { JobQueue, MetadataAnswer } from '#investigation/observation.ts';
import type { Look } from '#investigation/probe.ts';
import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { metadataAnswer } from '#probes/focus-server/classify.ts';
import { type FocusServerSettings, openFocusClient } from '#probes/focus-server/client.ts';
import { type MongodbSettings, openDatabaseClient } from '#probes/mongodb/client.ts';
import { type AmqpConnection, connectAmqp, type RabbitmqSettings } from '#probes/rabbitmq/client.ts';
import { openManagement } from '#probes/rabbitmq/management.ts';
import { within } from '../within.ts';
import type { NotSeen } from './report.ts';

/** The parts of the stack beside Kubernetes. What is absent is not configured. */
export interface LookingAt {
  readonly environment: string;
  readonly jobId: string;
  readonly focusServer: FocusServerSettings;
  readonly rabbitmq?: RabbitmqSettings;
  readonly mongodb?: MongodbSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The logs are the answer: it is not held up by what stands beside it. */
const LOOK_MS = 1_500;

export type LooksComing = { readonly [Part in keyof Looks]: Promise<Looks[Part]> };

/** One look at each, all begun at once; none takes longer than 1.5 s. */
export function beginLooks(at: LookingAt): LooksComing {
  if (!isJobId(at.jobId)) throw new Error(`asked for the parts of "${at.jobId}", which is not a job id`);
  return { metadata: lookAtMetadata(at), queues: lookAtQueues(at), records: lookAtRecords(at) };
}

export async function allLooks({ metadata, queues, records }: LooksComing): Promise<Looks> {
  return { metadata: await metadata, queues: await queues, records: await records };
}

function lookAtMetadata({ focusServer, jobId, clock, signal }: LookingAt): Promise<Looked<MetadataAnswer>> {
  const remedy = 'Check that Focus Server runs, and that its url in focus.yml can be reached from where the bot runs';
  return looked({ what: 'metadata', remedy }, async () => {
    const client = openFocusClient(focusServer, clock);
    try {
      const reply = await within(clock, LOOK_MS, signal, (stop) =>
        client.ask({ path: `/metadata/${jobId}`, timeoutMs: LOOK_MS, signal: stop }),
      );
      if (reply.kind === 'unanswered') throw new BlindError(reply.reason, reply.detail);
      return metadataAnswer(reply);
    } finally {
      client.close();
    }
  });
}

function lookAtQueues({ environment, rabbitmq, jobId, clock, signal }: LookingAt): Promise<Looked<QueuesSeen>> {
  const what = 'its queue';
  if (!rabbitmq) return notConfigured(what, 'RabbitMQ', 'rabbitmq', environment);
  const remedy = 'Check that RabbitMQ runs, and that rabbitmq in focus.yml names it, its user and its vhost';
  return looked({ what, remedy }, () =>
    within(clock, LOOK_MS, signal, (stop) => queuesOf({ jobId, settings: rabbitmq, clock, signal: stop })),
  );
}

function lookAtRecords(at: LookingAt): Promise<Looked<readonly RecordSeen[]>> {
  const what = 'its documents in MongoDB';
  const { environment, mongodb, clock, signal } = at;
  if (!mongodb) return notConfigured(what, 'MongoDB', 'mongodb', environment);
  const remedy = 'Check that MongoDB runs, and that mongodb in focus.yml names it and a user who may read';
  return looked({ what, remedy }, () =>
    within(clock, LOOK_MS, signal, (stop) => recordsOf(at.jobId, mongodb, clock, stop)),
  );
}

async function recordsOf(
  jobId: string,
  settings: MongodbSettings,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly RecordSeen[]> {
  const client = openDatabaseClient(settings, clock);
  try {
    const there = seen(await client.collections(signal));
    const places = new Set([settings.jobsCollection, settings.consumersCollection]);
    const records: RecordSeen[] = [];
    for (const collection of [...places].filter((name) => there.includes(name)))
      records.push({ collection, found: seen(await client.hasJob(collection, jobId, signal)) });
    return records;
  } finally {
    // Its goodbye is not waited for.
    void client.close();
  }
}

function seen<T>(look: Look<T>): T {
  if (look.kind === 'seen') return look.value;
  throw new BlindError('unreachable', look.detail);
}

function notConfigured(what: string, part: string, setting: string, environment: string): Promise<Looked<never>> {
  const why = `${part} is not configured for ${environment}`;
  const remedy = `Add ${setting} to ${environment} in focus.yml, as in focus.example.yml`;
  return Promise.resolve({ kind: 'not-seen', notSeen: { what, why, remedy } });
}

async function looked<T>(words: Omit<NotSeen, 'why'>, look: () => Promise<T>): Promise<Looked<T>> {
  try {
    return { kind: 'seen', value: await look() };
  } catch (error) {
    if (error instanceof BlindError) return { kind: 'not-seen', notSeen: { ...words, why: error.message } };
    throw error;
  }
}

/** What one look beside the logs came to. */
export type Looked<T> =
  | { readonly kind: 'seen'; readonly value: T }
  | { readonly kind: 'not-seen'; readonly notSeen: NotSeen };

/** The parts of the stack that are looked at once beside the logs. */
export interface Looks {
  readonly metadata: Looked<MetadataAnswer>;
  readonly queues: Looked<QueuesSeen>;
  readonly records: Looked<readonly RecordSeen[]>;
}

/** The job's queues by their names: its own, and what earlier jobs of its id left behind. */
export interface QueuesSeen {
  readonly queues: readonly JobQueue[];
  /** amqp: the numbers are of now · management: up to 5 s old. */
  readonly via: 'amqp' | 'management';
}

/** Whether a document of the job is in a collection; only collections that exist are looked into. */
export interface RecordSeen {
  readonly collection: string;
  readonly found: boolean;
}

export function notSeenIn(looks: readonly Looked<unknown>[]): readonly NotSeen[] {
  return looks.flatMap((look) => (look.kind === 'not-seen' ? [look.notSeen] : []));
}

export function seenIn<T>(look: Looked<T>): T | undefined {
  return look.kind === 'seen' ? look.value : undefined;
}

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
