import type { Db, MongoClient } from 'mongodb';
import type { Look } from '#investigation/probe.ts';
import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { deadline } from '#lib/deadline.ts';
import { describeError } from '#lib/errors.ts';
import { spend } from '#lib/meter.ts';
import { redact } from '#lib/redact.ts';
import { settlesWithin } from '#lib/settles-within.ts';
import { namesInFocusYml, ownTrouble, tunnelTrouble } from '../own-trouble.ts';
import { socksOf } from '../tunnel/socks.ts';
import type { Tunnel } from '../tunnel/tunnel.ts';

export interface MongodbSettings {
  /** A connection string; its credentials appear in no message. */
  readonly url: string;
  readonly database: string;
  readonly jobsCollection: string;
  readonly consumersCollection: string;
  /** Certificate authority of a self-signed server, PEM text. */
  readonly ca?: string;
  readonly insecureSkipTlsVerify?: boolean;
  readonly tunnel?: Tunnel;
}

/** A connection for one watch that only reads, made anew after each failure. Every look has a deadline of its own. */
export interface DatabaseClient {
  collections(signal: AbortSignal): Promise<Look<readonly string[]>>;
  hasJob(collection: string, jobId: string, signal: AbortSignal): Promise<Look<boolean>>;
  /** What its clock shows, ms since the epoch. */
  time(signal: AbortSignal): Promise<Look<number>>;
  close(): Promise<void>;
}

const SELECTION_MS = 3_000;
// Longer than finding the server takes, so that a refusal is told in its own words.
const LOOK_MS = 4_000;
const CLOSE_MS = 500;
const MOST_COLLECTIONS = 200;
/** The server's codes for a wrong password and for a user without the right to look. */
const MENDS: Readonly<Partial<Record<number, string>>> = {
  13: 'Give the user of mongodb.url in focus.yml the role read on mongodb.database',
  18: 'Correct user, password and authSource in mongodb.url in focus.yml',
};
const SETTINGS = namesInFocusYml('mongodb');

/** Loads the driver, for which the first look would wait. */
export async function loadDriver(): Promise<void> {
  await import('mongodb');
}

/** Connects with the first look, which throws a BlindError for a connection string that cannot be read. */
export function openDatabaseClient(settings: MongodbSettings, clock: Clock): DatabaseClient {
  let client: MongoClient | undefined;
  const close = async () => {
    const closing = client;
    client = undefined;
    if (closing) await closed(closing, clock);
  };
  const look = async <T>(stop: AbortSignal, read: Read<T>): Promise<Look<T>> => {
    client ??= await createClient(settings, clock);
    const database = client.db(settings.database);
    spend('MongoDB', { requests: 1 });
    const looked = await lookInTime(clock, stop, (signal) => read(database, signal), settings.tunnel);
    // A driver whose first connection failed says "Topology is closed" ever after.
    if (looked.kind === 'unreachable') await close();
    return looked;
  };
  return {
    collections: (stop) =>
      look(stop, async (database, signal) => {
        const found = await database.listCollections({}, { nameOnly: true, signal }).toArray();
        return found.map(({ name }) => name).slice(0, MOST_COLLECTIONS);
      }),
    hasJob: (collection, jobId, stop) =>
      look(stop, async (database, signal) => {
        const options = { projection: { _id: 1 }, signal };
        return (await database.collection(collection).findOne({ job_id: jobId }, options)) !== null;
      }),
    time: (stop) =>
      look(stop, async (database, signal) => {
        const { localTime } = await database.command({ hello: 1 }, { signal });
        return new Date(localTime).getTime();
      }),
    close,
  };
}

type Read<T> = (database: Db, signal: AbortSignal) => Promise<T>;

async function createClient(
  { url, ca, insecureSkipTlsVerify, tunnel }: MongodbSettings,
  clock: Clock,
): Promise<MongoClient> {
  // Heavy, and not every environment has a MongoDB to look at.
  const { MongoClient } = await import('mongodb');
  const limit = Math.ceil(clock.real(SELECTION_MS));
  const proxy = tunnel && (await socksOf(tunnel));
  try {
    return new MongoClient(url, {
      appName: 'focus-bot',
      serverSelectionTimeoutMS: limit,
      connectTimeoutMS: limit,
      socketTimeoutMS: limit,
      maxPoolSize: 1,
      retryReads: false,
      readPreference: 'primaryPreferred',
      ...proxy,
      ...(ca !== undefined && { ca }),
      ...(insecureSkipTlsVerify && { rejectUnauthorized: false }),
    });
  } catch (error) {
    const mend = 'Correct mongodb.url in focus.yml';
    throw new BlindError('misdirected', `the connection string of MongoDB cannot be read: ${wordsOf(error)}`, { mend });
  }
}

/** Closing says goodbye to the server, which may not answer: then it ends by its time-out, and nobody waits for it. */
async function closed(client: MongoClient, clock: Clock): Promise<void> {
  await settlesWithin(clock, CLOSE_MS, client.close());
}

/** One operation, for 4 s at most. Rejects with the stop's reason, or blindly when the server refuses to be looked at. */
async function lookInTime<T>(
  clock: Clock,
  stop: AbortSignal,
  read: (signal: AbortSignal) => Promise<T>,
  tunnel: Tunnel | undefined,
): Promise<Look<T>> {
  const since = clock.now();
  const patience = deadline(clock, LOOK_MS, stop);
  try {
    return { kind: 'seen', value: await read(patience.signal) };
  } catch (error) {
    stop.throwIfAborted();
    const ofTunnel = tunnelTrouble(tunnel, since);
    if (ofTunnel) throw new BlindError(ofTunnel.reason, ofTunnel.detail, { mend: ofTunnel.mend });
    if (patience.signal.aborted) return { kind: 'unreachable', detail: `no answer in ${LOOK_MS / 1_000} s` };
    const detail = wordsOf(error);
    const own = ownTrouble(error, SETTINGS);
    if (own) throw new BlindError(own.reason, detail, { mend: own.mend });
    const mend = MENDS[codeOf(error) ?? 0];
    if (mend !== undefined) throw new BlindError('refused', detail, { mend });
    if (codeOf(error) !== undefined) throw new BlindError('failed', detail);
    return { kind: 'unreachable', detail };
  } finally {
    patience.clear();
  }
}

/** The number by which a server says what is wrong; failures of the network have none. */
function codeOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

function wordsOf(error: unknown): string {
  return redact(describeError(error)).slice(0, 300);
}
