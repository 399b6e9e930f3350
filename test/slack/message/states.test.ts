import { openRedis } from '#lab/services/redis/redis.ts';
import { testStates } from '../../support/states-contract.ts';

testStates('the lab’s Redis', openRedis);
