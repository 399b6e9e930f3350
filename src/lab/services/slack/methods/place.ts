import { required } from '../arguments.ts';
import type { Arguments } from '../method.ts';
import { Refusal } from '../refusal.ts';
import { type Channel, channelEntry, type Message, type Workspace } from '../workspace.ts';

/** The channel of an id, wherever the bot may at least know of it. */
export function knownChannel(workspace: Workspace, id: string): Channel {
  const channel = workspace.channels.get(id);
  if (!channel || (channel.private && !channel.member)) throw new Refusal('channel_not_found');
  return channel;
}

/** Where the bot may write: an id, a `#name`, or a user's id, which means their direct messages. */
export function writableChannel(workspace: Workspace, place: string): Channel {
  const named = [...workspace.channels.values()].find((channel) => `#${channel.name}` === place);
  const channel = workspace.users.has(place)
    ? directChannel(workspace, place)
    : knownChannel(workspace, named?.id ?? place);
  if (channel.archived) throw new Refusal('is_archived');
  if (!channel.member) throw new Refusal('not_in_channel');
  return channel;
}

/** The direct messages of the bot with a user, made when they are first needed. */
export function directChannel(workspace: Workspace, user: string): Channel {
  if (!workspace.users.has(user)) throw new Refusal('user_not_found');
  const id = `D${user.slice(1)}`;
  const [, channel] = channelEntry({ id, name: 'directmessage', private: true, directWith: user });
  const known = workspace.channels.get(id);
  if (!known) workspace.channels.set(id, channel);
  return known ?? channel;
}

export function existingMessage(workspace: Workspace, args: Arguments, tsName = 'ts'): Message {
  const channel = knownChannel(workspace, required(args, 'channel'));
  const message = workspace.find(channel.id, required(args, tsName));
  if (!message) throw new Refusal('message_not_found');
  return message;
}

/** As Slack writes a message in its answers. */
export function wireMessage(workspace: Workspace, message: Message, withMetadata = false): object {
  const replies = workspace.messages.filter(
    (other) => other.thread_ts === message.ts && other.channel === message.channel,
  );
  const { text, user, ts, blocks, files } = message;
  return {
    type: 'message',
    user,
    ...botOf(workspace, user),
    text,
    ts,
    team: workspace.team.id,
    ...(blocks.length > 0 ? { blocks } : {}),
    ...(files.length > 0 ? { files: files.map(({ id, name, title }) => ({ id, name, title })) } : {}),
    ...(message.thread_ts ? { thread_ts: message.thread_ts, parent_user_id: user } : {}),
    ...(replies.length > 0 ? { thread_ts: ts, reply_count: replies.length } : {}),
    ...(withMetadata && message.metadata ? { metadata: message.metadata } : {}),
  };
}

/** Whose message it is where it is no person's: the bot's, or another app's. */
function botOf({ bot, users }: Workspace, user: string): object {
  if (user === bot.userId) return { bot_id: bot.botId, app_id: bot.appId };
  return users.has(user) ? {} : { bot_id: `B0${user.slice(2)}` };
}
