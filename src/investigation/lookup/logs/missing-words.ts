import type { ShownFact } from './look-words.ts';
import { newerIds, successorOf } from './near.ts';

/** Where a job was looked for that is not there. */
export interface MissingJob {
  readonly jobId: string;
  readonly environment: string;
  readonly namespace: string | undefined;
  /** The namespace's pods were listed, so it does not live. */
  readonly wasLookedFor: boolean;
  /** Every job of the environment is captured. */
  readonly capturesAll: boolean;
  /** Captures could be asked for. */
  readonly capturesWereAsked: boolean;
  /** How many of its events Kubernetes still has. */
  readonly events: number;
  readonly leftQueues: number;
  /** Ids of the jobs that live. */
  readonly living: readonly string[];
}

/** Where was looked, what is left of it, and what its id says. */
export function missingState(job: MissingJob): string {
  return `Job ${job.jobId} ${lookedWords(job)}${leftWords(job)}${staleWords(job)}`;
}

function lookedWords({ environment, namespace, wasLookedFor, capturesWereAsked }: MissingJob): string {
  const pods = `no pod${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
  if (wasLookedFor && capturesWereAsked)
    return `was not found: it has ${pods}, and nothing of it was captured in ${environment}`;
  if (wasLookedFor) return `was not found: it has ${pods}; captures could not be asked`;
  if (capturesWereAsked) return `was not captured in ${environment}, and whether it lives could not be seen`;
  return 'could not be looked for';
}

function leftWords({ events, leftQueues }: MissingJob): string {
  const left = [
    ...(leftQueues > 0 ? [leftQueues === 1 ? 'a queue' : `${leftQueues} queues`] : []),
    ...(events > 0 ? [`${events} Kubernetes ${events === 1 ? 'event' : 'events'}`] : []),
  ];
  return left.length === 0 ? '' : `; left of it: ${left.join(' and ')}`;
}

function staleWords({ jobId, living }: MissingJob): string {
  const successor = successorOf(jobId, living);
  return successor === undefined ? '' : `; its slot is ${successor}'s now, so it is over`;
}

export function missingFacts(
  { jobId, living }: MissingJob,
  more: readonly (ShownFact | undefined)[],
): readonly ShownFact[] {
  const newer = newerIds(jobId, living);
  const shown = `${newer.slice(0, 5).join(', ')}${newer.length > 5 ? ` and ${newer.length - 5} more` : ''}`;
  const facts = [newer.length === 0 ? undefined : { label: 'Newer ids', value: shown }, ...more];
  return facts.filter((fact) => fact !== undefined);
}

export function missingNextStep({ jobId, wasLookedFor, living, capturesAll }: MissingJob): string {
  const successor = successorOf(jobId, living);
  if (successor !== undefined) return `Ask for the job of its slot: /focus logs ${successor}`;
  if (!wasLookedFor) return 'Make the pods visible, then ask again';
  if (capturesAll)
    return 'Check the id: it is no job that lives, nor one that was captured. /focus jobs shows what lives';
  return 'See what lives with /focus jobs; with capture: true in focus.yml the logs of jobs outlive them';
}
