import { Redis } from 'ioredis';
import { beforeAll } from 'vitest';
import { everyPathContract } from '../support/every-path-contract.ts';
import { serviceUrl } from '../support/service-url.ts';

const url = `${serviceUrl('FOCUS_TEST_REDIS_URL', 'redis://127.0.0.1:6379')}/9`;

beforeAll(async () => {
  const redis = new Redis(url);
  await redis.flushdb();
  redis.disconnect();
});

everyPathContract('a real Redis', url);
