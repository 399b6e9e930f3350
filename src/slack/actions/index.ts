import type { Cancel } from '../commands/cancel.ts';
import type { Action } from '../commands/command.ts';
import type { LookUpTools } from '../commands/look-up.ts';
import type { OpenTimingFormTools } from '../views/timing-form.ts';
import { acknowledgeAction, type IncidentFormTools, type IncidentTools } from './acknowledge.ts';
import { cancelAction, stopFollowAction } from './cancel.ts';
import { decidingLookAction } from './deciding-look.ts';
import { detailsAction } from './details.ts';
import { evidenceAction, recordedRunAction } from './evidence.ts';
import { lookUpAction, timingFormAction } from './home-buttons.ts';
import { jobLogsAction } from './job-logs.ts';
import { type LogsTools, logsAction, logsShownAction, type ReportOf } from './logs.ts';
import { logsFilterAction } from './logs-filter.ts';
import { pauseCheckAction, resumeCheckAction } from './pause-check.ts';
import { rightAction } from './right.ts';
import { type RunAgainTools, runAgainAction } from './run-again.ts';
import { type RunCheckTools, runCheckAction } from './run-check.ts';
import { snoozeAction } from './snooze.ts';
import { whatWasItAction } from './what-was-it.ts';
import { wrongAction } from './wrong.ts';

export interface ActionTools
  extends RunAgainTools,
    LookUpTools,
    OpenTimingFormTools,
    IncidentTools,
    IncidentFormTools,
    RunCheckTools,
    LogsTools {
  readonly reportOf: ReportOf;
  readonly cancel: Cancel;
}

/** All buttons. */
export function createActions(tools: ActionTools): readonly Action[] {
  return [
    runAgainAction(tools),
    detailsAction(tools),
    logsAction(tools),
    logsShownAction(tools),
    logsFilterAction(tools),
    evidenceAction(tools),
    rightAction(tools),
    wrongAction(tools),
    recordedRunAction(tools),
    decidingLookAction(tools),
    jobLogsAction(tools),
    cancelAction(tools),
    stopFollowAction(tools),
    acknowledgeAction(tools),
    snoozeAction(tools),
    whatWasItAction(tools),
    runCheckAction(tools),
    pauseCheckAction(tools),
    resumeCheckAction(tools),
    timingFormAction(tools),
    lookUpAction('status', tools),
    lookUpAction('jobs', tools),
  ];
}
