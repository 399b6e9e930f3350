import { openRedis } from '#lab/services/redis/redis.ts';
import { testHistory } from '../support/history-contract.ts';

testHistory("the lab's Redis", openRedis);
