import { BSON } from 'mongodb';
import type { Clock } from '#lib/clock.ts';
import type { Store } from './store.ts';
import type { Document } from './wire.ts';

/** Wire version of MongoDB 7.0. */
const WIRE_VERSION = 21;
const VERSION = '7.0.14';

type Command = (command: Document, database: string) => Document;

/** Answers the commands of a driver that looks; whatever writes is not known here. */
export function createCommands(store: Store, clock: Clock): (command: Document) => Document {
  const commands = commandTable(store, clock);
  return (command) => {
    const name = Object.keys(command)[0] ?? '';
    const run = commands.get(name.toLowerCase());
    if (!run) return failure(59, 'CommandNotFound', `no such command: '${name}'`);
    try {
      return { ok: 1, ...run(command, String(command.$db ?? 'test')) };
    } catch (error) {
      return failure(2, 'BadValue', (error as Error).message);
    }
  };
}

/** What a user without rights is told. */
export function unauthorized(name: string): Document {
  return failure(13, 'Unauthorized', `Command ${name} requires authentication`);
}

function commandTable(store: Store, clock: Clock): ReadonlyMap<string, Command> {
  const matching = (database: string, collection: unknown, filter: unknown) =>
    store.find(database, String(collection), (filter ?? {}) as Document);
  const commands: Record<string, Command> = {
    hello: () => hello(clock),
    ismaster: () => ({ ...hello(clock), ismaster: true }),
    ping: () => ({}),
    buildinfo: () => ({
      version: VERSION,
      versionArray: VERSION.split('.').map(Number),
      maxBsonObjectSize: 16_777_216,
    }),
    endsessions: () => ({}),
    listdatabases: () => {
      const databases = store.databases().map((name) => ({ name, sizeOnDisk: 8_192, empty: false }));
      return { databases, totalSize: databases.length * 8_192 };
    },
    listcollections: (_, database) => {
      const collections = store.collections(database).map((name) => ({ name, type: 'collection' }));
      return cursor(`${database}.$cmd.listCollections`, collections);
    },
    find: ({ find, filter, skip = 0, limit = 0 }, database) => {
      const documents = matching(database, find, filter).slice(skip);
      return cursor(`${database}.${find}`, limit === 0 ? documents : documents.slice(0, Math.abs(limit)));
    },
    count: ({ count, query }, database) => ({ n: matching(database, count, query).length }),
    aggregate: ({ aggregate, pipeline }, database) => {
      const counted = counting(pipeline as Document[]);
      const n = matching(database, aggregate, counted.filter).length;
      return cursor(`${database}.${aggregate}`, n === 0 ? [] : [counted.result(n)]);
    },
    // Every cursor ends with its first batch, so there is never one to go on with.
    getmore: ({ getMore }) => failure(43, 'CursorNotFound', `cursor id ${getMore} not found`),
    killcursors: ({ cursors }) => ({
      cursorsKilled: [],
      cursorsNotFound: cursors,
      cursorsAlive: [],
      cursorsUnknown: [],
    }),
  };
  return new Map(Object.entries(commands));
}

function hello(clock: Clock): Document {
  return {
    isWritablePrimary: true,
    helloOk: true,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(clock.now()),
    logicalSessionTimeoutMinutes: 30,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION,
    readOnly: false,
  };
}

/** The pipelines by which documents are counted: `$match`, then `$count` or the `$group` of `countDocuments()`. */
function counting(pipeline: readonly Document[]): { filter: Document; result(n: number): Document } {
  const [match, count] = pipeline;
  const filter = match?.$match as Document | undefined;
  if (pipeline.length !== 2 || !filter)
    throw new Error('the lab only aggregates [$match, $count] and [$match, $group]');
  if (typeof count?.$count === 'string') return { filter, result: (n) => ({ [count.$count]: n }) };
  if (BSON.EJSON.stringify(count) !== COUNT_DOCUMENTS) throw new Error('the lab only groups to count');
  return { filter, result: (n) => ({ _id: 1, n }) };
}

const COUNT_DOCUMENTS = BSON.EJSON.stringify({ $group: { _id: 1, n: { $sum: 1 } } });

function cursor(ns: string, firstBatch: readonly Document[]): Document {
  return { cursor: { id: BSON.Long.ZERO, ns, firstBatch } };
}

function failure(code: number, codeName: string, errmsg: string): Document {
  return { ok: 0, errmsg, code, codeName };
}
