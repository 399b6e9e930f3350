import type { Redis } from 'ioredis';
import { describeError } from '#lib/errors.ts';

/** Why a Redis may lose what it is to remember, or why that is not known. */
export interface Unfit {
  readonly isSeen: boolean;
  readonly found: string;
  readonly mend: string;
}

/**
 * What is not as it should be for a Redis that has to remember. It asks with INFO, which managed Redis answers too.
 * Rejects when Redis cannot be reached.
 */
export async function unfit(redis: Pick<Redis, 'info'>): Promise<readonly Unfit[]> {
  try {
    return judge(told(`${await redis.info('memory')}\n${await redis.info('persistence')}`));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return [notTold(describeError(error), 'ACL SETUSER USER +info')];
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

function judge(said: ReadonlyMap<string, string>): readonly Unfit[] {
  const policy = said.get('maxmemory_policy');
  if (policy === undefined)
    return [notTold('INFO has no maxmemory_policy', 'Look there: maxmemory-policy noeviction, appendonly yes')];
  const evicting: Unfit = {
    isSeen: true,
    found: `its maxmemory-policy is ${policy}: it may evict what is remembered and what waits`,
    mend: 'redis-cli CONFIG SET maxmemory-policy noeviction, and the same in redis.conf',
  };
  const forgetting: Unfit = {
    isSeen: true,
    found: 'it has no append-only file: a crash loses all since its last snapshot',
    mend: 'redis-cli CONFIG SET appendonly yes, and the same in redis.conf',
  };
  return [...(policy === 'noeviction' ? [] : [evicting]), ...(said.get('aof_enabled') === '0' ? [forgetting] : [])];
}

function notTold(why: string, mend: string): Unfit {
  return {
    isSeen: false,
    found: `whether it may evict or lose what is remembered is not told: ${why}`,
    mend,
  };
}

/** Redis has answered, with an error: the user may not ask that, or the command is not there. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}
