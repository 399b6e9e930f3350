import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { labClock } from '#lab/clock.ts';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import type { Clock } from '#lib/clock.ts';
import { createLease } from '#lib/lease.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';
import { soon } from '../support/soon.ts';

const TTL_MS = 10_000;
let server: LabRedis;
let redis: Redis;
let clock: ManualClock;

beforeAll(async () => {
  server = await openRedis();
  redis = new Redis(server.url);
});
beforeEach(async () => {
  await redis.flushall();
  clock = manualClock(0);
});
afterAll(async () => {
  redis.disconnect();
  await server.close();
});

const lease = (holder: string, { ttlMs = TTL_MS, on = clock }: { ttlMs?: number; on?: Clock } = {}) =>
  createLease({ redis, key: 'lease', holder, ttlMs, clock: on });

describe('a lease', () => {
  it('is held by one at a time', async () => {
    const [one, other] = [lease('one'), lease('other')];
    expect(await one.acquire()).toBe(true);
    expect(await other.acquire()).toBe(false);
    expect([one.isHeld(), other.isHeld()]).toEqual([true, false]);
    expect(await one.acquire()).toBe(true);
    expect(await redis.get('lease')).toBe('one');
  });

  it('is free for another one once it is released, and only its holder can release it', async () => {
    const [one, other] = [lease('one'), lease('other')];
    await one.acquire();
    await other.release();
    expect(await other.acquire()).toBe(false);
    await one.release();
    expect(one.isHeld()).toBe(false);
    expect(await other.acquire()).toBe(true);
  });

  it('is free for another one once its time is over, and the first learns that it lost it', async () => {
    const [one, other] = [lease('one', { ttlMs: 30 }), lease('other')];
    await one.acquire();
    await soon(async () => expect(await other.acquire()).toBe(true));
    expect(await one.renew()).toBe(false);
    expect(one.isHeld()).toBe(false);
    await one.release();
    expect(await redis.get('lease')).toBe('other');
  });

  it('is not renewed but taken anew when its time was over and nobody took it', async () => {
    const one = lease('one', { ttlMs: 30 });
    await one.acquire();
    await soon(async () => expect(await redis.get('lease')).toBeNull());
    expect(await one.renew()).toBe(false);
    expect(await one.acquire()).toBe(true);
  });

  it('goes on when it is renewed', async () => {
    const one = lease('one');
    await one.acquire();
    await clock.advance(TTL_MS - 1);
    expect(await one.renew()).toBe(true);
    await clock.advance(TTL_MS - 1);
    expect(one.isHeld()).toBe(true);
    expect(await redis.pttl('lease')).toBeGreaterThan(TTL_MS / 2);
  });

  it('is not held any more by a process that slept, which knows it without asking', async () => {
    const one = lease('one');
    await one.acquire();
    await clock.advance(TTL_MS);
    expect(one.isHeld()).toBe(false);
  });

  it('counts from the asking, not from the answer', async () => {
    const slow = {
      eval: async (...values: Parameters<Redis['eval']>) => {
        await clock.advance(TTL_MS);
        return await redis.eval(...values);
      },
      getex: redis.getex.bind(redis),
    };
    const one = createLease({ redis: slow, key: 'lease', holder: 'one', ttlMs: TTL_MS, clock });
    expect(await one.acquire()).toBe(false);
  });

  it('lasts as long on a faster clock', async () => {
    const fast: Clock = { ...labClock(20), now: clock.now };
    const one = lease('one', { on: fast });
    await one.acquire();
    await clock.advance(20 * TTL_MS - 100);
    expect(one.isHeld()).toBe(true);
    await clock.advance(100);
    expect(one.isHeld()).toBe(false);
  });

  it('passes on that Redis cannot be asked, and is held as long as its time lasts', async () => {
    let isDown = false;
    const shaky = {
      eval: redis.eval.bind(redis),
      getex: (key: string, token: 'PX', ms: number) =>
        isDown ? Promise.reject(new Error('down')) : redis.getex(key, token, ms),
    };
    const one = createLease({ redis: shaky, key: 'lease', holder: 'one', ttlMs: TTL_MS, clock });
    await one.acquire();
    isDown = true;
    await expect(one.renew()).rejects.toThrow('down');
    expect(one.isHeld()).toBe(true);
  });
});
