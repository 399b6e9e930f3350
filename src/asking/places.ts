import { isJobId, jobIdIn } from '#investigation/job-id.ts';
import { nearest } from '#lib/nearest.ts';
import type { Mistake } from './limits.ts';
import { readWords, shown, type Typed, tidy } from './words.ts';

export interface Places {
  readonly environments: readonly string[];
  readonly defaultEnvironment: string;
  /** Those that whoever asks is told of; all without it. */
  readonly told?: readonly string[];
}

export interface TypedEnvironment {
  readonly environment: string;
  readonly mistakes: readonly Mistake[];
}

/** What a word was most likely meant to be, such as `level=error` for `error`. */
export type Guess = (word: string) => string | undefined;

/** The environment wherever it stands among the loose words; every other loose word is a mistake. */
export function readEnvironment(
  { loose, values }: Typed,
  places: Places,
  guess: Guess = () => undefined,
): TypedEnvironment {
  const given = values.get('environment');
  const words = given === undefined ? loose : [given, ...loose];
  const known = words.flatMap((word) => find(word, places) ?? []);
  const unknown = words.filter((word) => find(word, places) === undefined);
  const [environment = places.defaultEnvironment, ...more] = [...new Set(known)];
  const mistakes: Mistake[] = more.map((other) => twoEnvironments(environment, other));
  for (const word of unknown) {
    const meant = word === given ? undefined : guess(word);
    const isPlace = meant === undefined && known.length === 0 && mistakes.every(({ argument }) => argument !== NAME);
    mistakes.push(isPlace ? unknownEnvironment(word, places) : strayWord(word, meant));
  }
  return { environment, mistakes };
}

const NAME = 'environment';

function find(word: string, { environments }: Places): string | undefined {
  return environments.find((name) => name.toLowerCase() === word.toLowerCase());
}

function unknownEnvironment(word: string, { environments, told = environments }: Places): Mistake {
  const meant = nearest(word, told);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return {
    argument: NAME,
    message: `there is no environment ${shown(word)}${hint} (${told.length > 0 ? `there is ${told.join(', ')}` : 'you may ask in none'})`,
  };
}

function twoEnvironments(first: string, second: string): Mistake {
  return { argument: NAME, message: `${first} and ${second} are two environments; ask about one at a time` };
}

function strayWord(word: string, meant: string | undefined): Mistake {
  const hint = meant === undefined ? 'write arguments as name=value' : `did you mean ${meant}?`;
  return { argument: shown(word), message: `${shown(word)} is one word too many; ${hint}` };
}

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
    .replace(/^[^\p{L}\p{N}]+|(?<![^\p{L}\p{N}])[^\p{L}\p{N}]+$/gu, '');
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
    (/\p{N}/u.test(word) && !/\p{L}/u.test(word)) ||
    /^(?:grpc|cleanup)-/i.test(word) ||
    /^\d+[-_]\d/.test(word)
  );
}

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
