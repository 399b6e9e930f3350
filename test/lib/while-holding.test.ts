import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { systemClock } from '#lib/clock.ts';
import { silentLog } from '#lib/logger.ts';
import { type Holding, whileHolding } from '#lib/while-holding.ts';
import { soon } from '../support/soon.ts';

/** Real time: the lease's own. */
const TTL_MS = 150;

let server: LabRedis;
let redis: Redis;
beforeAll(async () => {
  server = await openRedis();
  redis = new Redis(server.url);
});
beforeEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await server.close();
});

function begin(holder: string, work: Holding['work']) {
  const stop = new AbortController();
  const parts = { redis, key: 'lease', holder, clock: systemClock, log: silentLog, ttlMs: TTL_MS };
  const ended = whileHolding({ ...parts, work, signal: stop.signal });
  return { ended, stop: () => stop.abort() };
}
const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

describe('working while holding a lease', () => {
  it('ends on the signal, and lets the next one have it', async () => {
    const begun = Promise.withResolvers<void>();
    const process = begin('one', (signal) => {
      begun.resolve();
      return aborted(signal);
    });
    await begun.promise;
    expect(await redis.get('lease')).toBe('one');
    process.stop();
    await process.ended;
    expect(await redis.get('lease')).toBeNull();
  });

  it('stops when another one has the lease, and begins anew with it', async () => {
    const work = vi.fn<Holding['work']>(aborted);
    const process = begin('one', work);
    await soon(() => expect(work).toHaveBeenCalled());
    await redis.set('lease', 'two');
    await soon(() => expect(work.mock.lastCall?.[0].aborted).toBe(true));
    const before = work.mock.calls.length;
    await redis.del('lease');
    await soon(() => expect(work.mock.calls.length).toBeGreaterThan(before));
    process.stop();
    await process.ended;
  });

  it('rejects with what the work rejects with, and lets the next one have it', async () => {
    const { ended } = begin('one', () => Promise.reject(new Error('a bug')));
    await expect(ended).rejects.toThrow('a bug');
    expect(await redis.get('lease')).toBeNull();
  });
});
