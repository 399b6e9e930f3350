import type { Shortcut } from '../commands/command.ts';
import type { AskWhichJobTools } from '../views/which-job.ts';
import { lookIntoJob } from './look-into-job.ts';

/** All shortcuts of messages. */
export function createShortcuts(tools: AskWhichJobTools): readonly Shortcut[] {
  return [lookIntoJob(tools)];
}
