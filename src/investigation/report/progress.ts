import { certainSoFar } from '../diagnosis/so-far.ts';
import type { Evidence } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import type { Observation } from '../observation.ts';
import { moment } from '../say.ts';
import { type JobRequest, requestLine, type Subject } from '../subject.ts';
import type { MilestoneId } from '../timeline/milestone-ids.ts';
import { findMilestones } from '../timeline/milestones.ts';

/** How far an investigation has come: plain words for the one message that fills while people watch. */
export interface Progress {
  readonly investigation: string;
  readonly environment: string;
  /** Slack user id, or a name on the command line. */
  readonly requestedBy: string;
  /** The request in one line, as `describeRequest` words it. */
  readonly request: string;
  readonly state: 'waiting' | 'configuring' | 'watching' | 'explaining';
  /** Place in the queue while waiting; 1 is next. */
  readonly position?: number;
  readonly jobId?: string;
  /** When configure was sent, ms since the epoch. */
  readonly startedAt?: number;
  readonly steps: readonly ProgressStep[];
  /** One sentence more, such as what cannot be seen. */
  readonly note?: string;
}

export interface ProgressStep {
  readonly label: string;
  readonly state: 'pending' | 'active' | 'done' | 'failed';
  /** Such as `+2.31 s`. */
  readonly at?: string;
}

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
  return {
    ...base(asked),
    state,
    steps: mark(
      stepsOf(asked).map(([, label]) => ({ label })),
      'active',
    ),
  };
}

/** How far it has come by what was observed so far. */
export function watching(asked: Asked, subject: Subject, observations: readonly Observation[], now: number): Progress {
  const soFar: Evidence = { version: 1, subject, endedAt: subject.zero, observations, gaps: [], watches: [] };
  const milestones = findMilestones(soFar);
  const reached = stepsOf(asked).map(([id, label]) => {
    const at = milestones[id];
    return at.state === 'reached' ? { label, at: moment(at) } : { label };
  });
  const answered = milestones['consumer-ready'].state === 'reached';
  const found = answered ? undefined : certainSoFar(subject, observations, now);
  return {
    ...base(asked),
    state: answered ? 'explaining' : 'watching',
    ...(subject.job && { jobId: subject.job.id }),
    startedAt: subject.zero,
    steps: mark(reached, found?.rule.final ? 'failed' : 'active'),
    ...noteOf(found, observations),
  };
}

/** How far a job has come, and since when, ms since the epoch. */
export interface Come {
  readonly to: 'made' | 'container-started' | 'queue-created' | 'consumer-ready';
  readonly since: number;
}

/** The furthest that was seen so far of a job's way to its consumer. */
export function comeSoFar(subject: Subject, observations: readonly Observation[]): Come {
  const soFar: Evidence = { version: 1, subject, endedAt: subject.zero, observations, gaps: [], watches: [] };
  const milestones = findMilestones(soFar);
  for (const to of ['consumer-ready', 'queue-created', 'container-started'] as const) {
    const at = milestones[to];
    if (at.state === 'reached') return { to, since: subject.zero + at.latest };
  }
  return { to: 'made', since: subject.zero };
}

/** A fault as soon as it is certain; until then, that metadata does not know the job yet. */
function noteOf(found: Finding | undefined, observations: readonly Observation[]): Pick<Progress, 'note'> {
  const answers = observations.flatMap(({ fact }) => (fact.kind === 'metadata-answer' ? [fact.answer] : []));
  if (answers.includes('ready')) return {};
  if (found) return { note: `Found so far: ${found.headline}` };
  return answers.includes('id-unknown') ? { note: 'Metadata does not know the job yet' } : {};
}

function base({ investigation, environment, requestedBy, request, jobId }: Asked) {
  const words = requestLine({ ...(request && { request }) });
  return { investigation, environment, requestedBy, request: words, ...(jobId !== undefined && { jobId }) };
}

function stepsOf({ request }: Asked): typeof steps {
  return request ? steps : steps.filter(([id]) => id !== 'configured');
}

/** The first step that is not done is the one under way, or the one that will not come any more. */
function mark(reached: readonly { label: string; at?: string }[], next: 'active' | 'failed'): readonly ProgressStep[] {
  const active = reached.findIndex(({ at }) => at === undefined);
  return reached.map((step, i) => ({
    ...step,
    state: step.at !== undefined ? 'done' : i === active ? next : 'pending',
  }));
}
