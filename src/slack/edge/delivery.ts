import { z } from 'zod';
import { plainText } from './plain-text.ts';

/** What Slack delivered: who did something, and where. */
export interface Delivery {
  /** Slack user id. */
  readonly user: string;
  /** Slack channel id; outside of messages the user's id, which stands for their direct messages. */
  readonly channel: string;
  /** The same for each delivery of it: Slack's trigger id, or the id of an event. */
  readonly triggerId: string;
  /** Of the message that was written, or that a button or shortcut is on. */
  readonly messageTs?: string;
  /** Of the message that begins its thread, where it is a reply. */
  readonly threadTs?: string;
}

/** What somebody typed after `/focus`, or in a message to the bot: Slack opens no form from a message. */
export interface TypedText extends Delivery {
  readonly kind: 'command' | 'message';
  readonly text: string;
}

/** A shortcut that somebody chose for a message. */
export interface ChosenShortcut extends Delivery {
  readonly kind: 'shortcut';
  /** The shortcut's `callback_id`. */
  readonly id: string;
  readonly messageTs: string;
  /** All that can be read in the message. */
  readonly text: string;
  /** Of a message of the bot itself: its small print, which may say who asked, where, and about which job. */
  readonly byline?: string;
}

export interface PressedButton extends Delivery {
  readonly kind: 'button';
  readonly actionId: string;
  /** A select has that of the chosen option; a button that only opens a link has none. */
  readonly value?: string;
  readonly on: 'message' | 'home' | 'modal';
}

/** Somebody looks at the App Home. */
export interface HomeOpened {
  readonly user: string;
  /** The same for each delivery of it. */
  readonly eventId: string;
}

const command = z.object({
  user_id: z.string(),
  channel_id: z.string(),
  trigger_id: z.string(),
  text: z.string().default(''),
});

const pressed = {
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  actions: z.tuple(
    [
      z.object({
        action_id: z.string(),
        value: z.string().optional(),
        selected_option: z.object({ value: z.string() }).nullish(),
      }),
    ],
    z.unknown(),
  ),
};
const press = z.union([
  z.object({ ...pressed, view: z.object({ type: z.enum(['home', 'modal']) }) }),
  z.object({
    ...pressed,
    channel: z.object({ id: z.string() }),
    container: z.object({ message_ts: z.string(), thread_ts: z.string().nullish() }),
  }),
]);

const homeOpened = z.object({
  event_id: z.string(),
  event: z.object({ type: z.literal('app_home_opened'), user: z.string(), tab: z.literal('home') }),
});

/** The payload of a slash command; undefined when it is not one. */
export function readCommand(payload: unknown): TypedText | undefined {
  const read = command.safeParse(payload);
  if (!read.success) return undefined;
  const { user_id: user, channel_id: channel, trigger_id: triggerId, text } = read.data;
  return { kind: 'command', user, channel, triggerId, text: plainText(text) };
}

/** The payload of a button or select used in a message, the App Home or a form; undefined when it is anything else. */
export function readPress(payload: unknown): PressedButton | undefined {
  const read = press.safeParse(payload);
  if (!read.success) return undefined;
  const { user, trigger_id: triggerId, actions } = read.data;
  const [{ action_id: actionId, value: own, selected_option: chosen }] = actions;
  const value = own ?? chosen?.value;
  const place = placeOf(read.data);
  return { kind: 'button', user: user.id, triggerId, actionId, ...place, ...(value === undefined ? {} : { value }) };
}

function placeOf(read: z.infer<typeof press>): Pick<PressedButton, 'on' | 'channel' | 'messageTs' | 'threadTs'> {
  if ('view' in read) return { on: read.view.type, channel: read.user.id };
  const { message_ts: messageTs, thread_ts: threadTs } = read.container;
  const isReply = threadTs && threadTs !== messageTs;
  return { on: 'message', channel: read.channel.id, messageTs, ...(isReply && { threadTs }) };
}

/** The event that somebody opened the App Home; undefined for anything else, such as its tab of messages. */
export function readHomeOpened(payload: unknown): HomeOpened | undefined {
  const read = homeOpened.safeParse(payload);
  return read.success ? { user: read.data.event.user, eventId: read.data.event_id } : undefined;
}
