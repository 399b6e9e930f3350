import { redisContract } from '../support/redis-contract.ts';
import { serviceUrl } from '../support/service-url.ts';

const url = serviceUrl('FOCUS_TEST_REDIS_URL', 'redis://127.0.0.1:6379');

redisContract('The real Redis', async () => ({ url, close: async () => {} }));
