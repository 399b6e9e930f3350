import { Cluster, Redis } from 'ioredis';
import { systemClock } from '#lib/clock.ts';
import { unlessAborted } from '#lib/deadline.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { readRedisUrl } from '#lib/redis-url.ts';

/** How long a person waits for Redis in all. Real time, whatever clock the lab runs on: Redis is no part of its world. */
const ANSWER_MS = 1500;

/** A worker may wait for minutes on one connection: TCP looks after this whether the other end is there, ten times at most, a second apart. */
const QUIET_MS = 5_000;

/** For commands a person waits for: an unreachable Redis is an error at once, never a queue of commands for later. */
export function failFastRedis(url: string, log: Log): Redis {
  return logged(
    open(url, {
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      connectTimeout: 1000,
      commandTimeout: 1000,
      retryStrategy: (times) => Math.min(times * 100, 500),
    }),
    log,
  );
}

/** For workers: commands wait until Redis is back, as BullMQ demands of a connection that blocks. */
export function workerRedis(url: string, log: Log): Redis {
  const retryStrategy = (times: number) => Math.min(times * 100, 2000);
  return logged(open(url, { maxRetriesPerRequest: null, retryStrategy }), log);
}

/** One more connection to the same Redis; it waits for Redis as a worker's does where it is to `wait`. */
export function another(redis: Redis, log: Log, how?: 'wait'): Redis {
  const waiting = { enableOfflineQueue: true, maxRetriesPerRequest: null, commandTimeout: undefined };
  const own = how === 'wait' ? waiting : {};
  const cluster = clusterOf(redis);
  if (!cluster) return logged(redis.duplicate(own), log);
  const queueing = how === 'wait' ? { enableOfflineQueue: true } : {};
  return logged(asRedis(cluster.duplicate([], { ...queueing, redisOptions: own })), log);
}

interface Own {
  readonly maxRetriesPerRequest: number | null;
  readonly enableOfflineQueue?: boolean;
  readonly autoResendUnfulfilledCommands?: boolean;
  readonly connectTimeout?: number;
  readonly commandTimeout?: number;
  retryStrategy(times: number): number;
}

