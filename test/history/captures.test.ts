import { openRedis } from '#lab/services/redis/redis.ts';
import { testCaptures } from '../support/captures-contract.ts';

testCaptures("the lab's Redis", openRedis);
