import type { PauseNews } from '#checks/book.ts';
import type { Check } from '#checks/check.ts';
import { pausedMessage, pauseReply, resumedMessage } from '../blocks/pause.ts';
import type { Messenger } from '../message/post.ts';

/** The messages about a pause: one in the check's channel, which shows its end too, and its end in the thread. Each is sent once, however often it is asked for. */
export type TellPause = (check: Check, news: PauseNews) => Promise<void>;

export function createTellPause(messenger: Pick<Messenger, 'open' | 'reply' | 'edits'>): TellPause {
  return async (check, news) => {
    const key = `pause:${check.name}:${news.pause.at}`;
    const content = pausedMessage(check, news.pause);
    const root = await messenger.open(key, { channel: check.channel, content, urgency: 'answer' });
    if (news.kind === 'resumed') {
      const edits = messenger.edits(root);
      edits.show(resumedMessage(check, news), { state: 'told', term: 0 });
      const ending = await edits.flush();
      if (ending.kind === 'untold') throw ending.why;
    }
    if (news.kind !== 'paused') await messenger.reply(`${key}:${news.kind}`, root, pauseReply(check, news), 'answer');
  };
}
