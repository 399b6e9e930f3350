import { required, textOf } from '../arguments.ts';
import { readContent, readMetadata } from '../content.ts';
import type { Arguments, Method } from '../method.ts';
import { Refusal } from '../refusal.ts';
import type { Channel, Message, Workspace } from '../workspace.ts';
import { existingMessage, knownChannel, wireMessage, writableChannel } from './place.ts';

const scopes = ['chat:write'];

export const chat: Readonly<Record<string, Method>> = {
  'chat.postMessage': {
    scopes,
    tier: 'posts',
    run(args, { workspace }) {
      const channel = writableChannel(workspace, required(args, 'channel'));
      const content = { ...readContent(args), ...readMetadata(args.metadata) };
      const thread = readThread(workspace, channel, args);
      const user = workspace.bot.userId;
      const message = workspace.post({ channel: channel.id, user, files: [], ...content, ...thread });
      return { channel: channel.id, ts: message.ts, message: wireMessage(workspace, message) };
    },
  },
  'chat.update': {
    scopes,
    tier: 3,
    run(args, { workspace }) {
      const message = ownMessage(workspace, args, 'cant_update_message');
      const content = readContent(args);
      // With text and no blocks the old blocks go; with blocks alone the old text stays.
      const text = textOf(args, 'text') === undefined ? message.text : content.text;
      const changed = workspace.change(message, { ...content, text, ...readMetadata(args.metadata) }, true);
      return { channel: changed.channel, ts: changed.ts, text, message: wireMessage(workspace, changed) };
    },
  },
  'chat.postEphemeral': {
    scopes,
    tier: 4,
    run(args, { workspace }) {
      const channel = writableChannel(workspace, required(args, 'channel'));
      const user = required(args, 'user');
      if (!workspace.users.has(user)) throw new Refusal('user_not_in_channel');
      const message = workspace.postEphemeral({
        channel: channel.id,
        user,
        via: 'chat.postEphemeral',
        ...readContent(args),
        ...readThread(workspace, channel, args),
      });
      return { message_ts: message.ts };
    },
  },
  'chat.delete': {
    scopes,
    tier: 3,
    run(args, { workspace }) {
      const message = ownMessage(workspace, args, 'cant_delete_message');
      workspace.remove(message);
      return { channel: message.channel, ts: message.ts };
    },
  },
  'chat.getPermalink': {
    scopes: [],
    tier: 'special',
    run(args, { workspace }) {
      const { channel, ts } = existingMessage(workspace, args, 'message_ts');
      return {
        channel,
        permalink: `https://${workspace.team.domain}.slack.com/archives/${channel}/p${ts.replace('.', '')}`,
      };
    },
  },
};

function ownMessage(workspace: Workspace, args: Arguments, refusal: string): Message {
  const message = existingMessage(workspace, args);
  if (message.user !== workspace.bot.userId) throw new Refusal(refusal);
  return message;
}

export function readThread(workspace: Workspace, channel: Channel, args: Arguments): { thread_ts?: string } {
  const ts = textOf(args, 'thread_ts');
  if (ts === undefined) return {};
  const root = workspace.find(knownChannel(workspace, channel.id).id, ts);
  // Slack takes what is sent below a reply, and shows it to nobody who looks at the thread.
  if (!root || (root.thread_ts ?? ts) !== ts) throw new Refusal('cannot_reply_to_message');
  return { thread_ts: ts };
}
