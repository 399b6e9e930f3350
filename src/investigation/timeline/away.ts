import { joinWords } from '#lib/join-words.ts';
import { type Evidence, observed } from '../evidence.ts';
import type { Fact, FactKind, Gap, Observation } from '../observation.ts';
import { seconds } from '../say.ts';

/** Nobody looked from the one instant to the other, ms since the epoch. */
export interface Away {
  readonly from: number;
  readonly to: number;
}

/** The stretches in which nobody looked for facts of this kind, as no process was there to. */
export function awayFrom(evidence: Evidence, kind: FactKind): readonly Away[] {
  return evidence.gaps.flatMap(({ reason, kinds, from, at }) =>
    reason === 'bot-away' && from !== undefined && kinds.includes(kind) ? [{ from, to: at }] : [],
  );
}

/** For a sentence made of such facts: ` (nobody looked from 5.0 s to 12 s)`; empty where somebody did. */
export function awayWords(evidence: Evidence, kinds: readonly FactKind[]): string {
  const { zero } = evidence.subject;
  const stretches = kinds
    .flatMap((kind) => awayFrom(evidence, kind))
    .map(({ from, to }) => `from ${seconds(from - zero)} to ${seconds(to - zero)}`);
  return stretches.length === 0 ? '' : ` (nobody looked ${joinWords([...new Set(stretches)])})`;
}

/** The earliest clean-up of a job that nobody drives was seen 37.6 s after configure. */
const CLEAN_UP_MS = 37_000;

/**
 * The evidence without what an absence would tell of a job that was over when the bot came back: there it is nobody's fault.
 * Where the limit had passed before, the evidence ends there; where not, what nobody saw decides it. Other evidence is the same.
 */
export function withoutAfterlife(evidence: Evidence): Evidence {
  const away = evidence.gaps.find((gap) => isAway(gap) && mayBeOver(evidence, gap));
  if (away?.from === undefined) return evidence;
  const { at: back, from: cut } = away;
  const observations = evidence.observations.filter(({ at, fact }) => at < back || !isAbsence(fact));
  const { subject } = evidence;
  if (cut - subject.zero >= subject.limits.consumerFailMs)
    return { ...evidence, observations, endedAt: cut, gaps: evidence.gaps.filter(({ at }) => at < back) };
  return {
    ...evidence,
    observations,
    gaps: evidence.gaps.map((gap) => (isAway(gap) && gap.at >= back ? toTheEnd(gap) : gap)),
  };
}

/** What decides it may have come after the last look at the job. */
export function isCutShort({ gaps }: Evidence): boolean {
  return gaps.some(({ reason, from }) => reason === 'bot-away' && from === undefined);
}

function isAway({ reason, from }: Gap): boolean {
  return reason === 'bot-away' && from !== undefined;
}

/** Nothing shows it alive since, and it was seen before or may have been cleaned up. */
function mayBeOver(evidence: Evidence, { at: back }: Gap): boolean {
  const { zero } = evidence.subject;
  if (evidence.observations.some((observation) => observation.at >= back && isOfLivingJob(observation))) return false;
  return back - zero >= CLEAN_UP_MS || wasTakenAway(evidence, back);
}

function isOfLivingJob({ fact }: Observation): boolean {
  switch (fact.kind) {
    case 'pod-state':
      return fact.role === 'grpc' && !fact.deleted;
    case 'kubernetes-job-state':
      return fact.exists && fact.name.startsWith('grpc-job-');
    case 'metadata-answer':
      return fact.answer === 'ready';
    default:
      return false;
  }
}

function wasTakenAway(evidence: Evidence, back: number): boolean {
  const jobs = observed(evidence, 'kubernetes-job-state').filter(({ fact }) => fact.name.startsWith('grpc-job-'));
  return (
    jobs.some(({ at, fact }) => at < back && fact.exists) && jobs.some(({ at, fact }) => at >= back && !fact.exists)
  );
}

/** That something of the job is not there. */
function isAbsence(fact: Fact): boolean {
  switch (fact.kind) {
    case 'metadata-answer':
      return fact.answer !== 'ready';
    case 'queue-state':
      return !fact.exists || !fact.consumers;
    case 'kubernetes-job-state':
    case 'service-state':
      return !fact.exists;
    case 'stream-port':
      return !fact.open;
    case 'job-record':
      return !fact.found;
    default:
      return false;
  }
}

/** What to do where the bot was not there in time. */
export const RUN_AGAIN = 'Run again: the bot was away while it was decided';

/** What came afterwards tells nothing of the job: the watch of it ended with the process. */
function toTheEnd({ from: _ended, ...gap }: Gap): Gap {
  return {
    ...gap,
    detail: `${gap.detail}, when the job may have been over`,
    mend: RUN_AGAIN,
  };
}
