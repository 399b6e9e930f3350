import { isDecidedUnseen } from '../diagnosis/verdict.ts';
import { namedKinds } from '../facts.ts';
import type { Diagnosis, Alternative as Open } from '../finding.ts';
import type { Observation } from '../observation.ts';
import { all, controlJob } from '../rules/read-timeline.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Alternative, DecidingLook, Report } from './report.ts';

/** What else it could be, and the one look that would decide it. */
export function reportAlternatives(diagnosis: Diagnosis): Pick<Report, 'alternatives' | 'decidingLook'> {
  const look = isOpen(diagnosis) ? decidingLook(diagnosis.timeline) : undefined;
  return { alternatives: diagnosis.alternatives.map(reported), ...(look && { decidingLook: look }) };
}

/** No cause, or one that something could overturn. */
function isOpen({ verdict, cause, notExcluded, timeline }: Diagnosis): boolean {
  if (verdict === 'healthy' || (!cause && isDecidedUnseen(timeline))) return false;
  return !cause || (cause.confidence === 'likely' && notExcluded.length > 0);
}

function reported(open: Open): Alternative {
  const { standing, rule } = open;
  const summary =
    open.standing === 'possible'
      ? open.finding.summary
      : `${capital(rule.means)}: not excluded, because ${namedKinds(open.missing)} could not be seen`;
  return { id: rule.id, means: rule.means, summary, standing };
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function decidingLook(timeline: Timeline): DecidingLook {
  const { job, environment } = timeline.evidence.subject;
  const others = controlJob(timeline)?.fact.others ?? 0;
  if (others > 0)
    return {
      look: 'jobs',
      why: `The list of jobs shows whether the other jobs of ${environment} are Ready and have consumers: where they have none either it is the environment, else this job`,
    };
  if (job && isThere(timeline) && all(timeline, 'log-line').length === 0)
    return {
      look: 'logs',
      jobId: job.id,
      why: `Job ${job.id} is still there and none of its log lines was seen: an error in them would name the cause`,
    };
  if (!job || !timeline.evidence.observations.some(tells))
    return {
      look: 'status',
      why: `The state of ${environment} shows which part of it answers: where none does, it is the way there, else the part that does not`,
    };
  return {
    look: 'job',
    jobId: job.id,
    why: `A second look at job ${job.id} shows whether it has its consumer by now: then it was late, else it will not come`,
  };
}

function isThere(timeline: Timeline): boolean {
  const job = all(timeline, 'kubernetes-job-state').findLast(({ fact }) => fact.name.startsWith('grpc-job-'))?.fact;
  const pod = all(timeline, 'pod-state').findLast(({ fact }) => fact.role === 'grpc')?.fact;
  return (job?.exists === true && !job.deleted) || pod?.deleted === false;
}

/** An observation of the environment itself, and not of an answer that never came. */
function tells({ fact }: Observation): boolean {
  if (fact.kind === 'configure-answer' || fact.kind === 'clock-reading') return false;
  if (fact.kind === 'metadata-answer' || fact.kind === 'control-answer') return fact.answer !== 'network-error';
  if (fact.kind === 'ack-answer') return fact.status !== undefined;
  return fact.kind === 'broker-state' || fact.kind === 'database-state' ? fact.reachable : true;
}
