import { randomUUID } from 'node:crypto';
import { directChannel, wireMessage } from './methods/place.ts';
import { wireView } from './view-payloads.ts';
import type { KeptView } from './views.ts';
import type { Message, Workspace } from './workspace.ts';

export const newEventId = () => `Ev${randomUUID().replaceAll('-', '').slice(0, 9).toUpperCase()}`;

/** What the Events API wraps around an event. */
export function eventPayload({ team, bot, clock }: Workspace, eventId: string, event: object): object {
  return {
    token: 'verification-token',
    team_id: team.id,
    api_app_id: bot.appId,
    event: { ...event, event_ts: (clock.now() / 1_000).toFixed(6) },
    type: 'event_callback',
    event_id: eventId,
    event_time: Math.floor(clock.now() / 1_000),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: bot.userId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}

/** Somebody opened the App Home. Source: docs.slack.dev/reference/events/app_home_opened. */
export function homeOpened(workspace: Workspace, user: string, home: KeptView | undefined): object {
  return {
    type: 'app_home_opened',
    user,
    channel: directChannel(workspace, user).id,
    tab: 'home',
    ...(home ? { view: wireView(workspace, home, {}) } : {}),
  };
}

/** The scope without which an app does not hear of the event. */
const HEARD_WITH = { app_mention: 'app_mentions:read', message: 'im:history' } as const;

/**
 * What an app hears of a message, new or edited: those in its direct messages, its own too, and where its members are
 * those that mention it. Undefined where it hears nothing. Sources: docs.slack.dev/reference/events/app_mention and
 * …/message.im: a mention in direct messages is no app_mention.
 */
export function messageEvent(
  workspace: Workspace,
  message: Message,
  { isEdit, scopes }: { readonly isEdit: boolean; readonly scopes?: readonly string[] | undefined },
): object | undefined {
  const { bot, channels, clock } = workspace;
  const channel = channels.get(message.channel);
  const isDirect = channel?.directWith !== undefined;
  const isMention = message.text.includes(`<@${bot.userId}>`) && channel?.member === true;
  const type = isDirect ? 'message' : 'app_mention';
  if (!(isDirect || isMention) || scopes?.includes(HEARD_WITH[type]) === false) return undefined;
  const said = { ...wireMessage(workspace, message), type, channel: message.channel };
  const editor = { edited: { user: message.user, ts: (clock.now() / 1_000).toFixed(6) } };
  if (!isDirect) return { ...said, ...(isEdit && editor) };
  if (!isEdit) return { ...said, channel_type: 'im' };
  const changed = { ...said, ...editor };
  return {
    type,
    subtype: 'message_changed',
    channel: message.channel,
    channel_type: 'im',
    ts: message.ts,
    hidden: true,
    message: changed,
  };
}
