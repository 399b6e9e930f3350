import type { Action } from '../commands/command.ts';
import { logsAction, type ReportOf } from './logs.ts';
import { type RunAgainTools, runAgainAction } from './run-again.ts';

/** All buttons. */
export function createActions(tools: RunAgainTools & { readonly reportOf: ReportOf }): readonly Action[] {
  return [runAgainAction(tools), logsAction(tools)];
}
