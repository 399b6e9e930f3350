import type { Clock } from '#lib/clock.ts';
import { eventPayload, homeOpened, messageEvent, newEventId } from './events.ts';
import { directChannel } from './methods/place.ts';
import { clickPayload, commandPayload, shortcutPayload } from './payloads.ts';
import type { Answer, ResponseUrls } from './response-urls.ts';
import { BadAnswer } from './signed-http.ts';
import type { Envelope } from './sockets.ts';
import type { Triggers } from './triggers.ts';
import { submissionPayload, viewClickPayload } from './view-payloads.ts';
import { checkComplete, type Filled, stateOf } from './view-state.ts';
import type { KeptView, Views } from './views.ts';
import type { Message, Workspace } from './workspace.ts';

/** Slack waits 3 s for an acknowledgement, real ones also where the lab is faster. Source: docs.slack.dev/interactivity/handling-user-interaction. */
const PATIENCE_MS = 3_000;

/**
 * An event that is not acknowledged is sent three times more, the last one 5 min after the one before, on the lab's clock.
 * Commands and what people press are not: whoever did it is told that it failed. Source: docs.slack.dev/apis/events-api.
 */
const AGAIN_AFTER_MS = [0, 60_000, 300_000];

export interface Delivery {
  /** Real milliseconds; Infinity when the app did not acknowledge within Slack's 3 s. */
  readonly acknowledgedMs: number;
  /** What the acknowledgement carried, if anything. */
  readonly acknowledgement: unknown;
  /** The event's id where it was an event. */
  readonly triggerId: string;
  /** What came through the response_url: it grows while the app goes on answering. */
  readonly responses: readonly Answer[];
}

export function isInTime({ acknowledgedMs }: Delivery): boolean {
  return acknowledgedMs < Number.POSITIVE_INFINITY;
}

/** What Slack shows whoever asked something that was not acknowledged. */
export const TIMED_OUT = 'focus did not acknowledge within 3 s: Slack says “operation_timeout”';

export interface CommandOptions {
  /** A user's id. */
  readonly user?: string;
  /** A channel's id. */
  readonly channel?: string;
  readonly command?: string;
}

export interface Click {
  readonly channel: string;
  readonly messageTs: string;
  readonly actionId: string;
  readonly user?: string;
  /** The value of the option to choose, where it is a select. */
  readonly option?: string;
}

export interface SaidWhere {
  /** A user's id; an app's that is no member of the lab counts as another bot. */
  readonly user?: string;
  /** A channel's id. */
  readonly channel?: string;
  /** Of the message whose thread it is said in. */
  readonly thread?: string;
}

export interface Said {
  readonly ts: string;
  /** Where the app heard of it. */
  readonly delivery?: Delivery;
}

/** What people do in this Slack, and how it reaches the app. */
export interface Deliveries {
  command(text: string, options?: CommandOptions): Promise<Delivery>;
  /** Writes a message; `@focus` in it mentions the bot. */
  say(text: string, where?: SaidWhere): Promise<Said>;
  /** Makes another text of a message that somebody wrote. */
  editSaid(channel: string, ts: string, text: string): Promise<Said>;
  /** The channel of a person's direct messages with the bot. */
  direct(user: string): string;
  /** Chooses a shortcut of a message. */
  shortcut(chosen: Omit<Click, 'actionId' | 'option'> & { readonly callbackId: string }): Promise<Delivery>;
  /** Presses a button of a message as it stands now. */
  click(click: Click): Promise<Delivery>;
  /** The same payload once more, as after an acknowledgement that got lost. */
  redeliver(triggerId: string): Promise<Delivery>;
  /** Looks at the app's home tab. */
  openHome(user: string): Promise<Delivery>;
  /** Presses a button of a person's App Home, or chooses an option of its select. */
  clickHome(user: string, actionId: string, option?: string): Promise<Delivery>;
  /** The same in the newest form that is open before this person. */
  clickModal(user: string, actionId: string, option?: string): Promise<Delivery>;
  /**
   * Fills in the newest form that is open before this person, and sends it off. What is not named stays as the form
   * came. The form closes unless the acknowledgement says what is wrong; rejects when nobody could send it off so.
   */
  submit(user: string, values?: Filled): Promise<Delivery>;
}

