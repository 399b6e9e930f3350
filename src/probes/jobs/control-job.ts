import { jobNames } from '#investigation/job-id.ts';
import type { ControlJob } from '#investigation/observation.ts';
import { BlindError, type Probe } from '#investigation/probe.ts';
import { redactDeep } from '#lib/redact.ts';
import { type Gathering, gather } from '../kubernetes/gather.ts';
import { serviceSchema } from '../kubernetes/objects.ts';
import { serviceStateOf } from '../kubernetes/service.ts';
import { queueFinder } from '../rabbitmq/find-queue.ts';
import { knock } from '../stream/stream-port.ts';
import { within } from '../within.ts';
import { findOthers, type OtherJob } from './find-other.ts';
import { type JobLook, lookAtJob } from './look-at-job.ts';

export type ControlJobOptions = Pick<Gathering, 'connection' | 'clock'> &
  Pick<JobLook, 'focusServer' | 'rabbitmq' | 'mongodb'>;

interface Sights extends ControlJobOptions, Gathering {
  /** Where the streams of this environment are, as the answer of configure said. */
  readonly streamHost?: string;
}

/** What most healthy jobs take: their investigations are over, and look at nobody else's job. */
const LOOK_AT_MS = 5_000;
/** Each part of it for itself: it is known by then, or absent. */
const PART_MS = 4_000;

/**
 * The newest other job that lives and is Ready, looked at once. Which parts of it can be seen is no gap of its own; that the
 * jobs cannot be listed is.
 */
export function controlJobProbe(options: ControlJobOptions): Probe {
  const { clock, connection } = options;
  return {
    id: 'control-job',
    sees: ['control-job'],
    about: 'job',
    ofWatched: 'when-late',
    async *watch({ job, zero, timeoutMs }, signal) {
      if (!job || signal.aborted) return;
      const host = job.stream && { streamHost: job.stream.host };
      const sights: Sights = { ...options, signal, redact: redactDeep, ...host };
      try {
        await clock.sleep(Math.max(0, zero + Math.min(LOOK_AT_MS, timeoutMs / 2) - clock.now()), signal);
        await connection.prepare();
        const { count: others, newest } = await findOthers(sights, job.id);
        const seen = newest && (await compareWith(newest, sights));
        yield { at: clock.now(), fact: { kind: 'control-job', others, ...seen } };
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
  };
}

/** What cannot be seen of it is absent. */
async function compareWith({ id, pod, ageMs }: OtherJob, sights: Sights): Promise<Omit<ControlJob, 'kind' | 'others'>> {
  const coming = lookAtJob({ ...sights, jobId: id, patienceMs: PART_MS });
  const [metadata, queues, records, streamOpen] = await Promise.all([
    coming.metadata,
    coming.queues,
    coming.records,
    tryStream(sights, id),
  ]);
  const own = queues.kind === 'seen' ? queueFinder(id, pod.createdStamp)(queues.value.queues) : undefined;
  // No queue has none; one whose numbers RabbitMQ leaves out may have some.
  const consumers = queues.kind === 'seen' && !own ? 0 : own?.consumers;
  return {
    jobId: id,
    ageMs,
    labels: pod.labels,
    ...(metadata.kind === 'seen' && { metadata: metadata.value.answer }),
    ...(records.kind === 'seen' && {
      records: Object.fromEntries(records.value.map(({ collection, found }) => [collection, found])),
    }),
    ...(consumers !== undefined && { consumers }),
    ...(streamOpen !== undefined && { streamOpen }),
  };
}

async function tryStream(sights: Sights, id: string): Promise<boolean | undefined> {
  const { streamHost: host, clock, signal } = sights;
  if (host === undefined) return undefined;
  try {
    return await within(clock, PART_MS, signal, async (stop) => {
      const port = await nodePortOf({ ...sights, signal: stop }, id);
      return port === undefined ? undefined : (await knock({ host, port }, sights.focusServer, clock, stop))?.open;
    });
  } catch (error) {
    if (error instanceof BlindError) return undefined;
    throw error;
  }
}

async function nodePortOf(gathering: Gathering, id: string): Promise<number | undefined> {
  const name = jobNames(id).service;
  const { facts } = await gather(gathering, {
    kind: 'control-job',
    collection: { resource: 'services', fieldSelector: `metadata.name=${name}` },
    shape: serviceSchema,
    factOf: (service) => (service.metadata.name === name ? serviceStateOf(service, false) : undefined),
  });
  return facts[0]?.nodePort;
}
