import type { PauseNews } from '#checks/book.ts';
import type { Check } from '#checks/check.ts';
import { pausedMessage, pauseReply } from '../blocks/pause.ts';
import type { Messenger } from '../message/post.ts';

/** The messages about a pause: one in the check's channel, its end in the thread. Each is sent once, however often it is asked for. */
export type TellPause = (check: Check, news: PauseNews) => Promise<void>;

export function createTellPause(messenger: Pick<Messenger, 'open' | 'reply'>): TellPause {
  return async (check, news) => {
    const key = `pause:${check.name}:${news.pause.at}`;
    const content = pausedMessage(check, news.pause);
    const root = await messenger.open(key, { channel: check.channel, content, urgency: 'answer' });
    if (news.kind !== 'paused') await messenger.reply(`${key}:${news.kind}`, root, pauseReply(check, news), 'answer');
  };
}
