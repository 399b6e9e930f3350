import type { Redis } from 'ioredis';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';

/** True when this delivery came before. Neither Slack nor Bolt keeps a repeated delivery from arriving. */
export type Seen = (triggerId: string) => Promise<boolean>;

/** Slack repeats a delivery for about six minutes. Source: docs.slack.dev/apis/events-api. */
const KEPT_SECONDS = 3600;
/** Enough for an hour of people clicking; the oldest is forgotten first. */
const KEPT = 1_000;

/** Remembers deliveries in this process, and in Redis for all of them; without Redis this process has to do. */
export function createSeen(redis: Pick<Redis, 'set'>, prefix: string, log: Log): Seen {
  const here = new Set<string>();

  async function elsewhere(triggerId: string): Promise<boolean> {
    try {
      return (await redis.set(`${prefix}:delivery-seen:${triggerId}`, '1', 'EX', KEPT_SECONDS, 'NX')) === null;
    } catch (error) {
      log.warn({ failure: describeError(error) }, 'Redis cannot say whether a delivery came before: taken as new');
      return false;
    }
  }

  return async (triggerId) => {
    if (here.has(triggerId)) return true;
    here.add(triggerId);
    for (const oldest of here) {
      if (here.size <= KEPT) break;
      here.delete(oldest);
    }
    return elsewhere(triggerId);
  };
}
