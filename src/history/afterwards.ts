import type { ChainableCommander, Redis } from 'ioredis';
import { z } from 'zod';
import type { Note } from '#investigation/past/note.ts';
import type { Opinion } from '#investigation/past/opinion.ts';
import type { SecondLook } from '#investigation/past/second-look.ts';
import { describeError } from '#lib/errors.ts';
import { UnreadableEntryError } from './entry.ts';

/** What became known of a verdict after it was told. */
export interface Afterwards {
  readonly opinion?: Opinion;
  readonly secondLook?: SecondLook;
  /** Of the alert that it made sure. */
  readonly note?: Note;
}

/** Kept as long as the line of the investigation, and never without it. */
export interface AfterwardsStore {
  /** False: there is no such investigation any more. */
  put<K extends keyof Afterwards>(investigation: string, part: K, said: NonNullable<Afterwards[K]>): Promise<boolean>;
  /** Of those of which something is known. */
  of(investigations: readonly string[]): Promise<ReadonlyMap<string, Afterwards>>;
  /** Adds to the transaction what forgets them. */
  forget(multi: ChainableCommander, investigations: readonly string[]): void;
}

export interface AfterwardsOptions {
  readonly redis: Redis;
  readonly prefix: string;
  /** Of the hash of all lines. */
  readonly linesKey: string;
  unreadable(error: UnreadableEntryError, investigation: string): void;
}

/** The version that this code writes and reads. */
const VERSION = 1;
const PAGE = 1_000;

/** The hash goes no later than the lines: whatever is in it is of a line that was there before. */
const PUT = `
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
local left = redis.call('PTTL', KEYS[1])
if left > 0 then redis.call('PEXPIRE', KEYS[2], left) end
return 1`;

const opinion: z.ZodType<Opinion> = z.object({
  says: z.enum(['right', 'wrong']),
  instead: z.string().exactOptional(),
  note: z.string().exactOptional(),
  by: z.string(),
  at: z.number(),
});

const note: z.ZodType<Note> = z.object({ by: z.string(), at: z.number(), words: z.string() });

const secondLook: z.ZodType<SecondLook> = z.object({
  at: z.number(),
  next: z
    .object({ consumer: z.boolean(), jobId: z.string().exactOptional(), from: z.enum(['history', 'look']) })
    .exactOptional(),
  restarted: z.boolean().exactOptional(),
  alert: z.enum(['healed', 'open']).exactOptional(),
});

/** A hash of all opinions, one of all second looks, and one of all notes, by investigation. */
export function createAfterwards({ redis, prefix, linesKey, unreadable }: AfterwardsOptions): AfterwardsStore {
  const keys = {
    opinion: `${prefix}:history-opinions`,
    secondLook: `${prefix}:history-second-looks`,
    note: `${prefix}:history-notes`,
  };

  async function read<T>(part: keyof Afterwards, schema: z.ZodType<T>, investigations: readonly string[]) {
    const texts = await redis.hmget(keys[part], ...investigations);
    return investigations.map((investigation, index) => {
      const text = texts[index];
      return typeof text === 'string' ? parsed(text, part, schema, investigation) : undefined;
    });
  }

  function parsed<T>(text: string, part: string, schema: z.ZodType<T>, investigation: string): T | undefined {
    try {
      const { version, ...said } = JSON.parse(text);
      if (version !== VERSION) throw new Error(`its version is ${String(version)}, known is ${VERSION}`);
      return schema.parse(said);
    } catch (error) {
      unreadable(new UnreadableEntryError(part, investigation, describeError(error), { cause: error }), investigation);
      return undefined;
    }
  }

  return {
    async put(investigation, part, said) {
      const text = JSON.stringify({ version: VERSION, ...said });
      return (await redis.eval(PUT, 2, linesKey, keys[part], investigation, text)) === 1;
    },

    async of(investigations) {
      const found = new Map<string, Afterwards>();
      for (let start = 0; start < investigations.length; start += PAGE) {
        const page = investigations.slice(start, start + PAGE);
        const [opinions, looks, notes] = await Promise.all([
          read('opinion', opinion, page),
          read('secondLook', secondLook, page),
          read('note', note, page),
        ]);
        for (const [index, investigation] of page.entries()) {
          const [said, look, noted] = [opinions[index], looks[index], notes[index]];
          if (!said && !look && !noted) continue;
          found.set(investigation, {
            ...(said && { opinion: said }),
            ...(look && { secondLook: look }),
            ...(noted && { note: noted }),
          });
        }
      }
      return found;
    },

    forget(multi, investigations) {
      for (const key of Object.values(keys)) multi.hdel(key, ...investigations);
    },
  };
}
