import type { Action, ActionCall, Command, Shortcut } from '../commands/command.ts';
import { unknownCommand } from '../commands/help.ts';
import { routeCommand } from '../commands/route.ts';
import type { ChosenShortcut, PressedButton, TypedText } from './delivery.ts';

/** All that people can ask the bot for. */
export interface Askable {
  readonly commands: readonly Command[];
  readonly actions: readonly Action[];
  readonly shortcuts?: readonly Shortcut[];
}

/** What is asked for is given these besides what was delivered. */
export type CallTools = Pick<ActionCall, 'respond' | 'replace' | 'openModal'>;

/** Runs what a person typed, pressed or chose, or tells them that there is no such thing. */
export async function runAsked(
  { commands, actions, shortcuts = [] }: Askable,
  asked: TypedText | PressedButton | ChosenShortcut,
  tools: CallTools,
): Promise<void> {
  switch (asked.kind) {
    case 'command':
    case 'message':
      return runCommand(commands, asked, tools);
    case 'button':
      return runAction(actions, asked, tools);
    case 'shortcut':
      return runShortcut(shortcuts, asked, tools);
  }
}

async function runCommand(commands: readonly Command[], typed: TypedText, tools: CallTools): Promise<void> {
  const { text, user, channel, triggerId } = typed;
  const route = routeCommand(text, commands);
  if ('unknown' in route) return tools.respond(unknownCommand(route.unknown, route.nearest));
  await route.command.run({ text: route.rest, user, channel, triggerId, ...threadOf(typed), ...tools });
}

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

async function runShortcut(shortcuts: readonly Shortcut[], chosen: ChosenShortcut, tools: CallTools): Promise<void> {
  const { kind: _kind, id, messageTs, threadTs = messageTs, ...call } = chosen;
  const shortcut = shortcuts.find((known) => known.id === id);
  if (shortcut) return shortcut.run({ ...call, thread: threadTs, ...tools });
  await tools.respond({ text: 'This shortcut is from another version of the bot and does nothing.' });
}

/** A slash command is typed in no thread. */
function threadOf({ messageTs, threadTs = messageTs }: TypedText): { thread?: string } {
  return threadTs === undefined ? {} : { thread: threadTs };
}
