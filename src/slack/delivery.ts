import { z } from 'zod';

/** What Slack delivered: who did something, and where. */
export interface Delivery {
  /** Slack user id. */
  readonly user: string;
  /** Slack channel id. */
  readonly channel: string;
  readonly triggerId: string;
}

export interface TypedCommand extends Delivery {
  readonly kind: 'command';
  /** All that was typed after `/focus`. */
  readonly text: string;
}

export interface PressedButton extends Delivery {
  readonly kind: 'button';
  readonly actionId: string;
  /** A button that only opens a link has none. */
  readonly value?: string;
  readonly messageTs: string;
}

const command = z.object({
  user_id: z.string(),
  channel_id: z.string(),
  trigger_id: z.string(),
  text: z.string().default(''),
});

const press = z.object({
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  container: z.object({ message_ts: z.string() }),
  trigger_id: z.string(),
  actions: z.tuple([z.object({ action_id: z.string(), value: z.string().optional() })], z.unknown()),
});

/** The payload of a slash command; undefined when it is not one. */
export function readCommand(payload: unknown): TypedCommand | undefined {
  const read = command.safeParse(payload);
  if (!read.success) return undefined;
  const { user_id: user, channel_id: channel, trigger_id: triggerId, text } = read.data;
  return { kind: 'command', user, channel, triggerId, text };
}

/** The payload of a button pressed in a message; undefined when it is anything else. */
export function readPress(payload: unknown): PressedButton | undefined {
  const read = press.safeParse(payload);
  if (!read.success) return undefined;
  const { user, channel, container, trigger_id: triggerId, actions } = read.data;
  const [{ action_id: actionId, value }] = actions;
  return {
    kind: 'button',
    user: user.id,
    channel: channel.id,
    triggerId,
    actionId,
    messageTs: container.message_ts,
    ...(value === undefined ? {} : { value }),
  };
}
