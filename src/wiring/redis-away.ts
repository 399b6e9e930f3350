import type { Redis } from 'ioredis';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import type { AwayTeller } from '#slack/tell-away.ts';

export interface RedisAwayTools {
  /** Of the worker: its commands wait while Redis is away, so it is asked with a limit of time. */
  readonly redis: Redis;
  readonly teller: AwayTeller;
  /** Slack channel ids, each once: of all checks, and of those that may be told something at a moment. */
  readonly channels: { readonly all: readonly string[]; open(at: number): readonly string[] };
  /** 0 to 1: where this process stands among those that may tell, so that two do not tell at once. */
  readonly place: number;
  readonly clock: Clock;
  readonly log: Log;
}

const LOOK_MS = 5_000;
const ANSWER_MS = 3_000;
/** A restart of Redis is no news. */
const NEWS_MS = 60_000;
/** Processes tell one after the other within this, each looking first whether another did. */
const SPREAD_MS = 20_000;

/** Looks at Redis until the signal; tells the channels when it stays away, and when it is back. Never rejects. */
export async function watchRedis(tools: RedisAwayTools, signal: AbortSignal): Promise<void> {
  const { redis, teller, channels, place, clock, log } = tools;
  let since: number | undefined;
  const told = new Set<string>();
  // At the start too: a process that died may have left a message that says so still.
  let unresolved: readonly string[] = channels.all;

  async function away(now: number, from: number, why: string): Promise<void> {
    if (now - from < NEWS_MS + place * SPREAD_MS) return;
    for (const channel of channels.open(now)) {
      if (told.has(channel)) continue;
      if (await succeeds(() => teller.tell(channel, { since: from, why }), channel, log)) told.add(channel);
    }
    unresolved = channels.all;
  }

  async function back(now: number): Promise<void> {
    told.clear();
    const left: string[] = [];
    for (const channel of unresolved)
      if (!(await succeeds(() => teller.back(channel, now), channel, log))) left.push(channel);
    unresolved = left;
  }

  while (!signal.aborted) {
    const why = await troubleOf(redis, clock);
    const now = clock.now();
    since = why === undefined ? undefined : (since ?? now);
    await (why === undefined || since === undefined ? back(now) : away(now, since, why));
    await clock.sleep(LOOK_MS, signal).catch(() => {});
  }
}

async function succeeds(work: () => Promise<void>, channel: string, log: Log): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    log.warn({ channel, error: describeError(error) }, 'a channel could not be told about Redis');
    return false;
  }
}

async function troubleOf(redis: Redis, clock: Clock): Promise<string | undefined> {
  const where = `Redis at ${redis.options.host}:${redis.options.port}`;
  // Commands to a Redis that is away would wait in a queue.
  if (redis.status !== 'ready') return `${where} cannot be reached`;
  const settled = new AbortController();
  const late = clock.sleep(ANSWER_MS, settled.signal).then(
    () => `${where} does not answer`,
    () => undefined,
  );
  const answer = redis.ping().then(
    () => undefined,
    (error: unknown) => `${where} answered: ${describeError(error)}`,
  );
  const trouble = await Promise.race([answer, late]);
  settled.abort();
  return trouble;
}
