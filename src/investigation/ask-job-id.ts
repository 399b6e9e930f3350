import type { Mistake } from './ask-rules.ts';
import { shown, tidy } from './ask-words.ts';
import { isJobId, jobIdIn } from './job-id.ts';

/** The job that is meant, and the words that are about something else. */
export interface TypedJob {
  readonly jobId?: string;
  readonly rest: readonly string[];
  readonly mistakes: readonly Mistake[];
}

const PREFIX = /^(?:job[_-]?id|job|id)[:=]?/i;

/**
 * Finds the one job id wherever it stands: alone, as `job=19-7`, or in a name that was pasted whole, of a pod, a Job, a
 * Service or a queue. Without one, what looks as if it was meant to be one is the mistake.
 */
export function takeJob(text: string): TypedJob {
  const words = tidy(text)
    .replace(/(?<=^| |=)(\d{1,6}) ?- ?(\d{1,9})(?= |$)/g, '$1-$2')
    .split(/\s+/)
    .filter((word) => word !== '' && !isOnlyPrefix(word));
  const ids = [...new Set(words.flatMap((word) => jobIdOf(word) ?? []))];
  const rest = words.filter((word) => jobIdOf(word) === undefined);
  const [jobId, ...more] = ids;
  if (jobId === undefined) return withoutId(rest);
  const meant = rest.filter((word) => looksMeant(word) && !/^\d+$/.test(word));
  const mistakes = [...more.map((other) => twoJobs(jobId, other)), ...meant.map(notAnId)];
  return { jobId, rest: rest.filter((word) => !meant.includes(word)), mistakes };
}

/** The job id that a typed word is or names; undefined when there is none in it. */
export function jobIdOf(word: string): string | undefined {
  const bare = word.replace(PREFIX, '');
  if (bare.includes('=')) return undefined;
  const name = bare
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  return isJobId(name) ? name : jobIdIn(name);
}

function withoutId(words: readonly string[]): TypedJob {
  const meant = words.filter(looksMeant);
  const missing = { argument: 'job_id', message: `the job id is missing; ${JOB_ID_IS}, such as 19-7` };
  const mistakes = meant.length > 0 ? meant.map(notAnId) : [missing];
  return { rest: words.filter((word) => !meant.includes(word)), mistakes };
}

const JOB_ID_IS = 'a job id is two numbers joined by a dash';

function notAnId(word: string): Mistake {
  const [, slot, counter] = /^(\d{1,6})[^\p{L}\p{N}]+(\d{1,9})$/u.exec(word.replace(PREFIX, '')) ?? [];
  const isTooLong = /^\d+-\d+$/.test(word.replace(PREFIX, ''));
  const hint = slot === undefined ? ', such as 19-7' : `; did you mean ${slot}-${counter}?`;
  const form = isTooLong ? ' of at most 6 and 9 digits' : '';
  return { argument: 'job_id', message: `${shown(word)} is not a job id; ${JOB_ID_IS}${form}${hint}` };
}

function twoJobs(first: string, second: string): Mistake {
  return { argument: 'job_id', message: `${first} and ${second} are two jobs; ask for one at a time` };
}

/** `job 19-7`: the word says only what comes next. */
function isOnlyPrefix(word: string): boolean {
  return word.replace(PREFIX, '') === '';
}

/** It has the name of an id, or is digits with or without something between them, or begins like a part of a job. */
function looksMeant(word: string): boolean {
  return (
    /^(?:job[_-]?id|job|id)[:=]/i.test(word) ||
    /^[^\p{L}]*\p{N}[^\p{L}]*$/u.test(word) ||
    /^(?:grpc|cleanup)-/i.test(word) ||
    /^\d+[-_]\d/.test(word)
  );
}
