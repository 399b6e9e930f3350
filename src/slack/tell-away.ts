import type { WebClient } from '@slack/web-api';
import type { Clock } from '#lib/clock.ts';
import { formatDuration } from '#lib/duration.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { inert } from './blocks/escape.ts';
import { slackTime } from './blocks/when.ts';
import { findSent, isMarked, mark } from './message/find-sent.ts';
import type { MessageRef } from './message/outbox.ts';

/** A stretch in which the bot could not work. */
export interface Away {
  /** ms since the epoch */
  readonly since: number;
  /** Such as `Redis at redis:6379 refused the connection`. */
  readonly why: string;
}

/** Tells that nothing can be checked now, by Slack alone: what the bot remembers things with is what is away. */
export interface AwayTeller {
  /** One message in the channel, unless another process has told it already. Rejects when Slack did not take it. */
  tell(channel: string, away: Away): Promise<void>;
  /** Edits what was told and is over, of any process, also one that died meanwhile. */
  back(channel: string, at: number): Promise<void>;
}

export interface AwayTellerOptions {
  readonly client: WebClient;
  readonly clock: Clock;
  readonly log: Log;
}

const OPEN = 'away';
const OVER = 'away-over';
/** How far back a message of this kind is looked for. */
const LOOK_MS = 24 * 60 * 60_000;

export function createAwayTeller({ client, clock, log }: AwayTellerOptions): AwayTeller {
  const find = (channel: string): Promise<MessageRef | undefined> =>
    findSent(client, { channel }, clock.now() - LOOK_MS, isMarked(OPEN));

  return {
    async tell(channel, { since, why }) {
      if (await find(channel)) return;
      const text = `:white_circle: *Cannot check since ${timeOf(since)}:* ${inert(why, 500)}. Nothing is known about the environments from this: the bot itself cannot work. Next: whoever runs the bot should look at its Redis; it goes on by itself when that is back.`;
      await client.chat.postMessage({ channel, text, metadata: mark(OPEN), unfurl_links: false, unfurl_media: false });
      log.warn({ channel, why }, 'told that nothing can be checked');
    },

    async back(channel, at) {
      const told = await find(channel);
      if (!told) return;
      const since = Number(told.ts) * 1_000;
      const text = `:large_green_circle: *Checking again* since ${timeOf(at)}. The bot could not check for about ${formatDuration(Math.max(0, at - since))}; what happened meanwhile was not seen.`;
      try {
        await client.chat.update({ channel, ts: told.ts, text, metadata: mark(OVER) });
      } catch (error) {
        log.warn({ channel, error: describeError(error) }, 'an old message says still that nothing can be checked');
      }
    },
  };
}

function timeOf(ms: number): string {
  return slackTime(ms) ?? 'an unknown time';
}
