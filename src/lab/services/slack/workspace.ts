import type { Clock } from '#lib/clock.ts';

export interface Channel {
  readonly id: string;
  readonly name: string;
  /** The bot is a member. */
  readonly member: boolean;
  readonly archived: boolean;
  readonly private: boolean;
  /** Whose direct messages these are. */
  readonly directWith?: string;
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly bot: boolean;
  /** A member unless told. */
  readonly kind?: 'admin' | 'guest' | 'stranger';
}

export interface UploadedFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly content: Buffer;
}

/** A message of a channel or of a thread in it, as it stands now. */
export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  readonly files: readonly UploadedFile[];
  readonly metadata?: unknown;
  readonly reactions: readonly string[];
  /** How many times it was edited. */
  readonly edits: number;
}

/** What only one person sees: by chat.postEphemeral, or through a response_url. */
export interface Ephemeral {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  /** Of the message whose thread it is shown in. */
  readonly thread_ts?: string;
  readonly via: 'chat.postEphemeral' | 'response_url';
}

export type Change =
  | { readonly kind: 'posted' | 'edited' | 'deleted'; readonly message: Message }
  | { readonly kind: 'ephemeral'; readonly message: Ephemeral };

/** What Slack holds of one team, and how it changes. Whether a change is allowed is judged by the methods. */
export interface Workspace {
  readonly clock: Clock;
  readonly team: { readonly id: string; readonly domain: string };
  readonly bot: { readonly appId: string; readonly botId: string; readonly userId: string; readonly name: string };
  readonly channels: Map<string, Channel>;
  readonly users: Map<string, User>;
  /** User groups and who is in them. */
  readonly groups: Map<string, readonly string[]>;
  readonly messages: readonly Message[];
  readonly ephemerals: readonly Ephemeral[];
  find(channel: string, ts: string): Message | undefined;
  post(message: Omit<Message, 'ts' | 'edits' | 'reactions'>): Message;
  /** Replaces these fields of a message; `edited` counts it as an edit. */
  change(message: Message, fields: Partial<Message>, edited: boolean): Message;
  remove(message: Message): void;
  /** Nobody sees it in a thread that has no reply yet. Source: docs.slack.dev/reference/methods/chat.postEphemeral. */
  postEphemeral(message: Omit<Ephemeral, 'ts'>): Ephemeral;
  /** Replaces these fields of what only one person sees. */
  changeEphemeral(message: Ephemeral, fields: Partial<Ephemeral>): Ephemeral;
  onChange(listener: (change: Change) => void): () => void;
}

export function createWorkspace(clock: Clock): Workspace {
  const bot = { appId: 'A0FOCUS', botId: 'B0FOCUS', userId: 'U0FOCUS', name: 'focus' };
  const messages: Message[] = [];
  const ephemerals: Ephemeral[] = [];
  const listeners = new Set<(change: Change) => void>();
  const nextTs = createStamps(clock);
  const tell = (change: Change) => {
    for (const listener of listeners) listener(change);
  };
  return {
    clock,
    bot,
    messages,
    ephemerals,
    team: { id: 'T0LAB', domain: 'lab' },
    channels: new Map([channelEntry({ id: 'C0INCIDENT', name: 'incidents' })]),
    users: new Map([
      [bot.userId, { id: bot.userId, name: bot.name, bot: true }],
      ...['oncall', 'lead', 'guest'].map(userEntry),
    ]),
    groups: new Map([['S0LEADS', ['U0LEAD']]]),
    find: (channel, ts) => messages.find((message) => message.channel === channel && message.ts === ts),
    post(fields) {
      const message = { ...fields, ts: nextTs(), edits: 0, reactions: [] };
      messages.push(message);
      tell({ kind: 'posted', message });
      return message;
    },
    change(message, fields, edited) {
      const changed = { ...message, ...fields, edits: message.edits + (edited ? 1 : 0) };
      messages[messages.indexOf(message)] = changed;
      tell({ kind: 'edited', message: changed });
      return changed;
    },
    remove(message) {
      messages.splice(messages.indexOf(message), 1);
      tell({ kind: 'deleted', message });
    },
    postEphemeral(fields) {
      const message = { ...fields, ts: nextTs() };
      const { channel, thread_ts: thread } = fields;
      if (thread !== undefined && !messages.some((one) => one.channel === channel && one.thread_ts === thread))
        return message;
      ephemerals.push(message);
      tell({ kind: 'ephemeral', message });
      return message;
    },
    changeEphemeral(message, fields) {
      const changed = { ...message, ...fields };
      ephemerals[ephemerals.indexOf(message)] = changed;
      tell({ kind: 'ephemeral', message: changed });
      return changed;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

export function channelEntry(channel: Pick<Channel, 'id' | 'name'> & Partial<Channel>): [string, Channel] {
  return [channel.id, { member: true, archived: false, private: false, ...channel }];
}

export function userEntry(name: string): [string, User] {
  const id = `U0${name.toUpperCase()}`;
  const kind = name === 'lead' ? 'admin' : name === 'guest' ? 'guest' : undefined;
  return [id, { id, name, bot: false, ...(kind && { kind }) }];
}

/** Slack's `ts`: seconds and six digits, unique and rising in a workspace. */
function createStamps(clock: Clock): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Math.floor(clock.now() * 1000));
    return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, '0')}`;
  };
}
