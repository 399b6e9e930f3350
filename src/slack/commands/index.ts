import { type ChecksTools, checksCommand } from './checks.ts';
import type { Command } from './command.ts';
import { helpCommand } from './help.ts';
import { type HistoryTools, historyCommand } from './history.ts';
import { jobCommand } from './job.ts';
import { jobsCommand } from './jobs.ts';
import { logsCommand } from './logs.ts';
import { statusCommand } from './status.ts';
import { type TimingTools, timingCommand } from './timing.ts';
import { type TrendTools, trendCommand } from './trend.ts';

export type CommandTools = TimingTools & HistoryTools & ChecksTools & TrendTools;

/** All that can be typed after `/focus`, in the order of the help. */
export function createCommands(tools: CommandTools): readonly Command[] {
  const commands = [
    timingCommand(tools),
    logsCommand(tools),
    jobCommand(tools),
    jobsCommand(tools),
    statusCommand(tools),
    checksCommand(tools),
    historyCommand(tools),
    trendCommand(tools),
  ];
  return [...commands, helpCommand(commands)];
}
