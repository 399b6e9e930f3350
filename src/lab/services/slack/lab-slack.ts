import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { Clock } from '#lib/clock.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createFailures, type Failure } from './failures.ts';
import { closeServer, listenLocally } from './http-server.ts';
import { chat } from './methods/chat.ts';
import { connections } from './methods/connections.ts';
import { conversations } from './methods/conversations.ts';
import { createUploads } from './methods/files.ts';
import { people } from './methods/people.ts';
import { views as viewMethods } from './methods/views.ts';
import { createRates } from './rates.ts';
import { createResponseUrls } from './response-urls.ts';
import { answerRequest, type Call, type Routes } from './routes.ts';
import { postSigned } from './signed-http.ts';
import { type Envelope, openSockets } from './sockets.ts';
import { createTriggers } from './triggers.ts';
import { createViews, type Form, type KeptView } from './views.ts';
import {
  type Change,
  type Channel,
  channelEntry,
  createWorkspace,
  type Ephemeral,
  type Message,
  type User,
  userEntry,
} from './workspace.ts';

const TOKENS = { bot: 'xoxb-lab-bot', app: 'xapp-lab-app' };
const SIGNING_SECRET = 'lab-signing-secret';

export interface LabSlackOptions {
  readonly clock: Clock;
  /** The bot's scopes, as a manifest grants them; everything unless told. */
  readonly scopes?: readonly string[];
  /** Whether calls are counted, and those beyond Slack's rate tiers answered 429. */
  readonly limited?: boolean;
  /** A file that every call is appended to as a line of JSON, without its token. */
  readonly callsFile?: string;
}

/** A Slack of one team on 127.0.0.1 that judges what it is told. */
export interface LabSlack extends Deliveries {
  /** For `clientOptions.slackApiUrl`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** The bot's user id. */
  readonly botUser: string;
  /** Every call of the Web API, the oldest first. */
  readonly calls: readonly Call[];
  /** How many Socket Mode connections are open. */
  readonly connections: number;
  /** What people do goes to this address, signed, while no Socket Mode connection is open. */
  setRequestUrl(url: string): void;
  channel(name: string): Channel;
  addChannel(name: string, about?: Partial<Pick<Channel, 'member' | 'archived' | 'private'>>): Channel;
  /** Somebody more of the team, by a name; gives the id. */
  addPerson(name: string): string;
  /** The messages of a channel (its id) with those of its threads, the oldest first. */
  messages(channel: string): readonly Message[];
  /** What one person, or each, was told in private. */
  ephemerals(user?: string): readonly Ephemeral[];
  /** The bytes of every file that was uploaded, shared or not, by its id. */
  files(): ReadonlyMap<string, Buffer>;
  /** A person's App Home as it was published last. */
  home(user: string): KeptView | undefined;
  /** The forms open before a person, the newest first. */
  modals(user: string): readonly KeptView[];
  /** Leaves the newest form that is open before a person, as its cross does. */
  closeModal(user: string): void;
  /** Everybody of the team. */
  people(): readonly User[];
  /** Returns what ends the listening. */
  onChange(listener: (change: Change) => void): () => void;
  /** Hears of each form that opens; returns what ends the listening. */
  onForm(listener: (form: Form) => void): () => void;
  /** The next `times` calls of a method fail; `response_url` and `upload` count as methods. */
  failNext(method: string, failure: Failure, times?: number): void;
  /** Every call of a method fails so, until it is told otherwise by `undefined`. */
  failAll(method: string, failure: Failure | undefined): void;
  disconnectSockets(reason: string): void;
  waitForSocket(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a Slack with a channel #incidents, where the bot is a member, and the people U0ONCALL, U0LEAD and U0GUEST. */
export async function openSlack({ clock, scopes, limited = false, callsFile }: LabSlackOptions): Promise<LabSlack> {
  const workspace = createWorkspace(clock);
  const triggers = createTriggers(clock);
  const views = createViews(workspace);
  const responseUrls = createResponseUrls(workspace);
  const uploads = createUploads();
  const failures = createFailures();
  const calls: Call[] = [];
  const kept = callsFile === undefined ? undefined : createWriteStream(callsFile, { flags: 'a', mode: 0o600 });
  const called = (call: Call) => {
    calls.push(call);
    kept?.write(`${JSON.stringify(call)}\n`);
  };
  const closing = new AbortController();
  const { server, origin } = await listenLocally((request) => answerRequest(routes, request));
  const methods = { ...chat, ...conversations, ...people, ...connections, ...viewMethods, ...uploads.methods };
  const tools = { workspace, triggers, views, origin };
  const api = { methods, tools, tokens: TOKENS, ...(scopes ? { scopes } : {}) };
  const judged = { api, uploads, responseUrls, failures, ...(limited && { rates: createRates(clock) }) };
  const routes: Routes = { clock, ...judged, called, closing: closing.signal };
  const sockets = openSockets(server, workspace.bot.appId);
  let requestUrl: string | undefined;
  let wasThere = false;

  async function send({ type, payload, again }: Envelope): Promise<unknown> {
    wasThere ||= sockets.count > 0 || requestUrl !== undefined;
    if (sockets.count > 0) return sockets.send(type, payload, again);
    if (requestUrl) return postSigned({ requestUrl, signingSecret: SIGNING_SECRET, clock }, type, payload, again);
    throw new Error('the app is not connected to the lab Slack: no Socket Mode connection and no request URL');
  }

  return {
    ...createDeliveries({
      ...{ workspace, triggers, responseUrls, views, origin, scopes, send },
      wasThere: () => wasThere,
      closing: closing.signal,
    }),
    apiUrl: `${origin}/api/`,
    botToken: TOKENS.bot,
    appToken: TOKENS.app,
    signingSecret: SIGNING_SECRET,
    botUser: workspace.bot.userId,
    calls,
    get connections() {
      return sockets.count;
    },
    setRequestUrl(url) {
      requestUrl = url;
    },
    channel(name) {
      const channel = [...workspace.channels.values()].find((known) => known.name === name);
      if (!channel) throw new Error(`the lab Slack has no channel #${name}`);
      return channel;
    },
    addChannel(name, about = {}) {
      const [id, channel] = channelEntry({
        id: `C0${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`,
        name,
        ...about,
      });
      workspace.channels.set(id, channel);
      return channel;
    },
    addPerson(name) {
      const [id, user] = userEntry(name);
      workspace.users.set(id, user);
      return id;
    },
    messages: (channel) => workspace.messages.filter((message) => message.channel === channel),
    ephemerals: (user) => workspace.ephemerals.filter((message) => user === undefined || message.user === user),
    files: uploads.contents,
    home: views.home,
    modals: views.modals,
    closeModal(user) {
      const [newest] = views.modals(user);
      if (newest) views.close(newest.id);
    },
    people: () => [...workspace.users.values()],
    onChange: workspace.onChange,
    onForm: views.onForm,
    failNext: (method, failure, times = 1) => failures.plan(method, failure, times),
    failAll: failures.planAll,
    disconnectSockets: sockets.disconnect,
    waitForSocket: sockets.waitForOne,
    async close() {
      closing.abort();
      sockets.close();
      await closeServer(server);
      if (kept) await finished(kept.end());
    },
  };
}
