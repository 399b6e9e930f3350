import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Redis } from 'ioredis';
import type { Earlier, SoFar } from '#investigation/resume.ts';
import type { Subject } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';

/** What is seen by investigations that are under way, for whoever must go on with one. */
export interface KeptSoFar {
  /**
   * From now on this run keeps what it sees, and no other one; never rejects. `subject`: whose times cannot be found again
   * as they were, which the next run goes on with.
   */
  take(investigation: string, subject?: Subject): Promise<Keeping>;
  /** Whether an earlier run left something. */
  has(investigation: string): Promise<boolean>;
  /** It has its report. */
  forget(investigation: string): Promise<void>;
}

export interface Keeping {
  /** What an earlier run left; undefined where there was none. */
  readonly earlier?: Earlier;
  /** Keeps what is noted there as it comes, in batches, until it is ended or the signal comes. */
  begin(soFar: SoFar, signal: AbortSignal): void;
  /** The last batch is kept, or cannot be. */
  end(): Promise<void>;
}

export interface KeptSoFarOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
}

interface Batch extends SoFar {
  readonly version: 1;
  /** All that was noted until then is in it and those before it. */
  readonly at: number;
}

/** What a crash may take: less while metadata is asked ten times a second, as a healthy job would answer then. */
const BRISK_MS = 100;
const CALM_MS = 250;
const BRISK_FOR_MS = 10_000;
/** A long investigation with all its log lines has a tenth of it. */
const MOST_BYTES = 4 * 1024 * 1024;
const LARGEST_BATCH_BYTES = 64 * 1024 * 1024;
/** A job is gone long before. */
const KEPT_S = 24 * 3_600;
const OWNER = 'owner';
const SUBJECT = 'subject';

/** To compress a batch of less, as nearly all are, would cost more than all else that is done with it. */
const LEAST_PACKED_BYTES = 4 * 1024;
const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** A run that was taken for dead writes nothing among what the next one keeps. */
const ADD = `
if redis.call('HGET', KEYS[1], '${OWNER}') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 1`;

export function createKeptSoFar({ redis, prefix, clock, log }: KeptSoFarOptions): KeptSoFar {
  const keyOf = (investigation: string) => `${prefix}:so-far:${investigation}`;
  return {
    async take(investigation, subject) {
      const key = keyOf(investigation);
      const owner = randomUUID();
      const warn = (error: unknown) =>
        log.warn({ investigation, error: describeError(error) }, 'what is seen cannot be kept for a next run');
      try {
        await redis.multi().hset(key, OWNER, owner).expire(key, KEPT_S).exec();
        if (subject) await redis.hsetnx(key, SUBJECT, JSON.stringify(subject));
        const { [OWNER]: _owner, [SUBJECT]: as, ...stored } = await redis.hgetallBuffer(key);
        const batches = await Promise.all(inOrder(stored).map(unpack));
        const earlier = joined(batches, as && (JSON.parse(String(as)) as Subject));
        const add = async (n: number, batch: Buffer) =>
          (await redis.eval(ADD, 1, key, owner, String(batches.length + n), batch, KEPT_S)) === 1;
        return { ...(earlier && { earlier }), ...createKeeping({ add, earlier, clock, warn }) };
      } catch (error) {
        warn(error);
        return { begin: () => {}, end: async () => {} };
      }
    },
    has: async (investigation) => (await redis.hexists(keyOf(investigation), '0')) === 1,
    async forget(investigation) {
      await redis.del(keyOf(investigation));
    },
  };
}

interface KeepingOptions {
  /** False when another run keeps it by now. */
  add(n: number, batch: Buffer): Promise<boolean>;
  readonly earlier: Earlier | undefined;
  readonly clock: Clock;
  warn(error: unknown): void;
}

function createKeeping({ add, earlier, clock, warn }: KeepingOptions): Pick<Keeping, 'begin' | 'end'> {
  const over = new AbortController();
  let source: SoFar | undefined;
  let kept = counts(earlier);
  let batches = 0;
  let bytes = 0;
  let last: Promise<void> = Promise.resolve();

  /** What has come since is taken at once, and stored after what was taken before. */
  const flush = () => {
    if (!source || over.signal.aborted) return;
    const batch = since(source, kept, clock.now());
    const now = counts(source);
    if (sum(now) === sum(kept)) return;
    kept = now;
    last = last
      .then(() => store(batch))
      .catch((error) => {
        over.abort();
        warn(error);
      });
  };
  const store = async (batch: Batch) => {
    if (over.signal.aborted) return;
    const packed = await pack(batch);
    bytes += packed.length;
    if (bytes > MOST_BYTES || !(await add(batches++, packed))) over.abort();
  };
  const loop = async (signal: AbortSignal) => {
    const begun = clock.now();
    while (!signal.aborted) {
      flush();
      await last;
      await clock.sleep(clock.now() - begun < BRISK_FOR_MS ? BRISK_MS : CALM_MS, signal).catch(() => {});
    }
  };
  const finish = () => {
    flush();
    source = undefined;
  };
  return {
    begin(soFar, signal) {
      source = soFar;
      // What the end itself cuts short is not kept: the next run goes on with it.
      signal.addEventListener('abort', finish, { once: true, signal: over.signal });
      void loop(AbortSignal.any([signal, over.signal]));
    },
    async end() {
      finish();
      await last;
      over.abort();
    },
  };
}

type Counts = readonly [observations: number, gaps: number, begun: number, ended: number];

function counts(soFar: SoFar | undefined): Counts {
  if (!soFar) return [0, 0, 0, 0];
  return [soFar.observations.length, soFar.gaps.length, soFar.begun.length, soFar.ended.length];
}

function sum(counts: Counts): number {
  return counts.reduce((total, count) => total + count, 0);
}

function since(soFar: SoFar, [observations, gaps, begun, ended]: Counts, at: number): Batch {
  return {
    version: 1,
    at,
    observations: soFar.observations.slice(observations),
    gaps: soFar.gaps.slice(gaps),
    begun: soFar.begun.slice(begun),
    ended: soFar.ended.slice(ended),
  };
}

function inOrder(stored: Readonly<Record<string, Buffer>>): readonly Buffer[] {
  return Object.entries(stored)
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, packed]) => packed);
}

async function pack(batch: Batch): Promise<Buffer> {
  const text = Buffer.from(JSON.stringify(batch));
  return text.length < LEAST_PACKED_BYTES ? text : compress(text);
}

const JSON_BEGINS = '{'.charCodeAt(0);

async function unpack(packed: Buffer): Promise<Batch> {
  const text = packed[0] === JSON_BEGINS ? packed : await decompress(packed, { maxOutputLength: LARGEST_BATCH_BYTES });
  const batch = JSON.parse(String(text));
  if (batch?.version !== 1) throw new Error(`a batch of version ${String(batch?.version)}, known is 1`);
  return batch as Batch;
}

function joined(batches: readonly Batch[], subject: Subject | undefined): Earlier | undefined {
  const last = batches.at(-1);
  return (
    last && {
      observations: batches.flatMap(({ observations }) => observations),
      gaps: batches.flatMap(({ gaps }) => gaps),
      begun: batches.flatMap(({ begun }) => begun),
      ended: batches.flatMap(({ ended }) => ended),
      seenTo: last.at,
      ...(subject && { subject }),
    }
  );
}
