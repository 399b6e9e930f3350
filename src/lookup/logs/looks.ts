import { isJobId } from '#investigation/job-id.ts';
import type { Looked, Looks, QueuesSeen, RecordSeen } from '#investigation/lookup/logs/looks.ts';
import type { NotSeen } from '#investigation/lookup/logs-report.ts';
import type { MetadataAnswer } from '#investigation/observation.ts';
import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { metadataAnswer } from '#probes/focus-server/classify.ts';
import { type FocusServerSettings, openFocusClient } from '#probes/focus-server/client.ts';
import { type Look, type MongodbSettings, openDatabaseClient } from '#probes/mongodb/client.ts';
import type { RabbitmqSettings } from '#probes/rabbitmq/client.ts';
import { queuesOf } from './queues.ts';
import { within } from './within.ts';

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