interface Parts {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly views: Views;
  readonly origin: string;
  readonly scopes?: readonly string[] | undefined;
  send(envelope: Envelope): Promise<unknown>;
  /** Whether the app ever was: one that is not there yet is sent nothing again. */
  wasThere(): boolean;
  /** Nothing is sent again after this. */
  readonly closing: AbortSignal;
}

/** A payload on its way to the app. */
interface Sent extends Envelope {
  readonly triggerId: string;
  readonly responses: readonly Answer[];
}

export function createDeliveries({
  workspace,
  triggers,
  responseUrls,
  views,
  origin,
  scopes,
  send,
  wasThere,
  closing,
}: Parts): Deliveries {
  const sent = new Map<string, Sent>();
  const deliver = async (one: Sent): Promise<Delivery> => {
    const { triggerId, responses } = one;
    sent.set(triggerId, one);
    return { ...(await timeAcknowledgement(workspace.clock, send(one))), triggerId, responses };
  };
  const deliverAgain = (triggerId: string, reason: string): Promise<Delivery> => {
    const known = sent.get(triggerId);
    if (!known) throw new Error(`nothing was sent with the trigger id ${triggerId}`);
    return deliver({ ...known, again: { attempt: (known.again?.attempt ?? 0) + 1, reason } });
  };
  const unlessClosing = (error: unknown) => {
    if (!closing.aborted) throw error;
  };
  /** Sends it again and again while it is not acknowledged. */
  const insist = async (eventId: string, first: Promise<Delivery>): Promise<void> => {
    let failed = await failureOf(first);
    for (const ms of AGAIN_AFTER_MS) {
      if (failed === undefined || !wasThere()) return;
      await workspace.clock.sleep(ms, closing);
      failed = await failureOf(deliverAgain(eventId, failed));
    }
  };
  const begin = (user: string, channel: string, message?: { readonly ts: string }) => {
    const { path, answers } = responseUrls.issue({ user, channel, ...(message ? { message } : {}) });
    return {
      interaction: { user, channel, triggerId: triggers.issue({ user, channel }), responseUrl: origin + path },
      answers,
    };
  };
  const clickView = (user: string, view: KeptView, actionId: string, option?: string) => {
    const interaction = { user, view, triggerId: triggers.issue({ user }), state: stateOf(view) };
    const payload = viewClickPayload(workspace, interaction, actionId, option);
    return deliver({ type: 'interactive', payload, triggerId: interaction.triggerId, responses: [] });
  };
  const deliverEvent = (event: object): Promise<Delivery> => {
    const eventId = newEventId();
    const payload = eventPayload(workspace, eventId, event);
    const delivery = deliver({ type: 'events_api', payload, triggerId: eventId, responses: [] });
    insist(eventId, delivery).catch(unlessClosing);
    return delivery;
  };
  const heard = async (message: Message, isEdit: boolean): Promise<Said> => {
    const event = messageEvent(workspace, message, { isEdit, scopes });
    return { ts: message.ts, ...(event && { delivery: await deliverEvent(event) }) };
  };
  // Of its own direct messages an app hears as of any other.
  workspace.onChange(({ kind, message }) => {
    if ((kind !== 'posted' && kind !== 'edited') || message.user !== workspace.bot.userId) return;
    heard(message, kind === 'edited').catch(() => {});
  });
  return {
    say(text, { user = 'U0ONCALL', channel = 'C0INCIDENT', thread } = {}) {
      const said = { text: asSent(workspace, text), blocks: [], files: [] };
      const message = workspace.post({ channel, user, ...said, ...(thread && { thread_ts: thread }) });
      return heard(message, false);
    },
    editSaid(channel, ts, text) {
      const message = workspace.find(channel, ts);
      if (!message) throw new Error(`there is no message ${ts} in ${channel}`);
      return heard(workspace.change(message, { text: asSent(workspace, text) }, true), true);
    },
    direct: (user) => directChannel(workspace, user).id,
    async shortcut({ channel, messageTs, callbackId, user = 'U0ONCALL' }) {
      const message = workspace.find(channel, messageTs);
      if (!message) throw new Error(`there is no message ${messageTs} in ${channel}`);
      const { interaction, answers } = begin(user, channel, message);
      const payload = shortcutPayload(workspace, interaction, message, callbackId);
      return deliver({ type: 'interactive', payload, triggerId: interaction.triggerId, responses: answers });
    },
    command(text, { user = 'U0ONCALL', channel = 'C0INCIDENT', command = '/focus' } = {}) {
      const { interaction, answers } = begin(user, channel);
      const payload = commandPayload(workspace, interaction, command, text);
      return deliver({ type: 'slash_commands', payload, triggerId: interaction.triggerId, responses: answers });
    },
    async click({ channel, messageTs, actionId, user = 'U0ONCALL', option }) {
      const message = findMessage(workspace, channel, messageTs);
      const { interaction, answers } = begin(user, channel, message);
      const payload = clickPayload(workspace, interaction, message, actionId, option);
      return deliver({ type: 'interactive', payload, triggerId: interaction.triggerId, responses: answers });
    },
    redeliver: async (triggerId) => deliverAgain(triggerId, 'timeout'),
    openHome: (user) => deliverEvent(homeOpened(workspace, user, views.home(user))),
    clickHome: async (user, actionId, option) => clickView(user, homeOf(views, user), actionId, option),
    clickModal: async (user, actionId, option) => clickView(user, modalOf(views, user), actionId, option),
    async submit(user, values) {
      const view = modalOf(views, user);
      const state = stateOf(view, values);
      checkComplete(view, state);
      const interaction = { user, view, state, triggerId: triggers.issue({ user }) };
      const payload = submissionPayload(workspace, interaction);
      const delivery = await deliver({ type: 'interactive', payload, triggerId: interaction.triggerId, responses: [] });
      if (isClosed(view, delivery)) views.close(view.id);
      return delivery;
    },
  };
}

