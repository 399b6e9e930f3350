import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import {
  type Addition,
  type Growing,
  type Grown,
  grow,
  isKeptLine,
  type Known,
  NOTHING,
  unkept,
  unknown,
} from './capture-addition.ts';
import type { Room } from './capture-bounds.ts';
import { type CaptureMeta, writeMeta } from './capture-entry.ts';
import { comparedTo, type SeenLife } from './capture-life.ts';

/** One process's way to add to the capture of one job. Several may: what another has kept already is not kept twice. */
export interface CaptureWriter {
  /** Looks up what is kept of this life already. */
  prepare(mine: SeenLife): Promise<void>;
  /** As far as is known, the container's log is kept up to this line. */
  has(line: { readonly pod: string; readonly container: string; readonly stamp?: number }): boolean;
  /** False when a later life of the id has taken the place. One addition at a time. */
  add(addition: Addition): Promise<boolean>;
}

export interface CaptureStorage {
  readonly redis: Redis;
  readonly keys: readonly [entry: string, index: string, well: string];
  readonly member: string;
  /** Real ms after which the entry goes by itself. */
  readonly ttlMs: number;
  readonly room: Room;
  /** What is kept; undefined when there is nothing, or nothing that can be read. */
  read(meta: string): CaptureMeta | undefined;
  /** Hears that there is one capture more. */
  onNew(): Promise<void>;
}

interface State {
  /** Changes with each addition; empty where nothing is kept. */
  readonly revision: string;
  /** What is kept of another life, or cannot be read: it goes. */
  readonly replaces: boolean;
  readonly known: Known;
  readonly growing: Growing;
  /** What others had kept. */
  readonly before: Pick<Known, 'told' | 'kept'>;
}

const ADD = `
local revision = redis.call('HGET', KEYS[1], 'revision') or ''
if revision ~= ARGV[1] then return 0 end
if ARGV[2] == '1' then redis.call('DEL', KEYS[1]) end
local dropped = tonumber(ARGV[7])
for i = 8, 7 + dropped do redis.call('HDEL', KEYS[1], ARGV[i]) end
for i = 8 + dropped, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
if ARGV[3] == '1' then redis.call('HSET', KEYS[1], 'failed', '1') end
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[5])
if redis.call('HEXISTS', KEYS[1], 'failed') == 1 then
  redis.call('ZREM', KEYS[3], ARGV[5])
else
  redis.call('ZADD', KEYS[3], ARGV[4], ARGV[5])
end
redis.call('PEXPIRE', KEYS[1], ARGV[6])
return 1`;

/** More processes than ever capture one job at a time. */
const MOST_TRIES = 20;

export function createWriter(storage: CaptureStorage): CaptureWriter {
  let state: State | undefined;
  return {
    prepare: async (mine) => {
      const loaded = await load(storage, mine);
      state ??= loaded;
    },
    has: (line) => state !== undefined && isKeptLine(line, state.before.kept),
    add: async (addition) => {
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const based = onto(state ?? (await load(storage, addition)), addition);
        if (!based) return false;
        const grown = await grow(based.known, based.growing, unkept(addition, based.before), storage.room);
        state = await store(storage, based, grown, addition.failed);
        if (state) return true;
      }
      throw new Error(`the capture of job ${storage.member} was changed by others ${MOST_TRIES} times in a row`);
    },
  };
}

/** What an addition of this life goes on from: what is kept of the same life, or nothing; undefined when a later one is kept. */
function onto(state: State, mine: SeenLife): State | undefined {
  switch (comparedTo(state.known, mine)) {
    case 'same':
      return state;
    case 'later':
      return { ...state, ...from(mine), replaces: true };
    case 'earlier':
      return undefined;
  }
}

function from(mine: SeenLife): Pick<State, 'known' | 'growing' | 'before'> {
  return { known: unknown(mine), growing: NOTHING, before: { told: [], kept: {} } };
}

async function load({ redis, keys, read }: CaptureStorage, mine: SeenLife): Promise<State> {
  const [stored, revision] = await redis.hmget(keys[0], 'meta', 'revision');
  const known = typeof stored === 'string' ? read(stored) : undefined;
  if (known) return { revision: revision ?? '', replaces: false, known, growing: NOTHING, before: known };
  return { revision: revision ?? '', replaces: true, ...from(mine) };
}

/** Undefined when another process has changed the capture since it was read. */
async function store(storage: CaptureStorage, state: State, grown: Grown, failed: boolean): Promise<State | undefined> {
  const { redis, keys, member, ttlMs } = storage;
  const revision = randomUUID();
  const fields = [...grown.written, ['meta', writeMeta(grown.known)], ['revision', revision]].flat() as (
    | string
    | Buffer
  )[];
  const flags = [state.revision, state.replaces ? '1' : '0', failed ? '1' : '0'];
  const place = [grown.known.lastSeenAt, member, ttlMs];
  const stored = await redis.eval(
    ADD,
    3,
    ...keys,
    ...flags,
    ...place,
    grown.dropped.length,
    ...grown.dropped,
    ...fields,
  );
  if (stored !== 1) return undefined;
  if (state.revision === '' || state.replaces) await storage.onNew();
  return { revision, replaces: false, known: grown.known, growing: grown.growing, before: state.before };
}
