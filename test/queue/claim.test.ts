import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { claim, release } from '#queue/claim.ts';
import type { InvestigationRequest } from '#queue/requests.ts';

const request: InvestigationRequest = {
  investigation: 'first',
  environment: 'staging',
  requestedBy: 'U1',
  channel: 'C1',
  request: {
    view: 'multichannel',
    channels: { min: 1, max: 50 },
    nfft: 1024,
    frequency: { min: 0, max: 500 },
    duration: 10,
    height: 1000,
  },
  timeoutMs: 30_000,
  requestedAt: 0,
};
const later = { ...request, investigation: 'later', requestedAt: 60_000 };

describe('claim', () => {
  let lab: LabRedis;
  let redis: Redis;

  beforeAll(async () => {
    lab = await openRedis();
    redis = new Redis(lab.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await lab.close();
  });

  it('gives the question to the first who asks, until it is released', async () => {
    expect(await claim(redis, 'a', request, 'd1')).toBe('first');
    expect(await claim(redis, 'a', later, 'd2')).toBe('first');
    await release(redis, 'a', request);
    expect(await claim(redis, 'a', later, 'd3')).toBe('later');
  });

  it('lets an investigation that is known to be over be succeeded, and no other', async () => {
    await claim(redis, 'b', request, 'd1');
    expect(await claim(redis, 'b', later, 'd2', 'another')).toBe('first');
    expect(await claim(redis, 'b', later, 'd2', 'first')).toBe('later');
  });

  it('leaves the claim of a later investigation alone when an earlier one ends late', async () => {
    await claim(redis, 'c', later, 'd1');
    await release(redis, 'c', request);
    expect(await claim(redis, 'c', request, 'd2')).toBe('later');
  });

  it('expires, should nobody ever release it', async () => {
    await claim(redis, 'd', request, 'd1');
    const keys = await redis.keys('d:*');
    expect(keys).toHaveLength(3);
    for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(0);
  });
});
