import type { Command } from './command.ts';
import { helpCommand } from './help.ts';
import { jobCommand } from './job.ts';
import { jobsCommand } from './jobs.ts';
import { logsCommand } from './logs.ts';
import type { LookUpTools } from './look-up.ts';
import { type TimingTools, timingCommand } from './timing.ts';

/** All that can be typed after `/focus`, in the order of the help. */
export function createCommands(tools: TimingTools & LookUpTools): readonly Command[] {
  const commands = [timingCommand(tools), logsCommand(tools), jobCommand(tools), jobsCommand(tools)];
  return [...commands, helpCommand(commands)];
}
