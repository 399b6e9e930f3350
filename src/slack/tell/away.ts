import type { WebClient } from '@slack/web-api';
import type { Clock } from '#lib/clock.ts';
import { formatDuration } from '#lib/duration.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { inert } from '../blocks/escape.ts';
import { slackTime } from '../blocks/when.ts';
import { judgeFailure } from '../message/failure.ts';
import { findSent, isMarked, mark } from '../message/find-sent.ts';
import type { MessageRef } from '../message/outbox.ts';

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
  /** Edits what was told and is over, of any process, also one that died meanwhile. Rejects when asking again may help. */
  back(channel: string, at: number): Promise<void>;
}

export interface AwayTellerOptions {
  readonly client: WebClient;
  readonly clock: Clock;
  readonly log: Log;
}

/** Before the instant since when, ms since the epoch. */
const OPEN = 'away:';
const OVER = 'away-over';
/** How far back a message of this kind is looked for. */
const LOOK_MS = 24 * 60 * 60_000;

export function createAwayTeller({ client, clock, log }: AwayTellerOptions): AwayTeller {
  /** What says still that nothing can be checked. */
  async function find(channel: string): Promise<(MessageRef & { readonly since: number }) | undefined> {
    let since = Number.NaN;
    const sent = await findSent(client, { channel }, clock.now() - LOOK_MS, (message) => {
      const key = message.metadata?.event_payload?.key;
      if (typeof key !== 'string' || !key.startsWith(OPEN) || !isMarked(key)(message)) return false;
      since = Number(key.slice(OPEN.length));
      return true;
    });
    return sent && { ...sent, since };
  }

  async function edit(channel: string, at: number): Promise<void> {
    const told = await find(channel);
    if (!told) return;
    const forMs = Math.max(0, at - told.since);
    const text = `:large_green_circle: *Checking again* since ${timeOf(at)}. The bot could not check for about ${formatDuration(forMs)}; what happened meanwhile was not seen.`;
    await client.chat.update({ channel, ts: told.ts, text, metadata: mark(OVER) });
  }

  return {
    async tell(channel, { since, why }) {
      if (await find(channel)) return;
      const text = `:white_circle: *Cannot check since ${timeOf(since)}:* ${inert(why, 500)}. Nothing is known about the environments from this: the bot itself cannot work. Next: whoever runs the bot should look at its Redis; it goes on by itself when that is back.`;
      const metadata = mark(`${OPEN}${Math.trunc(since)}`);
      await client.chat.postMessage({ channel, text, metadata, unfurl_links: false, unfurl_media: false });
      log.warn({ channel, why }, 'told that nothing can be checked');
    },

    async back(channel, at) {
      try {
        await edit(channel, at);
      } catch (error) {
        if (judgeFailure(error).kind !== 'refused') throw error;
        log.warn({ channel, error: describeError(error) }, 'a message may say still that nothing can be checked');
      }
    },
  };
}

function timeOf(ms: number): string {
  return slackTime(ms) ?? 'an unknown time';
}
