import { isTrue, required, textOf } from '../arguments.ts';
import type { Arguments, Method } from '../method.ts';
import { Refusal } from '../refusal.ts';
import type { Channel, Message, Workspace } from '../workspace.ts';
import { directChannel, knownChannel, wireMessage } from './place.ts';

const reads = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const histories = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];

export const conversations: Readonly<Record<string, Method>> = {
  'conversations.info': {
    scopes: reads,
    tier: 3,
    run: (args, { workspace }) => ({ channel: wireChannel(knownChannel(workspace, required(args, 'channel'))) }),
  },
  'conversations.open': {
    scopes: ['im:write', 'mpim:write', 'groups:write', 'channels:manage'],
    tier: 3,
    run: (args, { workspace }) => ({ channel: { id: directChannel(workspace, required(args, 'users')).id } }),
  },
  'conversations.history': {
    scopes: histories,
    tier: 3,
    run(args, { workspace }) {
      const channel = readableChannel(workspace, args);
      const roots = workspace.messages.filter(({ channel: id, thread_ts }) => id === channel.id && !thread_ts);
      return page(workspace, roots.toReversed(), args);
    },
  },
  'conversations.replies': {
    scopes: histories,
    tier: 3,
    run(args, { workspace }) {
      const channel = readableChannel(workspace, args);
      const root = workspace.find(channel.id, required(args, 'ts'));
      if (!root) throw new Refusal('thread_not_found');
      const inThread = ({ channel: id, thread_ts }: Message) => id === channel.id && thread_ts === root.ts;
      return page(workspace, [root, ...workspace.messages.filter(inThread)], args);
    },
  },
};

function readableChannel(workspace: Workspace, args: Arguments): Channel {
  const channel = knownChannel(workspace, required(args, 'channel'));
  if (!channel.member) throw new Refusal('not_in_channel');
  return channel;
}

/** One page of messages between `oldest` and `latest`; the cursor is the place of the next page's first message. */
function page(workspace: Workspace, messages: readonly Message[], args: Arguments): object {
  const inWindow = messages.filter((message) => isWithin(message.ts, args));
  const start = Number(textOf(args, 'cursor') ?? 0);
  const end = start + Number(textOf(args, 'limit') ?? 100);
  const more = inWindow.length > end;
  return {
    messages: inWindow
      .slice(start, end)
      .map((message) => wireMessage(workspace, message, isTrue(args, 'include_all_metadata'))),
    has_more: more,
    ...(more ? { response_metadata: { next_cursor: String(end) } } : {}),
  };
}

function isWithin(ts: string, args: Arguments): boolean {
  const oldest = Number(textOf(args, 'oldest') ?? 0);
  const latest = Number(textOf(args, 'latest') ?? Number.POSITIVE_INFINITY);
  const at = Number(ts);
  return (oldest < at && at < latest) || (isTrue(args, 'inclusive') && (at === oldest || at === latest));
}

function wireChannel(channel: Channel): object {
  const { id, name, member, archived } = channel;
  const kind = { is_private: channel.private, is_im: channel.directWith !== undefined, is_channel: !channel.private };
  return { id, name, is_member: member, is_archived: archived, ...kind };
}