function open(url: string, own: Own): Redis {
  const place = readRedisUrl(url);
  const options = { keepAlive: QUIET_MS, reconnectOnError: takenOver, ...own };
  if (place.kind === 'one') return new Redis(place.url, options);
  const { nodes, tls, username, password } = place;
  const login = { ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
  const secured = { ...options, ...login, ...(tls && { tls: {} }) };
  if (place.kind === 'sentinel') {
    const { master: name, db } = place;
    return new Redis({
      ...secured,
      sentinels: [...nodes],
      name,
      db,
      ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
    });
  }
  const { retryStrategy, enableOfflineQueue = true, ...redisOptions } = secured;
  return asRedis(
    new Cluster([...nodes], {
      enableOfflineQueue,
      redisOptions,
      clusterRetryStrategy: retryStrategy,
      // A certificate is made for names.
      dnsLookup: (host, done) => done(null, host),
    }),
  );
}

/** It was the master before a failover: the address leads to another one by now, where the command is sent again. */
function takenOver({ message }: Error): 2 | false {
  return message.startsWith('READONLY') ? 2 : false;
}

/** It takes the same commands, as long as all keys of one are in one slot: `prefixOf` sees to it. What else differs is asked in this file alone. */
function asRedis(cluster: Cluster): Redis {
  return cluster as unknown as Redis;
}

function clusterOf(redis: unknown): Cluster | undefined {
  return redis instanceof Cluster ? redis : undefined;
}

/** The connection with an error listener that writes one line an outage. */
function logged(redis: Redis, log: Log): Redis {
  let down = false;
  redis.on('error', (error) => {
    if (!down) log.warn({ redis: address(redis), error: describeError(error) }, 'Redis cannot be reached');
    down = true;
  });
  redis.on('ready', () => {
    if (down) log.info({ redis: address(redis) }, 'Redis is back');
    down = false;
  });
  return redis;
}

/** A listener for what BullMQ emits as 'error'. Outages are the connection's to tell, once. */
export function troubleTo(log: Log, queue: string): (error: Error) => void {
  return (error) => {
    const level = cameBack(error) === undefined ? 'warn' : 'debug';
    log[level]({ queue, error: describeError(error) }, 'trouble with the queue');
  };
}

/** The time a person has for all that one answer asks of Redis. */
export function answerLimit(): AbortSignal {
  return systemClock.timeout(ANSWER_MS);
}

/** What is said when Redis fails: that it was not done, or that nobody knows, as a command was sent and had no answer. */
export interface Failing {
  readonly undone: string;
  readonly unknown: string;
}

/** What changes something: "The request" gives "The request could not be stored". */
export function storing(what: string): Failing {
  const [first = '', ...rest] = what;
  return {
    undone: `${what} could not be stored`,
    unknown: `It is not known whether ${first.toLowerCase()}${rest.join('')} was stored`,
  };
}

/**
 * Runs `work` on a fail-fast connection, also one that is still connecting. When Redis does not do its part within
 * `limit`, rejects with an ExplainedError that starts with what failed.
 */
export async function answering<T>(
  redis: Redis,
  failure: string | Failing,
  work: () => Promise<T>,
  limit: AbortSignal = answerLimit(),
): Promise<T> {
  let wasReady = false;
  try {
    await unlessAborted(limit, ready(redis, limit));
    wasReady = true;
    return await unlessAborted(limit, work());
  } catch (error) {
    const answer = cameBack(error);
    if (answer === undefined) throw error;
    const { undone, unknown } = typeof failure === 'string' ? { undone: failure, unknown: failure } : failure;
    throw new ExplainedError(
      `${wasReady && !REFUSED.includes(answer) ? unknown : undone}: Redis at ${address(redis)} ${answer}`,
      'Try again in a minute. If it stays like this, the bot needs its Redis back: whoever runs it should look there first.',
      { cause: error },
    );
  }
}

/** Hosts and ports only: a Redis URL may carry a password. */
export function address(redis: Pick<Redis, 'options'>): string {
  const cluster = clusterOf(redis);
  if (cluster)
    return cluster
      .nodes()
      .map((node) => `${node.options.host}:${node.options.port}`)
      .join(', ');
  const { host, port, path, sentinels, name } = redis.options;
  if (sentinels) return `${name} of ${sentinels.map((sentinel) => `${sentinel.host}:${sentinel.port}`).join(', ')}`;
  return path ?? `${host}:${port}`;
}

function ready(redis: Redis, limit: AbortSignal): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  if (redis.status === 'wait') return redis.connect();
  return new Promise((resolve, reject) => {
    const settle = (error?: unknown) => {
      redis.off('ready', settle).off('error', settle).off('end', settle);
      limit.removeEventListener('abort', settle);
      if (redis.status === 'ready') resolve();
      else reject(error instanceof Error ? error : new Error('Connection is closed.'));
    };
    redis.on('ready', settle).on('error', settle).on('end', settle);
    limit.addEventListener('abort', settle);
  });
}

/** Redis has read the command and not done it. */
const REFUSED: readonly string[] = ['refused the login', 'has no memory left', 'is up but takes no writes now'];

/** What an outage looks like in the words of ioredis, Node and Redis; anything else is a bug and no outage. */
const OUTAGES: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'refused the connection'],
  [/ENOTFOUND|EAI_AGAIN/, 'was not found: its host has no address'],
  [/ETIMEDOUT|TimeoutError|Command timed out/, 'did not answer in time'],
  [/ECONNRESET|EPIPE|Connection is closed|isn't writeable|MaxRetriesPerRequest/, 'closed the connection'],
  [/EHOSTUNREACH|ENETUNREACH/, 'cannot be reached over the network'],
  [/WRONGPASS|NOAUTH|NOPERM/, 'refused the login'],
  [/\bOOM\b/, 'has no memory left'],
  [/LOADING|READONLY|MASTERDOWN|MISCONF|CLUSTERDOWN/, 'is up but takes no writes now'],
];

function cameBack(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  const text = `${code} ${error.name} ${describeError(error)}`;
  return OUTAGES.find(([sign]) => sign.test(text))?.[1];
}
