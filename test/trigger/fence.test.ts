import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { memoryFence, redisFence } from '#trigger/fence.ts';
import { testFence } from './fence-contract.ts';

testFence('the fence in memory', async () => {
  const fence = memoryFence();
  return { fence, elsewhere: fence, close: async () => {} };
});

testFence('the fence in Redis', async () => {
  const server = await openRedis();
  const connections = [new Redis(server.url), new Redis(server.url)] as const;
  return {
    fence: redisFence(connections[0], 'focus:configure'),
    elsewhere: redisFence(connections[1], 'focus:configure'),
    async close() {
      for (const connection of connections) connection.disconnect();
      await server.close();
    },
  };
});

describe('the fence in Redis', () => {
  let server: LabRedis;
  let redis: Redis;
  beforeEach(async () => {
    server = await openRedis();
    redis = new Redis(server.url);
  });
  afterEach(async () => {
    redis.disconnect();
    await server.close();
  });

  it('forgets after 7 days', async () => {
    const fence = redisFence(redis, 'focus:configure');
    await fence.intend('inv-1', 1_000);
    const week = 7 * 24 * 3_600;
    expect(await redis.ttl('focus:configure:inv-1')).toBeGreaterThan(week - 60);
    const configure = { kind: 'configure-answer', sentAt: 1, answeredAt: 2, detail: '', reattached: false } as const;
    await fence.record('inv-1', { configure: { ...configure, outcome: 'unanswered' } });
    expect(await redis.ttl('focus:configure:inv-1')).toBeGreaterThan(week - 60);
    expect(await redis.ttl('focus:configure:inv-1')).toBeLessThanOrEqual(week);
  });

  it('does not take what it did not write for an intent', async () => {
    await redis.set('focus:configure:inv-1', '{"sentAt":"yesterday"}');
    await expect(redisFence(redis, 'focus:configure').intend('inv-1', 1_000)).rejects.toThrow('sentAt');
  });
});
