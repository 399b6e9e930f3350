import type { Action } from '../commands/command.ts';
import type { LookUpTools } from '../commands/look-up.ts';
import { evidenceAction } from './evidence.ts';
import { jobLogsAction } from './job-logs.ts';
import { logsAction, type ReportOf } from './logs.ts';
import { type RunAgainTools, runAgainAction } from './run-again.ts';
import { type StopFollow, stopFollowAction } from './stop-follow.ts';

export interface ActionTools extends RunAgainTools, LookUpTools {
  readonly reportOf: ReportOf;
  readonly stopFollow: StopFollow;
}

/** All buttons. */
export function createActions(tools: ActionTools): readonly Action[] {
  return [
    runAgainAction(tools),
    logsAction(tools),
    evidenceAction(tools),
    jobLogsAction(tools),
    stopFollowAction(tools),
  ];
}
