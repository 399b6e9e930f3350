import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createUnderWatch } from '#history/under-watch.ts';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { systemClock } from '#lib/clock.ts';
import { ZERO } from '../support/evidence.ts';

let server: LabRedis;
let redis: Redis;
let now: number;
beforeEach(async () => {
  server = await openRedis();
  redis = new Redis(server.url);
  now = ZERO;
});
afterEach(async () => {
  redis.disconnect();
  await server.close();
});

const open = () => createUnderWatch({ redis, prefix: 'test', clock: { ...systemClock, now: () => now } });
const job = (investigation: string, bornAt = now) => ({ investigation, jobId: '19-7', bornAt });

describe('the jobs that are under watch', () => {
  it('are there for another worker until they are ended, each environment’s for itself', async () => {
    await open().begin('lab', job('one'));
    await open().begin('lab', job('two'));
    await open().begin('staging', job('three'));
    expect(await open().left('lab')).toEqual([job('one'), job('two')]);
    await open().end('lab', 'one');
    expect(await open().left('lab')).toEqual([job('two')]);
    expect(await open().left('staging')).toEqual([job('three')]);
  });

  it('are left for ten minutes after their birth, and gone from Redis then', async () => {
    await open().begin('lab', job('one'));
    now += 10 * 60_000;
    expect(await open().left('lab')).toHaveLength(1);
    now += 1;
    expect(await open().left('lab')).toEqual([]);
    expect(await redis.pttl('test:under-watch:lab')).toBeGreaterThan(9 * 60_000);
  });
});
