import type { Redis } from 'ioredis';
import { describeError } from '#lib/errors.ts';

/**
 * What is not as it should be for a Redis that has to remember, a sentence each, with what to set. It asks with INFO,
 * which managed Redis answers too. Of one that does not say what it evicts, nothing is claimed. Rejects when Redis
 * cannot be reached.
 */
export async function unfit(redis: Pick<Redis, 'info'>): Promise<readonly string[]> {
  try {
    return judge(told(`${await redis.info('memory')}\n${await redis.info('persistence')}`));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return [`Redis does not tell whether it may evict or lose what is remembered: ${describeError(error)}`];
  }
}

/** Undefined where it does not tell. Rejects when Redis cannot be reached. */
export async function redisVersion(redis: Pick<Redis, 'info'>): Promise<string | undefined> {
  const info = await redis.info('server').catch((error: unknown) => {
    if (isRefusal(error)) return '';
    throw error;
  });
  return told(info).get('redis_version');
}

function told(info: string): ReadonlyMap<string, string> {
  return new Map([...info.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]));
}

function judge(said: ReadonlyMap<string, string>): readonly string[] {
  const policy = said.get('maxmemory_policy');
  if (policy === undefined) return [];
  const mayEvict = `Redis may evict what is remembered and what waits in the queue: its maxmemory-policy is ${policy}; set maxmemory-policy noeviction`;
  const mayLose =
    'Redis forgets what it got since its last snapshot when it crashes: it has no append-only file; set appendonly yes';
  return [...(policy === 'noeviction' ? [] : [mayEvict]), ...(said.get('aof_enabled') === '0' ? [mayLose] : [])];
}

/** Redis has answered, with an error: the user may not ask that, or the command is not there. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}
