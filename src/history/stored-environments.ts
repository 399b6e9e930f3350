import type { Redis } from 'ioredis';

/** The environments of which the history holds something, in alphabetical order. */
export async function storedEnvironments(redis: Redis, prefix: string): Promise<string[]> {
  const begin = `${prefix}:history-of:`;
  const names = new Set<string>();
  const match = `${begin.replace(/[*?[\]\\]/g, '\\$&')}*`;
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', match, 'COUNT', 1000);
    for (const key of keys) names.add(key.slice(begin.length));
    cursor = next;
  } while (cursor !== '0');
  return [...names].sort();
}
