import type { Redis } from 'ioredis';
import type { Content } from './content.ts';
import type { MessageRef } from './outbox.ts';

/** How far a message has come. It never goes back. */
const ORDER = ['announced', 'waiting', 'running', 'told', 'corrected'] as const;

/** What a message says, and who says it: an owner with a lower term was replaced, and says nothing any more. */
export interface Standing {
  readonly state: (typeof ORDER)[number];
  /** Rises with each owner; 0 before there is one. */
  readonly term: number;
}

/** What a message is to show. */
export interface Said {
  readonly content: Content;
  readonly standing: Standing;
}

/** What each message is to show, the same for all processes. */
export interface States {
  /** Makes it what the message is to show, and gives the revision; undefined where what is said already comes after it. */
  put(ref: MessageRef, said: Said): Promise<number | undefined>;
  read(ref: MessageRef): Promise<(Said & { readonly revision: number }) | undefined>;
}

/** Longer than a process can be stopped that still believes in its turn. */
const KEPT_MS = 24 * 60 * 60_000;

/** The same once more is no new revision. */
const PUT = `
local was = redis.call('HMGET', KEYS[1], 'rank', 'term', 'content', 'revision')
local rank, term = tonumber(was[1] or '0'), tonumber(was[2] or '0')
local newRank, newTerm = tonumber(ARGV[1]), tonumber(ARGV[2])
if newRank < rank or newTerm < term then return -1 end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
if newRank == rank and newTerm == term and was[3] == ARGV[3] then return tonumber(was[4]) end
redis.call('HSET', KEYS[1], 'rank', ARGV[1], 'term', ARGV[2], 'content', ARGV[3])
local revision = redis.call('HINCRBY', KEYS[1], 'revision', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return revision`;

export function createStates(redis: Pick<Redis, 'eval' | 'hmget'>, prefix: string): States {
  const keyOf = ({ channel, ts }: MessageRef) => `${prefix}:message-state:${channel}:${ts}`;
  return {
    async put(ref, { content, standing }) {
      const { state, term } = standing;
      const values = [ORDER.indexOf(state), term, JSON.stringify(content), KEPT_MS];
      const revision = Number(await redis.eval(PUT, 1, keyOf(ref), ...values));
      return revision < 0 ? undefined : revision;
    },
    async read(ref) {
      const [rank, term, content, revision] = await redis.hmget(keyOf(ref), 'rank', 'term', 'content', 'revision');
      const state = ORDER[Number(rank)];
      if (typeof content !== 'string' || state === undefined) return undefined;
      const standing = { state, term: Number(term) };
      return { content: JSON.parse(content), standing, revision: Number(revision) };
    },
  };
}

/** Whether one says less than the other, or is of an owner before. */
export function isBefore(one: Standing, other: Standing): boolean {
  return ORDER.indexOf(one.state) < ORDER.indexOf(other.state) || one.term < other.term;
}
