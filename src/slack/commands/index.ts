import type { Command } from './command.ts';
import { helpCommand } from './help.ts';
import { type TimingTools, timingCommand } from './timing.ts';

/** All that can be typed after `/focus`, in the order of the help. */
export function createCommands(tools: TimingTools): readonly Command[] {
  const commands = [timingCommand(tools)];
  return [...commands, helpCommand(commands)];
}
