import type { Action, ActionCall, Command } from './commands/command.ts';
import { unknownCommand } from './commands/help.ts';
import { routeCommand } from './commands/route.ts';
import type { PressedButton, TypedCommand } from './delivery.ts';

/** What a command or an action is given besides what was delivered. */
export type CallTools = Pick<ActionCall, 'respond' | 'openModal'>;

/** Runs the command that was typed, or says which there are. */
export async function runCommand(commands: readonly Command[], typed: TypedCommand, tools: CallTools): Promise<void> {
  const { text, user, channel, triggerId } = typed;
  const route = routeCommand(text, commands);
  if ('unknown' in route) return tools.respond(unknownCommand(route.unknown, route.nearest));
  await route.command.run({ text: route.rest, user, channel, triggerId, ...tools });
}

/** Runs what a button or select stands for. */
export async function runAction(actions: readonly Action[], pressed: PressedButton, tools: CallTools): Promise<void> {
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
