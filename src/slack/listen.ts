import type { RespondArguments } from '@slack/bolt';
import { describeError } from '#lib/errors.ts';
import { createErrorAnswers } from './answer-errors.ts';
import { type BoltOptions, createBoltApp } from './bolt-app.ts';
import { createSlackClient } from './client.ts';
import type { Action, Command } from './commands/command.ts';
import { unknownCommand } from './commands/help.ts';
import { routeCommand } from './commands/route.ts';
import { type PressedButton, readCommand, readPress, type TypedCommand } from './delivery.ts';
import type { Seen } from './seen.ts';
import { createWhisper, type Whisper } from './whisper.ts';

/** The one slash command; its first word chooses among the commands. */
export const SLASH_COMMAND = '/focus';

export interface ListenerOptions extends BoltOptions {
  readonly commands: readonly Command[];
  readonly actions: readonly Action[];
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
  const { commands, actions, seen, log } = options;
  const bolt = createBoltApp(options);
  const errors = createErrorAnswers(log);
  const client = createSlackClient({ ...options, token: options.botToken });
  const inFlight = new Set<Promise<void>>();

  bolt.app.command(SLASH_COMMAND, async ({ ack, body, respond }) => {
    await ack();
    await take(readCommand(body), respond);
  });
  bolt.app.action(/^/, async ({ ack, body, respond }) => {
    await ack();
    await take(readPress(body), respond);
  });
  bolt.app.error(async (error) => log.error({ failure: describeError(error) }, 'a delivery of Slack was not taken'));

  async function take(delivery: TypedCommand | PressedButton | undefined, respond: Respond): Promise<void> {
    if (!delivery) return log.warn({}, 'a delivery of Slack was neither a command nor a button of a message');
    const work = answer(delivery, respond).finally(() => inFlight.delete(work));
    inFlight.add(work);
    await work;
  }

  async function answer(delivery: TypedCommand | PressedButton, respond: Respond): Promise<void> {
    const { kind, user, channel, triggerId } = delivery;
    const whisper = createWhisper({ client, log, respond, asker: { user, channel } });
    await errors.answering({ kind, user, channel, triggerId }, whisper, async () => {
      if (await seen(triggerId)) return log.info({ kind, user, triggerId }, 'a repeated delivery was dropped');
      await (delivery.kind === 'command'
        ? runCommand(commands, delivery, whisper)
        : runAction(actions, delivery, whisper));
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

async function runCommand(
  commands: readonly Command[],
  { text, ...delivery }: TypedCommand,
  respond: Whisper,
): Promise<void> {
  const route = routeCommand(text, commands);
  if ('unknown' in route) return respond(unknownCommand(route.unknown, route.nearest));
  const { user, channel, triggerId } = delivery;
  await route.command.run({ text: route.rest, user, channel, triggerId, respond });
}

async function runAction(actions: readonly Action[], pressed: PressedButton, respond: Whisper): Promise<void> {
  const { actionId, value, user, channel, messageTs, triggerId } = pressed;
  // A button without a value only opens a link: Slack has done all there is to do.
  if (value === undefined) return;
  // Action ids are unique in a message: buttons of one kind have what tells them apart after a colon.
  const [kind] = actionId.split(':', 1);
  const action = actions.find(({ id }) => id === kind);
  if (!action) return respond({ text: 'This button is from an earlier version of the bot and does nothing any more.' });
  await action.run({ value, user, channel, messageTs, triggerId, respond });
}
