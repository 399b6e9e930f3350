import { questions } from '#lookups/questions.ts';
import { type AuditTools, auditCommand } from './audit.ts';
import { type Cancel, cancelCommand } from './cancel.ts';
import { checksCommand, type PauseCheckTools } from './checks.ts';
import type { Command } from './command.ts';
import { helpCommand } from './help.ts';
import { type LookUpTools, lookUpCommand } from './look-up.ts';
import { type TimingTools, timingCommand } from './timing.ts';
import { type VersionTools, versionCommand } from './version.ts';

export type CommandTools = TimingTools &
  LookUpTools &
  PauseCheckTools &
  AuditTools &
  VersionTools & { readonly cancel: Cancel };

/** All that can be typed after `/focus`, in the order of the help. */
export function createCommands(tools: CommandTools): readonly Command[] {
  const commands = [
    timingCommand(tools),
    ...questions.map((question) =>
      question.kind === 'checks' ? checksCommand(tools) : lookUpCommand(question, tools),
    ),
    cancelCommand(tools),
    auditCommand(tools),
    versionCommand(tools),
  ];
  return [...commands, helpCommand(commands)];
}