/** As Slack writes what was typed: a mention by its id, three characters as entities. */
function asSent({ bot }: Workspace, text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replaceAll(`@${bot.name}`, `<@${bot.userId}>`);
}

function homeOf(views: Views, user: string): KeptView {
  const home = views.home(user);
  if (!home) throw new Error(`no App Home was published for ${user}`);
  return home;
}

function modalOf(views: Views, user: string): KeptView {
  const [newest] = views.modals(user);
  if (!newest) throw new Error(`no form is open before ${user}`);
  return newest;
}

function findMessage({ find, ephemerals }: Workspace, channel: string, ts: string) {
  const message = find(channel, ts) ?? ephemerals.find((ephemeral) => ephemeral.ts === ts);
  if (!message) throw new Error(`there is no message ${ts} in ${channel}`);
  return message;
}

/** Whether an acknowledgement ends a form. Slack shows mistakes only under inputs that are there. */
function isClosed({ blocks }: KeptView, delivery: Delivery): boolean {
  const { acknowledgement } = delivery;
  if (acknowledgement === undefined) return isInTime(delivery);
  const { response_action: action, errors = {} } = acknowledgement as { response_action?: string; errors?: object };
  if (action !== 'errors') throw new Error(`the lab Slack does not know the response_action ${action}`);
  const inputs = blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id);
  const stray = Object.keys(errors).find((id) => !inputs.includes(id));
  if (stray !== undefined || Object.keys(errors).length === 0)
    throw new Error(`mistakes are to name inputs, one of ${inputs.join(', ')}: ${JSON.stringify(errors)}`);
  return false;
}

/** Why the app did not take it, as Slack says when it sends it again; undefined where it did. */
async function failureOf(delivery: Promise<Delivery>): Promise<string | undefined> {
  try {
    return isInTime(await delivery) ? undefined : 'timeout';
  } catch (error) {
    return error instanceof BadAnswer ? 'http_error' : 'connection_failed';
  }
}

async function timeAcknowledgement(clock: Clock, acknowledged: Promise<unknown>) {
  const sentAt = clock.now();
  const stop = new AbortController();
  const speed = 1e6 / clock.real(1e6);
  const patience = clock.sleep(PATIENCE_MS * speed, stop.signal).then(() => NEVER);
  try {
    const payload = await Promise.race([acknowledged, patience]);
    if (payload === NEVER) return { acknowledgedMs: Number.POSITIVE_INFINITY, acknowledgement: undefined };
    return {
      acknowledgedMs: clock.real(clock.now() - sentAt),
      acknowledgement: isEmpty(payload) ? undefined : payload,
    };
  } finally {
    stop.abort();
    await patience.catch(() => {});
  }
}

const NEVER = Symbol('never acknowledged');

function isEmpty(payload: unknown): boolean {
  return (
    payload === undefined ||
    payload === '' ||
    (typeof payload === 'object' && payload !== null && Object.keys(payload).length === 0)
  );
}
