import { jobIdIn, jobNames } from '#investigation/job-id.ts';
import type { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import type { KubernetesConnection } from '#probes/kubernetes/client.ts';
import { follow } from '#probes/kubernetes/follow.ts';
import { jobSchema, type KubernetesJob } from '#probes/kubernetes/objects.ts';
import { keepLooking } from './keep-looking.ts';

/** A job of somebody that was made while the bot looked. */
export interface Birth {
  readonly jobId: string;
  /** When its Kubernetes Job was made, on the bot's clock, ms since the epoch. */
  readonly bornAt: number;
}

export interface BirthWatch {
  readonly connection: KubernetesConnection;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether nobody waits for what comes of a job: then the longer nothing changes, the less often the server is asked. */
  atLeisure(): boolean;
  onBirth(birth: Birth): void;
  /** Told once of each time in which no birth can be seen. */
  onBlind(why: Pick<BlindError, 'reason' | 'message'>): void;
  onMended(): void;
}

/** Learned of so late, such as after an outage, its beginning was not seen. */
const LATEST_MS = 5_000;
/** Stamps and dates have whole seconds. */
const STAMP_MS = 1_000;

/** Tells of each grpc Job that is made from now on, until the signal. What was there already is nobody's birth. */
export function watchBirths({
  connection,
  clock,
  signal,
  atLeisure,
  onBirth,
  onBlind,
  onMended,
}: BirthWatch): Promise<void> {
  const known = new Set<string>();
  const cluster = readingClock(connection, clock);
  return keepLooking({
    clock,
    signal,
    blind: onBlind,
    mended: onMended,
    look: async (seen) => {
      let listed = false;
      const collection = { resource: 'jobs' } as const;
      const { connection } = cluster;
      for await (const change of follow({ connection, clock, signal, collection, givesUp: true, atLeisure })) {
        if (change.kind === 'listed') {
          listed = true;
          seen();
          continue;
        }
        if (change.kind === 'unseen') continue;
        const { success, data: job } = jobSchema.safeParse(change.object);
        if (!success) continue;
        const { uid } = job.metadata;
        const isNew = listed && change.kind === 'there' && !known.has(uid);
        if (change.kind === 'gone') known.delete(uid);
        else known.add(uid);
        const birth = isNew ? birthOf(job, change.at, cluster.aheadMs()) : undefined;
        if (birth) onBirth(birth);
      }
    },
  });
}

/** Its stamp says by when it was made at the latest; a watch that stands tells of it sooner than that. */
function birthOf({ metadata }: KubernetesJob, at: number, aheadMs: number | undefined): Birth | undefined {
  const jobId = jobIdIn(metadata.name);
  if (jobId === undefined || jobNames(jobId).grpcJob !== metadata.name) return undefined;
  const { creationTimestamp } = metadata;
  const isDated = creationTimestamp !== undefined && aheadMs !== undefined;
  const latest = isDated ? creationTimestamp + STAMP_MS - aheadMs : at;
  return at - latest > LATEST_MS ? undefined : { jobId, bornAt: Math.min(at, latest) };
}

/** The same connection, and how far the cluster's clock was ahead at its last answer, at the least. */
function readingClock(connection: KubernetesConnection, clock: Clock) {
  let ahead: number | undefined;
  const ask: KubernetesConnection['ask'] = async (...asking) => {
    const answer = await connection.ask(...asking);
    const date = Date.parse(answer.date ?? '');
    if (!Number.isNaN(date)) ahead = date - clock.now();
    return answer;
  };
  return { connection: { ...connection, ask }, aheadMs: () => ahead };
}
