import { parseDuration } from '#lib/duration.ts';
import { nearest } from '#lib/nearest.ts';
import { type Guess, type Places, readEnvironment } from './ask-environment.ts';
import { jobArguments, type Mistaken } from './ask-job.ts';
import { takeJob } from './ask-job-id.ts';
import {
  FOLLOW,
  isLevel,
  PODS,
  readGrep,
  readLevel,
  readPods,
  readSpan,
  readTail,
  readYes,
  SINCE,
} from './ask-logs-values.ts';
import { takeQuoted } from './ask-quoted.ts';
import type { Mistake } from './ask-rules.ts';
import { quoted, type Reading } from './ask-values.ts';
import { readWords, shown, type Typed } from './ask-words.ts';
import type { LogsRequest } from './lookup/logs-request.ts';

/** What may be typed besides the environment, for help; the order is that of the usage line. */
export const logsArguments = [
  ...jobArguments,
  { name: 'pod', example: 'pod=grpc', allowed: 'grpc, cleanup, backend or all; without it: all' },
  { name: 'since', example: 'since=10m', allowed: 'only what was written in the last so long, 1s to 24h' },
  { name: 'tail', example: 'tail=200', allowed: 'only so many last lines of each container, 1 to 100000' },
  {
    name: 'grep',
    example: 'grep="no queue"',
    allowed: 'only lines that hold this text, whatever its case; no pattern',
  },
  { name: 'level', example: 'level=error', allowed: 'only lines of this level or worse: info, warning or error' },
  { name: 'previous', example: 'previous', allowed: 'only what each container wrote before its last restart' },
  { name: 'follow', example: 'follow=2m', allowed: 'shows what comes for so long, 5s to 10m; follow alone: 2m' },
] as const;

const USUAL_FOLLOW = 'follow=2m';

type ArgumentName = (typeof logsArguments)[number]['name'];

export type AskedLogs =
  | {
      readonly kind: 'logs';
      readonly environment: string;
      readonly request: LogsRequest;
      /** How long to show what comes, in ms; without it what there is is told once. */
      readonly followMs?: number;
    }
  | Mistaken;

/**
 * Understands `<job_id> [environment] [name=value …]` in any order, as typed in Slack or on a command line: what may be
 * looked up, or all that is wrong with it at once.
 */
export function parseLogs(words: readonly string[], places: Places): AskedLogs {
  const grep = takeQuoted(words.join(' '), 'grep');
  const job = takeJob(grep.rest);
  const typed = readWords(job.rest.map(spelledOut), ['environment', ...logsArguments.map(({ name }) => name)]);
  const place = readEnvironment(typed, places, guessFor(places));
  const { followMs, mistakes: unread, ...filters } = readFilters(typed, grep.value);
  const isCutShort = grep.value !== undefined && !grep.isQuoted && grep.mistakes.length === 0;
  const strays = isCutShort ? quotesFor(grep.value ?? '', place.mistakes) : place.mistakes;
  const mistakes = [...job.mistakes, ...typed.mistakes, ...grep.mistakes, ...strays, ...unread];
  if (job.jobId === undefined || mistakes.length > 0) return { kind: 'mistakes', mistakes };
  const request: LogsRequest = { jobId: job.jobId, ...filters };
  return { kind: 'logs', environment: place.environment, request, ...(followMs === undefined ? {} : { followMs }) };
}

/** `previous` needs no value, and `follow` has a usual one. */
function spelledOut(word: string, index: number, words: readonly string[]): string {
  if (/^previous$/i.test(word)) return 'previous=true';
  const isAlone = /^follow$/i.test(word) && parseDuration(words[index + 1] ?? '') === undefined;
  return isAlone ? USUAL_FOLLOW : word;
}

function readFilters({ values }: Typed, grep: string | undefined) {
  const mistakes: Mistake[] = [];
  const read = <T>(name: ArgumentName, text: string | undefined, understand: (text: string) => Reading<T>) => {
    const reading = text === undefined ? undefined : understand(text);
    if (reading === undefined || 'value' in reading) return reading?.value;
    mistakes.push({ argument: name, message: `${quoted(name, text ?? '')} ${reading.problem}` });
    return undefined;
  };
  const typed = <T>(name: ArgumentName, understand: (text: string) => Reading<T>) =>
    read(name, values.get(name), understand);
  const filters = {
    pods: typed('pod', readPods) ?? 'all',
    previous: typed('previous', readYes) ?? false,
    ...defined({
      sinceMs: typed('since', readSpan(SINCE)),
      tail: typed('tail', readTail),
      grep: read('grep', grep, readGrep),
      level: typed('level', readLevel),
      followMs: typed('follow', readSpan(FOLLOW)),
    }),
  };
  if (filters.previous && filters.followMs !== undefined) mistakes.push(EITHER);
  return { ...filters, mistakes };
}

const EITHER: Mistake = {
  argument: 'follow',
  message: 'follow and previous exclude each other: a run that ended writes nothing more; keep one',
};

function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** A text with spaces that was typed without quotes becomes several words; it is said once. */
function quotesFor(grep: string, [first, ...more]: readonly Mistake[]): Mistake[] {
  if (first === undefined) return [];
  const hint = `a text with spaces takes quotes, such as grep="${shown(grep)} …"`;
  return [{ ...first, message: `${first.message}; ${hint}` }, ...more];
}

/** A value that lost its name. */
function guessFor({ environments }: Places): Guess {
  return (word) => {
    const text = word.toLowerCase();
    if (PODS.some((name) => name === text)) return `pod=${text}`;
    if (isLevel(text)) return `level=${text}`;
    if (/^\d{1,6}$/.test(text)) return `tail=${text}`;
    if (/^\d{1,4}(s|m|min|h)$/.test(text)) return `since=${text}`;
    return nearest(text, [...environments, 'previous']) === 'previous' ? 'previous' : undefined;
  };
}
