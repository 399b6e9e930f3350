import type { WebClient } from '@slack/web-api';
import type { Content, NewerKind, Picture } from './content.ts';
import { createEdits, type Edits } from './edit.ts';
import { describeFailure } from './failure.ts';
import { findSent, holdsFiles, isMarked, mark } from './find-sent.ts';
import { createNewerBlocks } from './newer-blocks.ts';
import { createOutbox, type MessageRef, type OutboxOptions, whereSent } from './outbox.ts';
import type { PaceOf, Urgency } from './pace.ts';
import { sendContent, type WireContent } from './send-content.ts';
import type { States } from './states.ts';

export interface MessengerOptions extends OutboxOptions {
  /** A client that does not retry by itself. */
  readonly client: WebClient;
  readonly states: States;
  readonly paceOf: PaceOf;
}

export interface NewMessage {
  readonly channel: string;
  readonly content: Content;
  /** Of a channel's messages at most one is sent in a second, the urgent ones first; `course` unless told. */
  readonly urgency?: Urgency;
}

export interface SharedFile {
  readonly filename: string;
  readonly title: string;
  /** What a picture shows, for those who do not see it. */
  readonly altText?: string;
  readonly content: string | Buffer;
}

/**
 * Messages that survive a restart. Whatever has a key is sent once: asked again, also by another process, it gives the
 * first message back. Rejects with an ExplainedError when Slack does not take it.
 */
export interface Messenger {
  open(key: string, message: NewMessage): Promise<MessageRef>;
  /** A reply in the thread of a message. */
  reply(key: string, to: MessageRef, content: Content, urgency?: Urgency): Promise<MessageRef>;
  /** Gives Slack a picture for the blocks of a message; undefined where it does not take it, which is logged. */
  picture(key: string, file: SharedFile): Promise<Picture | undefined>;
  /** A picture that Slack was given before. */
  givenPicture(key: string, altText: string): Promise<Picture | undefined>;
  /** Files in the thread of a message, together in one. */
  upload(key: string, to: MessageRef, ...files: readonly SharedFile[]): Promise<void>;
  /** Whether the workspace takes this block, as far as it was tried. */
  mayTake(kind: NewerKind): Promise<boolean>;
  /** The edits of a message of this bot; asked again for the same message, the same. */
  edits(ref: MessageRef): Edits;
}

/** Source: docs.slack.dev/apis/web-api/rate-limits, "posting messages". */
const CHANNEL_MS = 1_000;
/** Slack may need a moment before it shows a picture that it was just given. */
const UNREADY_MS = 1_500;

export function createMessenger({ client, redis, prefix, states, paceOf, clock, log }: MessengerOptions): Messenger {
  const sendOnce = createOutbox({ redis, prefix, clock, log });
  const newer = createNewerBlocks({ client, redis, prefix, log });
  const sending = { newer, log, later: () => clock.sleep(UNREADY_MS) };

  function post(key: string, message: NewMessage, thread?: string): Promise<MessageRef> {
    const { channel, content, urgency = 'course' } = message;
    const place = { channel, ...(thread === undefined ? {} : { thread }) };
    const pace = paceOf(`channel:${channel}`, CHANNEL_MS);
    return sendOnce({
      key,
      what: `a message to channel ${channel}`,
      inTurn: (send) => pace.during(() => urgency, send),
      find: (since) => findSent(client, place, since, isMarked(key)),
      send: () => sendContent(content, sending, (wire) => postMessage(client, key, place, wire)),
    });
  }

  return {
    open: post,
    reply: (key, { channel, ts }, content, urgency = 'course') => post(key, { channel, content, urgency }, ts),
    async picture(key, { filename, title, altText = title, content }) {
      try {
        // Nobody sees it before a message shows it: what an attempt before may have left is left.
        const { ts: id } = await sendOnce({
          key,
          what: 'a picture',
          find: async () => undefined,
          async send() {
            const { files } = await client.filesUploadV2(uploaded({ filename, title, altText, content }));
            const given = files[0]?.files?.[0]?.id;
            if (given === undefined) throw new Error('Slack took a picture and named no file');
            return { channel: '', ts: given };
          },
        });
        return { id, altText };
      } catch (error) {
        log.warn({ key, failure: describeFailure(error) }, 'Slack does not take the picture of a message');
        return undefined;
      }
    },
    async givenPicture(key, altText) {
      const id = (await whereSent(redis, prefix, key))?.ts;
      return id === undefined ? undefined : { id, altText };
    },
    async upload(key, { channel, ts }, ...files) {
      if (files.length === 0) return;
      const names = files.map(({ filename }) => filename);
      const pace = paceOf(`channel:${channel}`, CHANNEL_MS);
      await sendOnce({
        key,
        what: `files to channel ${channel}`,
        inTurn: (send) => pace.during(() => 'course', send),
        find: (since) => findSent(client, { channel, thread: ts }, since, holdsFiles(names)),
        async send() {
          const file_uploads = files.map(uploaded);
          await client.filesUploadV2({ channel_id: channel, thread_ts: ts, file_uploads });
          return { channel, ts };
        },
      });
    },
    mayTake: newer.mayTake,
    edits: createEdits({ client, newer, states, paceOf, clock, log }),
  };
}

function uploaded({ filename, title, altText, content }: SharedFile) {
  const file = typeof content === 'string' ? { content } : { file: content };
  return { filename, title, ...(altText && { alt_text: altText }), ...file };
}

async function postMessage(
  client: WebClient,
  key: string,
  { channel, thread }: { readonly channel: string; readonly thread?: string },
  { text, blocks }: WireContent,
): Promise<MessageRef> {
  const answer = await client.chat.postMessage({
    channel,
    text,
    blocks,
    metadata: mark(key),
    unfurl_links: false,
    unfurl_media: false,
    ...(thread === undefined ? {} : { thread_ts: thread }),
  });
  // A direct message to a user's id is answered with the channel it went to.
  return { channel: answer.channel ?? channel, ts: answer.ts ?? '' };
}
