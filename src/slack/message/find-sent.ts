import type { WebClient } from '@slack/web-api';
import type { MessageRef } from './outbox.ts';

/** How far our clock and Slack's may be apart. */
const SKEW_MS = 5 * 60_000;
const EVENT = 'focus_message';

interface SentMessage {
  readonly ts?: string;
  readonly bot_id?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: { readonly key?: unknown } };
  readonly files?: readonly { readonly name?: string }[];
}

/** Marks a message, invisibly to people, so that it can be found again. */
export function mark(key: string) {
  return { event_type: EVENT, event_payload: { key } };
}

export function isMarked(key: string): (message: SentMessage) => boolean {
  return ({ bot_id, metadata }) =>
    bot_id !== undefined && metadata?.event_type === EVENT && metadata.event_payload?.key === key;
}

export function holdsFiles(names: readonly string[]): (message: SentMessage) => boolean {
  return ({ bot_id, files = [] }) =>
    bot_id !== undefined && names.every((name) => files.some((file) => file.name === name));
}

/** The message among those of a channel since then, or of a thread in it, that an earlier attempt sent. */
export async function findSent(
  client: WebClient,
  place: { readonly channel: string; readonly thread?: string },
  since: number,
  isIt: (message: SentMessage) => boolean,
): Promise<MessageRef | undefined> {
  const { channel, thread } = place;
  const window = { channel, include_all_metadata: true, limit: 200, oldest: ((since - SKEW_MS) / 1000).toFixed(6) };
  const method = thread === undefined ? 'conversations.history' : 'conversations.replies';
  for await (const page of client.paginate(method, { ...window, ...(thread === undefined ? {} : { ts: thread }) })) {
    const { messages = [] } = page as { readonly messages?: readonly SentMessage[] };
    const found = messages.find(isIt);
    if (found?.ts) return { channel, ts: found.ts };
  }
  return undefined;
}
