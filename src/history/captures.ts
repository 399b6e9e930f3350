import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import type { Capture, FindCapture } from './capture.ts';
import { CAPTURE_RETENTION, type CaptureRetention, roomOf } from './capture-bounds.ts';
import { type CaptureMeta, readMeta, UnreadableCaptureError, unpackPiece } from './capture-entry.ts';
import { type CaptureWriter, createWriter } from './capture-writer.ts';
import { beyond } from './retention.ts';

/** A captured job in one line. */
export interface CaptureSummary {
  readonly jobId: string;
  /** ms since the epoch on the bot's clock. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  readonly end: Capture['end'];
  readonly failed: boolean;
}

/** What is kept of jobs that were captured. One that cannot be read is logged as an UnreadableCaptureError and counts as absent. */
export interface Captures extends FindCapture {
  /** The way to add to the capture of a job; its latest life takes the place of earlier ones. */
  writer(environment: string, jobId: string): CaptureWriter;
  /** An investigation of the job did not end well: its capture, if there is one, is kept longer. */
  markFailed(environment: string, jobId: string): Promise<void>;
  /** Up to `count` of them, the one seen last first. */
  list(environment: string, count: number): Promise<CaptureSummary[]>;
}

export interface CapturesOptions {
  readonly redis: Redis;
  readonly prefix: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly keep?: CaptureRetention;
}

const MARK_FAILED = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], 'failed', '1')
redis.call('ZREM', KEYS[2], ARGV[1])
return 1`;

/** A hash a job, and two indexes an environment by the time of the last sight: of all jobs, and of those that were well. */
export function createCaptures({ redis, prefix, clock, log, keep = CAPTURE_RETENTION }: CapturesOptions): Captures {
  const entryKey = (environment: string, jobId: string) => `${prefix}:capture:${environment}:${jobId}`;
  const indexKey = (environment: string) => `${prefix}:captures-of:${environment}`;
  const wellKey = (environment: string) => `${prefix}:captures-well:${environment}`;
  const room = roomOf(keep);

  async function forgetOld(environment: string): Promise<void> {
    const tooOld = clock.now() - keep.ageMs;
    const indexes = [indexKey(environment), wellKey(environment)] as const;
    await Promise.all(indexes.map((index) => redis.zremrangebyscore(index, '-inf', tooOld)));
    const [all, well] = await Promise.all(indexes.map((index) => redis.zrange(index, '0', '-1')));
    const dropped = beyond(keep.count, all ?? [], well ?? []);
    if (dropped.length === 0) return;
    await redis.del(dropped.map((jobId) => entryKey(environment, jobId)));
    await Promise.all(indexes.map((index) => redis.zrem(index, ...dropped)));
  }

  function read(text: string, jobId: string): CaptureMeta | undefined {
    try {
      return readMeta(text, jobId);
    } catch (error) {
      return unreadable(error, jobId);
    }
  }

  function unreadable(error: unknown, jobId: string): undefined {
    if (!(error instanceof UnreadableCaptureError)) throw error;
    log.warn({ jobId, error: error.message }, 'a capture cannot be read');
  }

  return {
    writer: (environment, jobId) =>
      createWriter({
        redis,
        keys: [entryKey(environment, jobId), indexKey(environment), wellKey(environment)],
        member: jobId,
        ttlMs: Math.ceil(clock.real(keep.ageMs)),
        room,
        read: (text) => read(text, jobId),
        onNew: () => forgetOld(environment),
      }),

    async markFailed(environment, jobId) {
      await redis.eval(MARK_FAILED, 2, entryKey(environment, jobId), wellKey(environment), jobId);
    },

    async find(environment, jobId) {
      const stored = await redis.hgetallBuffer(entryKey(environment, jobId));
      const known = stored.meta && read(String(stored.meta), jobId);
      if (!known) return undefined;
      const found = { environment, jobId, failed: stored.failed !== undefined };
      return await whole(known, stored, found).catch((error: unknown) => unreadable(error, jobId));
    },

    async list(environment, count) {
      if (count < 1) return [];
      const newest = await redis.zrange(indexKey(environment), '0', String(count - 1), 'REV');
      const entries = newest.map(async (jobId) => {
        const [text, failed] = await redis.hmget(entryKey(environment, jobId), 'meta', 'failed');
        const known = text ? read(text, jobId) : undefined;
        return known ? [summary(jobId, known, typeof failed === 'string')] : [];
      });
      return (await Promise.all(entries)).flat();
    },
  };
}

function summary(jobId: string, { firstSeenAt, lastSeenAt, end }: CaptureMeta, failed: boolean): CaptureSummary {
  return { jobId, firstSeenAt, lastSeenAt, end, failed };
}

/** Rejects with an UnreadableCaptureError. */
async function whole(
  known: CaptureMeta,
  stored: Readonly<Record<string, Buffer>>,
  found: Pick<Capture, 'environment' | 'jobId' | 'failed'>,
): Promise<Capture> {
  const pieces = [...known.facts, ...known.lines].map(async ({ field }) => {
    const packed = stored[field];
    if (packed === undefined) throw new UnreadableCaptureError(found.jobId, `its part ${field} is not there`);
    return await unpackPiece(packed).catch((error: unknown) => {
      throw new UnreadableCaptureError(found.jobId, `its part ${field}: ${describeError(error)}`, { cause: error });
    });
  });
  const contents = await Promise.all(pieces);
  const sights = contents.flatMap(({ observations }) => observations).sort((one, other) => one.at - other.at);
  return {
    version: 1,
    ...found,
    life: known.life.id,
    firstSeenAt: known.firstSeenAt,
    lastSeenAt: known.lastSeenAt,
    end: known.end,
    observations: sights.map((sight, index) => ({ id: `o${index + 1}`, ...sight })),
    gaps: contents.flatMap(({ gaps }) => gaps).sort((one, other) => one.at - other.at),
    droppedLines: known.droppedLines,
  };
}
