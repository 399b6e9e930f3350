import { jobIdIn, jobNames } from '#investigation/job-id.ts';
import type { JobQueue, PartialGap } from '#investigation/observation.ts';
import { BlindError, type Look, type Why, whyOf } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { DeadlineError, deadline } from '#lib/deadline.ts';
import { redactDeep } from '#lib/redact.ts';
import { type AmqpConnection, connectAmqp, type QueueCount, type RabbitmqSettings } from './client.ts';
import { NOT_TOLD, openManagement } from './management.ts';

/** Queues that belong to jobs, and why not all of them could be seen: one that is not among them need not be absent. */
export interface QueueListing {
  readonly queues: readonly JobQueue[];
  readonly gap?: PartialGap;
}

export interface QueueLook {
  readonly settings: RabbitmqSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whose queues to ask AMQP for; asked only where the management API cannot tell, and its time is not counted. */
  readonly jobIds?: () => Promise<readonly string[]>;
  /** Masks what looks like a secret in every text; `redactDeep` unless told. */
  readonly redact?: <T>(value: T) => T;
}

/** Both ways of looking together. */
const LOOK_MS = 3_000;
/** Passive declares at a time. */
const LANES = 16;
const ONLY_PLAIN = 'only queues of a plain name such as grpc-job-19-7 can be found by AMQP';

/**
 * One look at all queues that belong to jobs, by the management API, whose numbers are up to 5 s old. Where that cannot
 * tell, AMQP is asked for the queues of `jobIds`, which finds plain names alone. Nothing foreseen is thrown, nothing is
 * declared, and within 3 s or on the signal every connection is closed.
 */
export async function listQueues(look: QueueLook): Promise<QueueListing> {
  const { clock, redact = redactDeep } = look;
  const began = clock.now();
  const listed = await listByManagement(look);
  const left = LOOK_MS - (clock.now() - began);
  return redact('queues' in listed ? await counted(look, listed, left) : await lookByName(look, listed, left));
}

/** Where the list has no numbers AMQP may count. A queue younger than the statistics has none yet, which is no gap. */
async function counted(look: QueueLook, listed: QueueListing, left: number): Promise<QueueListing> {
  const { amqpUrl } = look.settings;
  const { queues } = listed;
  const isUntold = queues.every(({ consumers }) => consumers === undefined);
  if (!isUntold || !queues.some(({ name }) => !isYoung(name, look.clock.now()))) return listed;
  const found: JobQueue[] = [];
  if (amqpUrl !== undefined && left > 0)
    await askAmqp(look, amqpUrl, { wanted: queues, left, keep: (queue) => found.push(queue) });
  const numbers = new Map(found.map((queue) => [queue.name, queue]));
  const all = queues.map((queue) => numbers.get(queue.name) ?? queue);
  const isTold = all.every(({ consumers }) => consumers !== undefined);
  return { queues: all, ...(!isTold && { gap: { kinds: ['job-queues'], ...NOT_TOLD } }) };
}

/** Clocks were seen 9 s apart, and statistics are 5 s old. */
const YOUNG_MS = 20_000;

/** By the time in its name. */
function isYoung(name: string, now: number): boolean {
  const madeAt = Number(/-(\d+(?:\.\d+)?)$/.exec(name)?.[1]) * 1_000;
  return now - madeAt < YOUNG_MS;
}

async function listByManagement({ settings, clock, signal }: QueueLook): Promise<QueueListing | Why> {
  const { managementUrl } = settings;
  if (managementUrl === undefined) return { reason: 'not-configured', detail: 'the management API is not configured' };
  const listed = await told(signal, async () => {
    const management = openManagement({ ...settings, managementUrl }, clock);
    try {
      return await management.queues(signal);
    } finally {
      management.close();
    }
  });
  return 'why' in listed ? listed.why : { queues: listed.value.flatMap(ofJob) };
}

function ofJob<Q extends { readonly name: string }>(queue: Q): (Q & { readonly jobId: string })[] {
  const jobId = jobIdIn(queue.name);
  return jobId !== undefined && jobNames(jobId).isQueue(queue.name) ? [{ jobId, ...queue }] : [];
}

async function lookByName(look: QueueLook, why: Why, left: number): Promise<QueueListing> {
  const { settings, signal, jobIds } = look;
  const { amqpUrl } = settings;
  if (amqpUrl === undefined || jobIds === undefined || left <= 0 || signal.aborted) return blind(why);
  const queues: JobQueue[] = [];
  const failure = await askAmqp(look, amqpUrl, {
    wanted: plainNames(await jobIds()),
    left,
    keep: (queue) => queues.push(queue),
  });
  return { ...blind({ ...why, detail: `${why.detail}; ${failure ?? ONLY_PLAIN}` }), queues };
}

function plainNames(jobIds: readonly string[]): readonly Wanted[] {
  return jobIds.map((jobId) => ({ jobId, name: jobNames(jobId).grpcJob }));
}

type Wanted = Pick<JobQueue, 'jobId' | 'name'>;

interface Asking {
  readonly wanted: readonly Wanted[];
  /** Ms. */
  readonly left: number;
  readonly keep: (queue: JobQueue) => void;
}

/** Resolves with why not all could be asked for. */
async function askAmqp(look: QueueLook, amqpUrl: string, { wanted, left, keep }: Asking): Promise<string | undefined> {
  const { settings, clock, signal } = look;
  const patience = deadline(clock, left, signal);
  const looked = await told(signal, async () => {
    const connected = await connectAmqp({ ...settings, amqpUrl }, clock, patience.signal);
    if (connected.kind === 'unreachable') return connected;
    try {
      return await lookAtAll(connected.value, wanted, keep);
    } finally {
      await connected.value.close();
    }
  }).finally(() => patience.clear());
  if ('value' in looked) return undefined;
  return patience.signal.reason instanceof DeadlineError
    ? `asking for queues by AMQP: not done within ${LOOK_MS / 1_000} s`
    : looked.why.detail;
}

/** Several at a time; the first failure ends all. */
async function lookAtAll(
  connection: AmqpConnection,
  wanted: readonly Wanted[],
  keep: (queue: JobQueue) => void,
): Promise<Look<undefined>> {
  const waiting = wanted.values();
  let failure: Look<never> | undefined;
  const lane = async () => {
    for (const { jobId, name } of waiting) {
      const look: Look<QueueCount | undefined> = failure ?? (await connection.look(name));
      if (look.kind === 'unreachable') failure = look;
      if (failure) return;
      if (look.kind === 'seen' && look.value) keep({ jobId, name, ...look.value });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return failure ?? { kind: 'seen', value: undefined };
}

/** What a look came to, or why it came to nothing. */
async function told<T>(
  signal: AbortSignal,
  look: () => Promise<Look<T>>,
): Promise<{ readonly value: T } | { readonly why: Why }> {
  try {
    const seen = await look();
    if (seen.kind === 'seen') return seen;
    const reason = signal.aborted ? 'cut-short' : 'unreachable';
    return { why: { reason, detail: seen.detail } };
  } catch (error) {
    if (!(error instanceof BlindError)) throw error;
    return { why: whyOf(error) };
  }
}

function blind(why: Why): QueueListing {
  return { queues: [], gap: { kinds: ['job-queues'], ...why } };
}
