import type { Redis } from 'ioredis';
import type { Check } from '#checks/check.ts';
import { quietUntil } from '#checks/quiet-hours.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { settlesWithin } from '#lib/settles-within.ts';
import { address } from '#queue/connection.ts';
import type { AwayTeller } from '#slack/tell/away.ts';

export interface RedisAwayTools {
  /** Of the worker: its commands wait while Redis is away, so it is asked with a limit of time. */
  readonly redis: Pick<Redis, 'status' | 'options' | 'set'>;
  /** Of every key. */
  readonly prefix: string;
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
/** A channel that could not be told is told again after this. */
const RETRY_MS = 60_000;
const LOOKED_MS = 60_000;

/** A tick is due before the look that finds Redis away. */
const BEFORE_MS = 60_000;

export interface RedisWatch {
  /** Looks at Redis until the signal; tells the channels when it stays away, and when it is back. Never rejects. */
  watch(signal: AbortSignal): Promise<void>;
  /** Whether this channel has heard that nothing could be checked at that time, ms since the epoch. */
  hasTold(channel: string, at: number): boolean;
}

export function createRedisWatch(tools: RedisAwayTools): RedisWatch {
  const { redis, prefix, teller, channels, place, clock, log } = tools;
  let since: number | undefined;
  const told = new Set<string>();
  // At the start too: a process that died may have left a message that says so still.
  let unresolved: readonly string[] = channels.all;
  const waits = new Map<string, number>();
  /** The last stretch that was told, and to whom. */
  let heard = { from: 0, to: 0, channels: new Set<string>() };

  async function away(now: number, from: number, why: string): Promise<void> {
    if (now - from < NEWS_MS + place * SPREAD_MS) return;
    for (const channel of channels.open(now)) {
      if (told.has(channel)) continue;
      if (await succeeds(channel, now, () => teller.tell(channel, { since: from, why }))) told.add(channel);
    }
    if (told.size > 0) heard = { from, to: now, channels: new Set(told) };
    unresolved = channels.all;
  }

  async function back(now: number): Promise<void> {
    told.clear();
    const left: string[] = [];
    for (const channel of unresolved)
      if (!(await succeeds(channel, now, () => teller.back(channel, now)))) left.push(channel);
    unresolved = left;
  }

  async function succeeds(channel: string, now: number, work: () => Promise<void>): Promise<boolean> {
    if ((waits.get(channel) ?? 0) > now) return false;
    try {
      await work();
      waits.delete(channel);
      return true;
    } catch (error) {
      waits.set(channel, now + RETRY_MS);
      log.warn({ channel, error: describeError(error) }, 'a channel could not be told about Redis');
      return false;
    }
  }

  return {
    async watch(signal) {
      while (!signal.aborted) {
        const why = await troubleOf(redis, prefix, clock);
        const now = clock.now();
        since = why === undefined ? undefined : (since ?? now);
        await (why === undefined || since === undefined ? back(now) : away(now, since, why));
        await clock.sleep(LOOK_MS, signal).catch(() => {});
      }
    },
    hasTold: (channel, at) =>
      heard.channels.has(channel) && at >= heard.from - BEFORE_MS && at <= heard.to + LOOK_MS + ANSWER_MS,
  };
}

async function troubleOf(redis: RedisAwayTools['redis'], prefix: string, clock: Clock): Promise<string | undefined> {
  const where = `Redis at ${address(redis)}`;
  // Commands to a Redis that is away would wait in a queue.
  if (redis.status !== 'ready') return `${where} cannot be reached`;
  // One that is full, or whose disk is, answers and takes no writes.
  const answer = redis.set(`${prefix}:redis-looked-at`, '1', 'PX', LOOKED_MS).then(
    () => undefined,
    (error: unknown) => `${where} answered: ${describeError(error)}`,
  );
  return (await settlesWithin(clock, ANSWER_MS, answer)) ? answer : `${where} does not answer`;
}

/** Where checks alert: nobody is told anything in quiet hours. */
export function channelsOf(checks: readonly Check[]) {
  const isQuiet = ({ quietHours }: Check, at: number) =>
    quietHours !== undefined && quietUntil(quietHours, at) !== undefined;
  return {
    all: [...new Set(checks.map(({ channel }) => channel))],
    open: (at: number) => [...new Set(checks.filter((check) => !isQuiet(check, at)).map(({ channel }) => channel))],
  };
}
