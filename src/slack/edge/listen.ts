import type { Door } from '#access/door.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';
import type { Modal, SubmitTools } from '../commands/command.ts';
import { createPrivately } from '../message/privately.ts';
import { createOpenModal } from '../views/open-modal.ts';
import { checkSubmission, readSubmission, type Submission } from '../views/submission.ts';
import { type BoltOptions, createBoltApp } from './bolt-app.ts';
import { createSlackClient } from './client.ts';
import {
  type ChosenShortcut,
  type HomeOpened,
  type PressedButton,
  readCommand,
  readHomeOpened,
  readPress,
  type TypedText,
} from './delivery.ts';
import { createErrorAnswers } from './error-answers.ts';
import { readMessage } from './message.ts';
import { type Askable, runAsked } from './run-asked.ts';
import { readShortcut } from './shortcut.ts';
import { createWhisper, type Respond, type Whisper } from './whisper.ts';

/** The one slash command; its first word chooses among the commands. */
export const SLASH_COMMAND = '/focus';

export interface ListenerOptions extends BoltOptions, Askable {
  readonly modals?: readonly Modal[];
  /** Is told of everybody who opens the App Home. */
  readonly home?: { opened(user: string): Promise<void> };
  readonly door: Pick<Door, 'asking'>;
}

export interface Listener {
  /** How many errors since the start were nobody's fault but the bot's. */
  readonly bugs: number;
  /** Whether Slack can reach the bot now, as far as the bot can tell. */
  isConnected(): boolean;
  /** Resolves once Slack can reach the bot, in HTTP with the port. Rejects with an ExplainedError when Slack says no. */
  start(): Promise<number | undefined>;
  /** Takes nothing more, and resolves when all that was taken is done. */
  stop(): Promise<void>;
}

type Asked = TypedText | PressedButton | ChosenShortcut;

/** The edge to Slack: acknowledges first, drops repeated deliveries, routes, and turns errors into answers. */
export function createListener(options: ListenerOptions): Listener {
  const { modals = [], home, seen, door, log } = options;
  const bolt = createBoltApp(options);
  const errors = createErrorAnswers(log);
  const client = createSlackClient({ ...options, token: options.botToken });
  const privately = createPrivately(client, log);
  const inFlight = new Set<Promise<void>>();

  bolt.app.command(SLASH_COMMAND, async ({ ack, body, respond }) => {
    await ack();
    await take(readCommand(body), (typed) => answer(typed, respond));
  });
  bolt.app.action(/^/, async ({ ack, body, respond }) => {
    await ack();
    await take(readPress(body), (pressed) => answer(pressed, respond));
  });
  bolt.app.shortcut({ type: 'message_action' }, async ({ ack, body, respond, context }) => {
    await ack();
    await take(readShortcut(body, context.botId), (chosen) => answer(chosen, respond));
  });
  // Everything else that is said, by the bot itself too, is not asked of it.
  bolt.app.event('app_mention', async ({ body, context }) => {
    const said = readMessage(body, context.botUserId);
    if (said) await take(said, answer);
  });
  bolt.app.event('message', async ({ body, context }) => {
    const said = readMessage(body, context.botUserId);
    if (said) await take(said, answer);
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

  async function answer(asked: Asked, respond?: Respond): Promise<void> {
    const { kind, user, channel, triggerId } = asked;
    const whisper = whisperTo(asked, respond);
    const tools = {
      respond: whisper,
      replace: whisperTo(asked, respond, true),
      openModal: kind === 'message' ? noForm : createOpenModal(client, { triggerId, channel }),
    };
    await once(triggerId, { kind, user, channel }, whisper, () =>
      door.asking({ user, channel }, () => runAsked(options, asked, tools)),
    );
  }

  /** To messages and outside of them Slack gives no address to answer at. */
  function whisperTo(asked: Asked, respond: Respond | undefined, replaces = false): Whisper {
    const { user, channel } = asked;
    const asker = { user, channel, ...threadOf(asked) };
    if (channel === user || !respond) return (content) => privately(asker, content);
    return createWhisper({ privately, log, respond, asker }, replaces);
  }

  async function finish({ modal, user, channel, triggerId, once: key, run }: Submission & Accepted): Promise<void> {
    const whisper: Whisper = (content) => privately({ user, channel: user }, content);
    await once(key, { kind: 'form', modal, user }, whisper, () =>
      door.asking({ user, ...(channel !== undefined && { channel }) }, () => run({ whisper, triggerId })),
    );
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
    isConnected: bolt.isConnected,
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

/** A message is answered below it; a word about a press or a shortcut stands beside what it was on. */
function threadOf({ kind, messageTs, threadTs }: Asked): { thread?: string } {
  const thread = threadTs ?? (kind === 'message' ? messageTs : undefined);
  return thread === undefined ? {} : { thread };
}

async function noForm(): Promise<never> {
  throw new ExplainedError(
    'Slack opens no form from a message',
    'Type /focus timing form for the form, or write what you need behind timing, such as timing channels=1-200',
  );
}
