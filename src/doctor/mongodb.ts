import { joinWords } from '#lib/join-words.ts';
import { type DatabaseClient, type MongodbSettings, openDatabaseClient } from '#probes/mongodb/client.ts';
import { placesOf } from '#probes/mongodb/database.ts';
import { clockFindings } from './clock.ts';
import { type Finding, ok, unknown, wrong } from './line.ts';
import { isReached, type Looking, look, reach } from './look.ts';

/** The login, the collections in which jobs may be written down, and the clock. */
export async function lookAtMongodb(settings: MongodbSettings, looking: Looking): Promise<readonly Finding[]> {
  const client = openDatabaseClient(settings, looking.clock);
  const mend = 'Correct mongodb.url in focus.yml, or open the way there';
  try {
    const found = await reach(looking, mend, (signal) => lookAtCollections(client, settings, mend, signal));
    if (!isReached(found)) return found;
    return [...found, ...(await look(looking, (signal) => lookAtClock(client, looking, signal)))];
  } finally {
    void client.close();
  }
}

async function lookAtCollections(
  client: DatabaseClient,
  settings: MongodbSettings,
  mend: string,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const collections = await client.collections(signal);
  if (collections.kind === 'unreachable') return [wrong(collections.detail, mend)];
  const places = placesOf(settings);
  const missing = places.filter((name) => !collections.value.includes(name));
  for (const name of places) {
    const record = await client.hasJob(name, '0-0', signal);
    if (record.kind === 'unreachable') return [unknown(`${name} could not be read: ${record.detail}`)];
  }
  // Healthy stacks have none either.
  const note = missing.length === 0 ? '' : `; no ${missing.join(', no ')} there yet, as in many stacks`;
  return [ok(`may read ${joinWords(places)} in ${settings.database}${note}`)];
}

async function lookAtClock(
  client: DatabaseClient,
  { clock }: Looking,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const sentAt = clock.now();
  const time = await client.time(signal);
  if (time.kind === 'unreachable') return [unknown(`its clock could not be read: ${time.detail}`)];
  return clockFindings('MongoDB', { sentAt, answeredAt: clock.now(), stamp: time.value, precisionMs: 1 });
}
