import { randomBytes } from 'node:crypto';
import type { RespondArguments } from '@slack/bolt';
import { describeError, ExplainedError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { inert } from '../blocks/escape.ts';
import type { Action, ActionCall, Command, Modal, SubmitTools } from '../commands/command.ts';
import { unknownCommand } from '../commands/help.ts';
import { routeCommand } from '../commands/route.ts';
import type { Content } from '../message/content.ts';
import { createOpenModal } from '../views/open-modal.ts';
import { checkSubmission, readSubmission, type Submission } from '../views/submission.ts';
import { type BoltOptions, createBoltApp } from './bolt-app.ts';
import { createSlackClient } from './client.ts';
import {
  type Delivery,
  type HomeOpened,
  type PressedButton,
  readCommand,
  readHomeOpened,
  readPress,
  type TypedCommand,
} from './delivery.ts';
import type { Seen } from './once.ts';
import { createDirectMessage, createWhisper, type Whisper } from './whisper.ts';

/** The one slash command; its first word chooses among the commands. */
export const SLASH_COMMAND = '/focus';

export interface ListenerOptions extends BoltOptions {
  readonly commands: readonly Command[];
  readonly actions: readonly Action[];
  readonly modals?: readonly Modal[];
  /** Is told of everybody who opens the App Home. */
  readonly home?: { opened(user: string): Promise<void> };
  readonly seen: Seen;
}

export interface Listener {
  /** How many errors since the start were nobody's fault but the bot's. */
  readonly bugs: number;
  /** Resolves once Slack can reach the bot, in HTTP with the port. Rejects with an ExplainedError when Slack says no. */
  start(): Promise<number | undefined>;
  /** Takes nothing more, and resolves when all that was taken is done. */
  stop(): Promise<void>;
}

type Respond = (message: RespondArguments) => Promise<unknown>;

/** The edge to Slack: acknowledges first, drops repeated deliveries, routes, and turns errors into answers. */
export function createListener(options: ListenerOptions): Listener {
  const { commands, actions, modals = [], home, seen, log } = options;
  const bolt = createBoltApp(options);
  const errors = createErrorAnswers(log);
  const client = createSlackClient({ ...options, token: options.botToken });
  const inFlight = new Set<Promise<void>>();

  bolt.app.command(SLASH_COMMAND, async ({ ack, body, respond }) => {
    await ack();
    await take(readCommand(body), (typed) => answer(typed, respond));
  });
  bolt.app.action(/^/, async ({ ack, body, respond }) => {
    await ack();
    await take(readPress(body), (pressed) => answer(pressed, respond));
  });
  bolt.app.view({ type: 'view_submission' }, async ({ ack, body }) => {
    const submission = readSubmission(body);
    const checked = submission && checkSubmission(modals, submission);
    if (checked && 'mistakes' in checked) return ack({ response_action: 'errors', errors: { ...checked.mistakes } });
    await ack();
    await take(checked && { ...submission, ...checked }, finish);
  });
  bolt.app.event('app_home_opened', async ({ body }) => {
    const opened = readHomeOpened(body);
    // On the tab of direct messages there is nothing to be shown.
    if (opened) await take(opened, show);
  });
  bolt.app.error(async (error) => log.error({ failure: describeError(error) }, 'a delivery of Slack was not taken'));

  async function take<T>(delivery: T | undefined, work: (delivery: T) => Promise<void>): Promise<void> {
    if (!delivery) return log.warn({}, 'a delivery of Slack was not understood');
    const done = work(delivery).finally(() => inFlight.delete(done));
    inFlight.add(done);
    await done;
  }

  async function answer(delivery: TypedCommand | PressedButton, respond: Respond): Promise<void> {
    const { kind, user, channel, triggerId } = delivery;
    const whisper = whisperTo(delivery, respond);
    await once(triggerId, { kind, user, channel }, whisper, async () => {
      const tools = { respond: whisper, openModal: createOpenModal(client, triggerId) };
      await (delivery.kind === 'command' ? runCommand(commands, delivery, tools) : runAction(actions, delivery, tools));
    });
  }

  /** Outside of messages Slack gives no address to answer at. */
  function whisperTo({ user, channel }: Delivery, respond: Respond): Whisper {
    if (channel === user) return createDirectMessage(client, log, user);
    return createWhisper({ client, log, respond, asker: { user, channel } });
  }

  async function finish({ modal, user, triggerId, once: key, run }: Submission & Accepted): Promise<void> {
    const whisper = createDirectMessage(client, log, user);
    await once(key, { kind: 'form', modal, user }, whisper, () => run({ whisper, triggerId }));
  }

  /** Nobody asked, so nobody is answered: what goes wrong is in the log. */
  async function show({ user, eventId }: HomeOpened): Promise<void> {
    const nobody = async () => {};
    await once(eventId, { kind: 'home', user }, nobody, async () => home?.opened(user));
  }

  async function once(key: string, what: object, whisper: Whisper, work: () => Promise<void>): Promise<void> {
    await errors.answering({ ...what, delivery: key }, whisper, async () => {
      if (await seen(key)) return log.info({ ...what, delivery: key }, 'a repeated delivery was dropped');
      await work();
    });
  }

  return {
    get bugs() {
      return errors.bugs;
    },
    start: bolt.start,
    async stop() {
      await bolt.stop();
      await Promise.all(inFlight);
    },
  };
}

interface Accepted {
  run(tools: SubmitTools): Promise<void>;
}

/** What a command or an action is given besides what was delivered. */
export type CallTools = Pick<ActionCall, 'respond' | 'openModal'>;

/** Runs the command that was typed, or says which there are. */
async function runCommand(commands: readonly Command[], typed: TypedCommand, tools: CallTools): Promise<void> {
  const { text, user, channel, triggerId } = typed;
  const route = routeCommand(text, commands);
  if ('unknown' in route) return tools.respond(unknownCommand(route.unknown, route.nearest));
  await route.command.run({ text: route.rest, user, channel, triggerId, ...tools });
}

/** Runs what a button or select stands for. */
async function runAction(actions: readonly Action[], pressed: PressedButton, tools: CallTools): Promise<void> {
  const { kind: _kind, actionId, on, value, ...call } = pressed;
  // A button without a value only opens a link: Slack has done all there is to do.
  if (value === undefined) return;
  // Action ids are unique in a message: buttons of one kind have what tells them apart after a colon.
  const [id] = actionId.split(':', 1);
  const action = actions.find((known) => known.id === id);
  if (action) return action.run({ value, ...call, ...tools });
  // What is chosen in a form counts when the form is sent off.
  if (on !== 'modal') await tools.respond(OUTDATED);
}

const OUTDATED = { text: 'This button is from an earlier version of the bot and does nothing any more.' };

export interface ErrorAnswers {
  /** How many errors since the start were nobody's fault but the bot's. */
  readonly bugs: number;
  /** Runs what somebody asked for; an error becomes an answer to that person. Never rejects. */
  answering(what: object, whisper: Whisper, work: () => Promise<void>): Promise<void>;
}

function createErrorAnswers(log: Log): ErrorAnswers {
  let bugs = 0;

  function wordError(what: object, error: unknown): Content {
    if (error instanceof ExplainedError) {
      log.warn({ ...what, failure: describeError(error) }, 'answered with an explanation');
      return { text: `${inert(error.message, 1_000)}\n${inert(error.advice, 1_000)}` };
    }
    bugs += 1;
    const reference = randomBytes(3).toString('hex');
    const stack = error instanceof Error ? error.stack : undefined;
    log.error({ ...what, reference, error: describeError(error), stack }, 'a bug');
    return { text: `That is my fault, not yours. Reference ${reference}: quote it to whoever runs the bot.` };
  }

  return {
    get bugs() {
      return bugs;
    },
    async answering(what, whisper, work) {
      try {
        await work();
      } catch (error) {
        await whisper(wordError(what, error));
      }
    },
  };
}
