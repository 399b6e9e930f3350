import { z } from 'zod';
import type { ChosenShortcut } from './delivery.ts';
import { plainText } from './plain-text.ts';

const message = z.object({
  ts: z.string(),
  thread_ts: z.string().nullish(),
  bot_id: z.string().nullish(),
  text: z.string().nullish(),
  blocks: z.array(z.unknown()).nullish(),
  attachments: z.array(z.unknown()).nullish(),
  files: z.array(z.unknown()).nullish(),
});
const shortcut = z.object({
  type: z.literal('message_action'),
  callback_id: z.string(),
  trigger_id: z.string(),
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  message,
});

/** The payload of a shortcut of a message; undefined when it is anything else. `botId` is the bot's own. */
export function readShortcut(payload: unknown, botId: string | undefined): ChosenShortcut | undefined {
  const read = shortcut.safeParse(payload);
  if (!read.success) return undefined;
  const { callback_id: id, trigger_id: triggerId, user, channel, message } = read.data;
  const { ts, thread_ts: thread, bot_id: by, text, blocks, attachments, files } = message;
  const all = [text, blocks, attachments, files].flatMap(textsIn);
  const isOwn = by !== undefined && by === botId;
  return {
    kind: 'shortcut',
    id,
    user: user.id,
    channel: channel.id,
    triggerId,
    messageTs: ts,
    ...(thread && { threadTs: thread }),
    text: plainText([...all, ...linksIn(all)].join('\n')),
    ...(isOwn && { byline: plainText((blocks ?? []).filter(isContext).flatMap(textsIn).join('\n')) }),
  };
}

/** The fields of messages, blocks, attachments and files that hold words, or where these lead to. */
const WORDS: readonly string[] = ['text', 'fallback', 'pretext', 'title', 'value', 'preview', 'url', 'title_link'];

/** All that can be read in a message, at any depth; not what stands on buttons. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null || isOfType(value, 'actions')) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'string' && !WORDS.includes(name) ? [] : textsIn(inner),
  );
}

/** Where words lead to that stand for a link. */
function linksIn(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => Array.from(text.matchAll(/<(https?:[^<>|]*)\|/g), ([, url = '']) => url));
}

function isContext(block: unknown): boolean {
  return typeof block === 'object' && block !== null && isOfType(block, 'context');
}

function isOfType(block: object, type: string): boolean {
  return 'type' in block && block.type === type;
}
