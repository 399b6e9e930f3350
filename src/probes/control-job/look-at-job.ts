import { jobNames } from '#investigation/job-id.ts';
import type { ControlJob } from '#investigation/observation.ts';
import { BlindError } from '#investigation/probe.ts';
import { metadataAnswer } from '../focus-server/classify.ts';
import { type FocusServerSettings, openFocusClient } from '../focus-server/client.ts';
import { type Gathering, gather } from '../kubernetes/gather.ts';
import { serviceSchema } from '../kubernetes/objects.ts';
import { serviceStateOf } from '../kubernetes/service.ts';
import { type MongodbSettings, openDatabaseClient } from '../mongodb/client.ts';
import { placesOf } from '../mongodb/database.ts';
import type { RabbitmqSettings } from '../rabbitmq/client.ts';
import { queueFinder } from '../rabbitmq/find-queue.ts';
import { listQueues } from '../rabbitmq/list-queues.ts';
import { knock } from '../stream/stream-port.ts';
import type { OtherJob } from './find-other.ts';

/** Where a job's parts are looked at. */
export interface Sights extends Gathering {
  readonly focusServer: FocusServerSettings;
  readonly rabbitmq?: RabbitmqSettings;
  readonly mongodb?: MongodbSettings;
  /** Where the streams of this environment are, as the answer of configure said. */
  readonly streamHost?: string;
}

type Part<K extends keyof ControlJob> = (sights: Sights, job: OtherJob) => Promise<ControlJob[K] | undefined>;

/** Each part for itself: it is known by then, or absent. */
const PART_MS = 4_000;
/** Shorter: that no answer came is an answer. */
const REQUEST_MS = 3_000;

/** Looks at every part of the job side by side, once and passively. What cannot be seen is absent; the stop's reason is thrown. */
export async function lookAtJob(sights: Sights, job: OtherJob): Promise<Omit<ControlJob, 'kind' | 'others'>> {
  const seen = <K extends keyof ControlJob>(part: Part<K>) => inTime(sights, (bounded) => part(bounded, job));
  const [metadata, records, consumers, streamOpen] = await Promise.all([
    seen<'metadata'>(askMetadata),
    seen<'records'>(findRecords),
    seen<'consumers'>(countConsumers),
    seen<'streamOpen'>(tryStream),
  ]);
  return {
    jobId: job.id,
    ageMs: job.ageMs,
    labels: job.pod.labels,
    ...(metadata !== undefined && { metadata }),
    ...(records && { records }),
    ...(consumers !== undefined && { consumers }),
    ...(streamOpen !== undefined && { streamOpen }),
  };
}

async function inTime<T>(sights: Sights, look: (bounded: Sights) => Promise<T>): Promise<T | undefined> {
  const late = sights.clock.timeout(PART_MS);
  try {
    return await look({ ...sights, signal: AbortSignal.any([sights.signal, late]) });
  } catch (error) {
    sights.signal.throwIfAborted();
    if (late.aborted || error instanceof BlindError) return undefined;
    throw error;
  }
}

const askMetadata: Part<'metadata'> = async ({ focusServer, clock, signal }, { id }) => {
  const client = openFocusClient(focusServer, clock);
  try {
    return metadataAnswer(await client.ask({ path: `/metadata/${id}`, timeoutMs: REQUEST_MS, signal })).answer;
  } finally {
    client.close();
  }
};

const findRecords: Part<'records'> = async ({ mongodb, clock, signal }, { id }) => {
  if (!mongodb) return undefined;
  const client = openDatabaseClient(mongodb, clock);
  try {
    const existing = await client.collections(signal);
    if (existing.kind === 'unreachable') return undefined;
    const records = new Map<string, boolean>();
    for (const collection of placesOf(mongodb).filter((name) => existing.value.includes(name))) {
      const record = await client.hasJob(collection, id, signal);
      if (record.kind === 'seen') records.set(collection, record.value);
    }
    return Object.fromEntries(records);
  } finally {
    await client.close();
  }
};

const countConsumers: Part<'consumers'> = async ({ rabbitmq, clock, signal, redact }, { id, pod }) => {
  if (!rabbitmq) return undefined;
  const { queues, gap } = await listQueues({ settings: rabbitmq, clock, signal, redact, jobIds: async () => [id] });
  const queue = queueFinder(id, pod.createdStamp)(queues);
  return queue?.consumers ?? (gap ? undefined : 0);
};

const tryStream: Part<'streamOpen'> = async (sights, { id }) => {
  const { streamHost: host, clock, signal } = sights;
  const port = host === undefined ? undefined : await nodePortOf(sights, id);
  if (host === undefined || port === undefined) return undefined;
  return (await knock({ host, port }, clock, signal))?.open;
};

async function nodePortOf(sights: Sights, id: string): Promise<number | undefined> {
  const name = jobNames(id).service;
  const { facts } = await gather(sights, {
    kind: 'control-job',
    collection: { resource: 'services', fieldSelector: `metadata.name=${name}` },
    shape: serviceSchema,
    factOf: (service) => (service.metadata.name === name ? serviceStateOf(service, false) : undefined),
  });
  return facts[0]?.nodePort;
}
