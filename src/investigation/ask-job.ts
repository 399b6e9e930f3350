import { type Places, readEnvironment } from './ask-environment.ts';
import { jobIdOf, takeJob } from './ask-job-id.ts';
import type { Mistake } from './ask-rules.ts';
import { readWords } from './ask-words.ts';

/** What must be typed for one job, for help. */
export const jobArguments = [
  {
    name: 'job_id',
    example: '19-7',
    allowed: 'two numbers joined by a dash; the whole name of a pod, a Job or a queue of it will do',
  },
] as const;

export interface Mistaken {
  readonly kind: 'mistakes';
  readonly mistakes: readonly Mistake[];
}

export type AskedJob = { readonly kind: 'job'; readonly environment: string; readonly jobId: string } | Mistaken;

/** Understands `<job_id> [environment]` in any order: a job that may be looked at, or all that is wrong at once. */
export function parseJob(words: readonly string[], places: Places): AskedJob {
  const job = takeJob(words.join(' '));
  const typed = readWords(job.rest, ['job_id', 'environment']);
  const place = readEnvironment(typed, places);
  const mistakes = [...job.mistakes, ...typed.mistakes, ...place.mistakes];
  if (job.jobId === undefined || mistakes.length > 0) return { kind: 'mistakes', mistakes };
  return { kind: 'job', environment: place.environment, jobId: job.jobId };
}

export type AskedJobs = { readonly kind: 'jobs'; readonly environment: string } | Mistaken;

/** Understands `[environment]`: where to look for jobs, or all that is wrong at once. */
export function parseJobs(words: readonly string[], places: Places): AskedJobs {
  const typed = readWords(words, ['environment']);
  const place = readEnvironment(typed, places, oneJob);
  const mistakes = [...typed.mistakes, ...place.mistakes];
  return mistakes.length > 0 ? { kind: 'mistakes', mistakes } : { kind: 'jobs', environment: place.environment };
}

function oneJob(word: string): string | undefined {
  const jobId = jobIdOf(word);
  return jobId === undefined ? undefined : `job ${jobId}`;
}
