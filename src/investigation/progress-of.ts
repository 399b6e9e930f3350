import { describeRequest } from './ask.ts';
import type { Evidence } from './evidence.ts';
import { findMilestones, type MilestoneId } from './milestones.ts';
import type { Observation } from './observation.ts';
import type { Progress, ProgressStep } from './progress.ts';
import { moment } from './say.ts';
import type { JobRequest, Subject } from './subject.ts';

/** The question as it was asked, before there is a subject: a job to configure, or one that somebody else started. */
export interface Asked {
  readonly investigation: string;
  readonly environment: string;
  readonly requestedBy: string;
  readonly request?: JobRequest;
  readonly jobId?: string;
}

const steps: readonly (readonly [MilestoneId, string])[] = [
  ['configured', 'Configure'],
  ['container-started', 'Pod running'],
  ['queue-created', 'Queue'],
  ['consumer-ready', 'Consumer'],
];

export function waiting(asked: Asked, position: number): Progress {
  return { ...base(asked), state: 'waiting', position, steps: [] };
}

/** Before there is a subject. */
export function beginning(asked: Asked): Progress {
  const state = asked.request ? 'configuring' : 'watching';
  return { ...base(asked), state, steps: mark(stepsOf(asked).map(([, label]) => ({ label }))) };
}

/** How far it has come by what was observed so far. */
export function watching(asked: Asked, subject: Subject, observations: readonly Observation[]): Progress {
  const soFar: Evidence = { version: 1, subject, endedAt: subject.zero, observations, gaps: [], watches: [] };
  const milestones = findMilestones(soFar);
  const reached = stepsOf(asked).map(([id, label]) => {
    const at = milestones[id];
    return at.state === 'reached' ? { label, at: moment(at) } : { label };
  });
  const unknown = observations.filter(({ fact }) => fact.kind === 'metadata-answer' && fact.answer === 'id-unknown');
  const answered = observations.some(({ fact }) => fact.kind === 'metadata-answer' && fact.answer === 'ready');
  return {
    ...base(asked),
    state: answered ? 'explaining' : 'watching',
    ...(subject.job && { jobId: subject.job.id }),
    startedAt: subject.zero,
    steps: mark(reached),
    ...(unknown.length > 0 && !answered && { note: `Metadata said "Invalid job_id" ${unknown.length} times so far` }),
  };
}

function base({ investigation, environment, requestedBy, request, jobId }: Asked) {
  const words = request ? describeRequest(request) : 'a job that somebody else started';
  return { investigation, environment, requestedBy, request: words, ...(jobId !== undefined && { jobId }) };
}

function stepsOf({ request }: Asked): typeof steps {
  return request ? steps : steps.filter(([id]) => id !== 'configured');
}

/** The first step that is not done is the one under way. */
function mark(reached: readonly { label: string; at?: string }[]): readonly ProgressStep[] {
  const active = reached.findIndex(({ at }) => at === undefined);
  return reached.map((step, i) => ({
    ...step,
    state: step.at !== undefined ? 'done' : i === active ? 'active' : 'pending',
  }));
}
