import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedEnvironments } from '#history/stored-environments.ts';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';

describe('stored environments', () => {
  let server: LabRedis;
  let redis: Redis;
  beforeAll(async () => {
    server = await openRedis();
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.close();
  });

  it('are those of this prefix, each once, in order, however many keys there are', async () => {
    await Promise.all(Array.from({ length: 3_000 }, (_, i) => redis.set(`p:history:${i}`, 'x')));
    for (const name of ['staging', 'panda', 'lab']) await redis.zadd(`p:history-of:${name}`, 1, 'inv');
    await redis.zadd('pp:history-of:other', 1, 'inv');
    expect(await storedEnvironments(redis, 'p')).toEqual(['lab', 'panda', 'staging']);
    expect(await storedEnvironments(redis, '*')).toEqual([]);
  });
});
