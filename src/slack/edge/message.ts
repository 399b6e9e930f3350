import { z } from 'zod';
import type { TypedText } from './delivery.ts';
import { plainText } from './plain-text.ts';

const NOTHING = z.undefined().optional();
const said = z.object({
  event_id: z.string(),
  event: z.object({
    type: z.enum(['app_mention', 'message']),
    channel_type: z.string().optional(),
    /** What is no message of a person has one, an edit and a deletion too; a file with words does not count. */
    subtype: z.literal(['file_share', 'thread_broadcast']).optional(),
    /** Of what an app or a bot says, also in a person's name. */
    bot_id: NOTHING,
    edited: NOTHING,
    hidden: NOTHING,
    user: z.string(),
    text: z.string(),
    channel: z.string(),
    ts: z.string(),
    thread_ts: z.string().optional(),
  }),
});

/**
 * The event that a person mentions the bot, or writes to it directly; undefined for all else. `bot` is its own user id.
 * Of a mention, what stands behind it is asked, or what stands before it where it is the last word. In direct messages
 * Slack sends no mentions, so none is answered twice.
 */
export function readMessage(payload: unknown, bot: string | undefined): TypedText | undefined {
  const read = said.safeParse(payload);
  if (!read.success || read.data.event.user === bot) return undefined;
  const { event_id: triggerId, event } = read.data;
  const { type, channel_type: where, user, channel, ts: messageTs, thread_ts: threadTs } = event;
  if (type === 'message' && where !== 'im') return undefined;
  // Lines are copied with the slash command, which is none in the middle of a message.
  const text = plainText(wordsFor(event.text, bot))
    .trim()
    .replace(/^\/focus\s+/i, '');
  return { kind: 'message', user, channel, triggerId, text, messageTs, ...(threadTs && { threadTs }) };
}

function wordsFor(text: string, bot: string | undefined): string {
  const [before = '', ...behind] = text.split(new RegExp(`<@${bot}(?:\\|[^<>]*)?>`));
  return behind.join(' ').trim() || before;
}
