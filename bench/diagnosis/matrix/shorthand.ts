import type { Verdict } from '#investigation/finding.ts';
import type { Fault, JobFault, Stage } from '#lab/scenario.ts';

export const BROKEN: readonly Verdict[] = ['broken'];
export const OPEN: readonly Verdict[] = ['inconclusive'];
export const EITHER: readonly Verdict[] = ['broken', 'inconclusive'];
/** It works, and not as it should. */
export const SLOW: readonly Verdict[] = ['degraded'];
export const SLOW_OR_BROKEN: readonly Verdict[] = ['degraded', 'broken'];

export function never(stage: Stage): JobFault {
  return { kind: 'never', stage };
}

export function otherJob(...faults: readonly JobFault[]): Fault {
  return { kind: 'other-jobs', count: 1, faults };
}

/** Somebody else's healthy job. */
export const streaming: Fault = otherJob();

/** The backend's words when it cannot make a consumer. */
export const consumerComplaint: JobFault = {
  kind: 'log',
  from: 'backend',
  after: 'queue',
  lines: ['ERROR pz.focus_server consumer for job {job} could not be created: no free consumer worker'],
};
