import type { WebClient } from '@slack/web-api';
import type { People } from '#access/access.ts';
import type { Clock } from '#lib/clock.ts';
import type { Log } from '#lib/logger.ts';
import { describeFailure } from '../message/failure.ts';

/** Whether everybody of the workspace can see what is said in the channel, this person too. Never rejects. */
export type IsOpen = (channel: string, user: string) => Promise<boolean>;

/** A channel may be made private; so long what Slack said is not asked again. */
const FRESH_MS = 5 * 60_000;
/** More than an app is in. */
const MOST_KEPT = 1_000;

export interface ChannelsOptions {
  readonly client: WebClient;
  readonly people: Pick<People, 'standing'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What Slack does not say is not open. Guests see only the channels that they are in. */
export function createIsOpen({ client, people, clock, log }: ChannelsOptions): IsOpen {
  const kept = new Map<string, { readonly at: number; readonly isOpen: boolean }>();

  async function isPublic(channel: string): Promise<boolean> {
    const known = kept.get(channel);
    if (known && clock.now() - known.at < FRESH_MS) return known.isOpen;
    const { channel: said } = await client.conversations.info({ channel });
    const isOpen = said?.is_channel === true && said.is_private === false;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(channel, { at: clock.now(), isOpen });
    return isOpen;
  }

  return async (channel, user) => {
    if (!channel.startsWith('C')) return false;
    try {
      const standing = await people.standing(user);
      return (standing === 'member' || standing === 'admin') && (await isPublic(channel));
    } catch (error) {
      log.warn(
        { channel, failure: describeFailure(error) },
        'whether a channel is open could not be seen: taken as closed',
      );
      return false;
    }
  };
}
