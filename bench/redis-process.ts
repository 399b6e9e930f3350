import { openRedis } from '#lab/services/redis/redis.ts';

/** A lab Redis as a process: prints its URL and stays. */
const { url } = await openRedis();
process.stdout.write(`${url}\n`);
