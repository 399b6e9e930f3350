import type { SignalValue } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { signatureOf } from '../log-reading/signature.ts';
import type { ControlJob, Fact } from '../observation.ts';
import { controlJob } from '../rules/read-timeline.ts';
import type { Timeline } from '../timeline/timeline.ts';

/**
 * The finding rests on nothing but what healthy jobs show too, so it may not be the cause: a record that the control job
 * does not have either, though it works, or a complaint that the backend has on healthy runs. What only names the symptom, metadata's `Invalid job_id`, is not counted as what a
 * finding rests on.
 */
export function sharedWithHealthy(timeline: Timeline, { because }: Pick<Finding, 'because'>): boolean {
  const proofs = because.filter(({ fact }) => fact.kind !== 'metadata-answer' || fact.answer !== 'id-unknown');
  return proofs.length > 0 && proofs.every(({ fact }) => ofControlJob(timeline, fact) || ofHealthyRuns(timeline, fact));
}

function ofControlJob(timeline: Timeline, fact: Fact): boolean {
  const control = controlJob(timeline)?.fact;
  if (!control || !works(control)) return false;
  if (fact.kind === 'job-record') return !fact.found && control.records?.[fact.collection] === false;
  if (fact.kind === 'stream-port') return !fact.open && control.streamOpen === false;
  return fact.kind === 'queue-state' && fact.exists && fact.consumers === 0 && control.consumers === 0;
}

/** Another job that is as broken tells nothing. */
function works({ metadata, consumers = 0 }: ControlJob): boolean {
  return metadata === 'ready' || consumers > 0;
}

function ofHealthyRuns({ evidence }: Timeline, fact: Fact): boolean {
  const signal = signalOf(fact);
  if (!signal) return false;
  const [name, value] = signal;
  return (evidence.background?.healthy ?? []).some(({ signals }) => signals[name] === value);
}

/** As `readSignals()` names it; only of facts that somebody could take for what is wrong. */
function signalOf(fact: Fact): readonly [name: string, value: SignalValue] | undefined {
  if (fact.kind === 'job-record' && !fact.found) return [`record.${fact.collection}`, 'none'];
  if (fact.kind === 'stream-port' && !fact.open) return ['stream.open', false];
  if (fact.kind !== 'log-line' || fact.source !== 'backend') return undefined;
  return [`log.backend:${signatureOf(fact.text)}`.slice(0, LONGEST_NAME), true];
}

const LONGEST_NAME = 200;
