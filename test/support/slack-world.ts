import { setImmediate } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { openRedis } from '#lab/services/redis/redis.ts';
import { type LabSlack, openSlack } from '#lab/services/slack/lab-slack.ts';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import { PREFIX } from '#queue/names.ts';
import { createSlackClient } from '#slack/edge/client.ts';
import { createPaces, sharedTurns } from '#slack/message/pace.ts';
import { createMessenger, type Messenger } from '#slack/message/post.ts';
import { createStates, type States } from '#slack/message/states.ts';
import { type LogLine, logLines } from './log-lines.ts';

export interface SlackWorld {
  readonly slack: LabSlack;
  readonly redis: Redis;
  readonly clock: Clock;
  readonly log: Log;
  readonly lines: readonly LogLine[];
  readonly states: States;
  /** A messenger as a fresh process has it. */
  messenger(redis?: Pick<Redis, 'get' | 'set' | 'del'>): Messenger;
  /** The calls of one method so far. */
  callsOf(method: string): LabSlack['calls'];
  close(): Promise<void>;
}

/** A clock on which time passes only while somebody sleeps, and then at once: what it shows is exact. */
export function leapingClock(): Clock {
  let now = Date.now();
  return {
    now: () => now,
    async sleep(ms) {
      const until = now + ms;
      await setImmediate();
      now = Math.max(now, until);
    },
    timeout: (ms) => AbortSignal.timeout(ms),
    real: (ms) => ms,
  };
}

/** A lab Slack and a lab Redis, on a leaping clock unless told. */
export async function openSlackWorld(clock: Clock = leapingClock()): Promise<SlackWorld> {
  const [slack, lab] = await Promise.all([openSlack({ clock }), openRedis()]);
  const redis = new Redis(lab.url);
  const { lines, log } = logLines();
  const states = createStates(redis, PREFIX);
  return {
    slack,
    redis,
    clock,
    log,
    lines,
    states,
    messenger(store = redis) {
      const client = createSlackClient({ token: slack.botToken, apiUrl: slack.apiUrl, clock, log });
      return createMessenger({
        client,
        redis: store,
        prefix: PREFIX,
        states,
        paceOf: createPaces(sharedTurns(redis, PREFIX, clock), clock),
        clock,
        log,
      });
    },
    callsOf: (method) => slack.calls.filter((call) => call.method === method),
    async close() {
      redis.disconnect();
      await Promise.all([slack.close(), lab.close()]);
    },
  };
}
