import { once } from 'node:events';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { openRedis } from '#lab/services/redis/redis.ts';
import { redisContract } from '../../../support/redis-contract.ts';

redisContract("The lab's Redis", openRedis);

it('drops its clients while it is down and has their keys when it is back', async () => {
  const lab = await openRedis();
  const redis = new Redis(lab.url, { retryStrategy: () => 10, maxRetriesPerRequest: null });
  redis.on('error', () => {});
  await redis.set('kept', 'yes');
  const lost = once(redis, 'close');
  await lab.setDown(true);
  await lost;
  const refused = await once(redis, 'error');
  expect(refused).toMatchObject([{ code: 'ECONNREFUSED' }]);
  await lab.setDown(false);
  expect(await redis.get('kept')).toBe('yes');
  redis.disconnect();
  await lab.close();
});

it('listens on the loopback interface alone', async () => {
  const lab = await openRedis();
  const outside = new Redis(lab.port, '127.0.0.2', { lazyConnect: true, retryStrategy: null });
  outside.on('error', () => {});
  await expect(outside.connect()).rejects.toThrow();
  await lab.close();
});
