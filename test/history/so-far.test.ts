import { openRedis } from '#lab/services/redis/redis.ts';
import { testKeptSoFar } from '../support/so-far-contract.ts';

testKeptSoFar("the lab's Redis", openRedis);
