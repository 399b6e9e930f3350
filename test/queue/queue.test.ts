import { openRedis } from '#lab/services/redis/redis.ts';
import { testQueue } from '../support/queue-contract.ts';

testQueue("the lab's Redis", openRedis);
