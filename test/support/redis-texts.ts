import { gunzipSync } from 'node:zlib';
import type { Redis } from 'ioredis';

/** All that a Redis keeps, with its keys; what is packed in it is unpacked. */
export async function readPacked(redis: Redis): Promise<readonly string[]> {
  const keys = await redis.keys('*');
  const values = await Promise.all(keys.map((key) => valuesOf(redis, key)));
  return keys.flatMap((key, i) => [key, ...(values[i] ?? []).map(unpacked)]);
}

async function valuesOf(redis: Redis, key: string): Promise<readonly Buffer[]> {
  switch (await redis.type(key)) {
    case 'string':
      return [(await redis.getBuffer(key)) ?? Buffer.alloc(0)];
    case 'hash':
      return Object.values(await redis.hgetallBuffer(key));
    case 'list':
      return redis.lrangeBuffer(key, 0, -1);
    case 'set':
      return redis.smembersBuffer(key);
    case 'zset':
      return redis.zrangeBuffer(key, '0', '-1');
    case 'stream':
      return (await redis.xrangeBuffer(key, '-', '+')).flatMap(([, fields]) => fields);
    default:
      return [];
  }
}

/** What is no gzip begins otherwise. */
function unpacked(value: Buffer): string {
  return (value[0] === 0x1f && value[1] === 0x8b ? gunzipSync(value) : value).toString();
}
