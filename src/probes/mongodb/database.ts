import { isJobId } from '#investigation/job-id.ts';
import type { DatabaseState, Fact } from '#investigation/observation.ts';
import type { Look, Probe, Sighting } from '#investigation/probe.ts';
import type { Subject } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import { type DatabaseClient, type MongodbSettings, openDatabaseClient } from './client.ts';

export interface DatabaseOptions {
  readonly settings: MongodbSettings;
  readonly clock: Clock;
}

/** Start-to-start. */
const LOOK_EVERY_MS = 1_000;

/**
 * Whether MongoDB answers, and whether the job is written down where healthy jobs may be. A collection that does not
 * exist is not looked into. Ends once nothing is left to find; without a job after one look at the server.
 */
export function databaseProbe(options: DatabaseOptions): Probe {
  return {
    id: 'database',
    sees: ['database-state', 'job-record'],
    about: 'environment',
    once: true,
    async *watch(subject, signal) {
      if (signal.aborted) return;
      const client = openDatabaseClient(options.settings, options.clock);
      try {
        if (subject.job) yield* follow(client, options, jobIdOf(subject), signal);
        else yield { at: options.clock.now(), fact: databaseState(await client.collections(signal)) };
      } catch (error) {
        if (!signal.aborted) throw error;
      } finally {
        const closing = client.close();
        // A single look does not wait for its goodbye.
        if (subject.job) await closing;
      }
    },
  };
}

/** Looks every second for what is not found yet; after a look that failed, first at the server as a whole again. */
async function* follow(client: DatabaseClient, options: DatabaseOptions, jobId: string, signal: AbortSignal) {
  const { settings, clock } = options;
  const seen = (fact: Fact): Sighting => ({ at: clock.now(), fact });
  const found = new Set<string>();
  let existing: readonly string[] | undefined;
  for (;;) {
    const startedAt = clock.now();
    if (!existing) {
      const collections = await client.collections(signal);
      yield seen(databaseState(collections));
      if (collections.kind === 'seen') existing = placesOf(settings).filter((name) => collections.value.includes(name));
    }
    for (const collection of existing?.filter((name) => !found.has(name)) ?? []) {
      const record = await client.hasJob(collection, jobId, signal);
      if (record.kind === 'unreachable') {
        yield seen(databaseState(record));
        existing = undefined;
        break;
      }
      yield seen({ kind: 'job-record', collection, found: record.value });
      if (record.value) found.add(collection);
    }
    if (existing?.every((name) => found.has(name))) return;
    await clock.sleep(Math.max(0, startedAt + LOOK_EVERY_MS - clock.now()), signal);
  }
}

/** The collections in which a job may be written down. */
export function placesOf({ jobsCollection, consumersCollection }: MongodbSettings): readonly string[] {
  return [...new Set([jobsCollection, consumersCollection])];
}

function databaseState(look: Look<readonly string[]>): DatabaseState {
  const kind = 'database-state';
  if (look.kind === 'unreachable') return { kind, reachable: false, collections: [], detail: look.detail };
  return { kind, reachable: true, collections: look.value, detail: 'answers' };
}

function jobIdOf({ job }: Subject): string {
  if (!job || !isJobId(job.id)) throw new Error(`asked for the record of "${job?.id}", which is not a job id`);
  return job.id;
}
