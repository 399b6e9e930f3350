import type { LogsRequest } from '#investigation/log-reading/filter.ts';
import { parseDuration } from '#lib/duration.ts';
import { nearest } from '#lib/nearest.ts';
import type { Mistake } from './limits.ts';
import { type Guess, jobArguments, type Mistaken, type Places, readEnvironment, takeJob } from './places.ts';
import { quoted, type Reading, readWhole } from './values.ts';
import { LONGEST, readWords, repeated, shown, type Typed } from './words.ts';

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

const PODS = ['grpc', 'cleanup', 'backend', 'all'] as const satisfies readonly LogsRequest['pods'][];

function readPods(text: string): Reading<LogsRequest['pods']> {
  const pods = PODS.find((name) => name === text.toLowerCase());
  if (pods !== undefined) return { value: pods };
  const role = /^(grpc|cleanup)-job-/i.exec(text)?.[1]?.toLowerCase();
  return {
    problem: `is not a kind of pod; it is grpc, cleanup, backend or all${didYouMean('pod', role ?? nearest(text, PODS))}`,
  };
}

const LEVELS = ['info', 'warning', 'error'] as const satisfies readonly LogsRequest['level'][];

function isLevel(text: string): boolean {
  return 'value' in readLevel(text);
}

/** `warn` is what many loggers write for `warning`. */
function readLevel(text: string): Reading<(typeof LEVELS)[number]> {
  const typed = text.toLowerCase();
  const level = LEVELS.find((name) => name === (typed === 'warn' ? 'warning' : typed));
  if (level !== undefined) return { value: level };
  return { problem: `is not a level; a level is info, warning or error${didYouMean('level', nearest(text, LEVELS))}` };
}

function didYouMean(name: string, meant: string | undefined): string {
  return meant === undefined ? '' : `; did you mean ${name}=${meant}?`;
}

const MOST_LINES = 100_000;

function readTail(text: string): Reading<number> {
  const whole = readWhole('tail', 200)(text);
  if (!('value' in whole) || (whole.value >= 1 && whole.value <= MOST_LINES)) return whole;
  const close = whole.value < 1 ? 1 : MOST_LINES;
  return { problem: `is outside 1 to ${MOST_LINES}; the nearest is tail=${close}` };
}

/** A stretch of time, with its limits as they are spoken of. */
interface Span {
  readonly name: 'since' | 'follow';
  readonly example: string;
  readonly shortest: string;
  readonly longest: string;
}
const SINCE: Span = { name: 'since', example: '10m', shortest: '1s', longest: '24h' };
const FOLLOW: Span = { name: 'follow', example: '2m', shortest: '5s', longest: '10m' };

/** Whole milliseconds. */
function readSpan({ name, example, shortest, longest }: Span): (text: string) => Reading<number> {
  return (text) => {
    const ms = parseDuration(text);
    if (ms === undefined && /^\d+$/.test(text))
      return { problem: `has no unit; write ${name}=${text}s or ${name}=${text}m` };
    if (ms === undefined) return { problem: `is not a time; write it like ${name}=${example}` };
    const [least = 0, most = 0] = [shortest, longest].map(parseDuration);
    if (ms >= least && ms <= most) return { value: Math.round(ms) };
    return {
      problem: `is outside ${shortest} to ${longest}; the nearest is ${name}=${ms < least ? shortest : longest}`,
    };
  };
}

const LONGEST_GREP = 200;

function readGrep(text: string): Reading<string> {
  if (text.length <= LONGEST_GREP) return { value: text };
  return {
    problem: `has ${text.length} characters, and at most ${LONGEST_GREP} are looked for; take a telling part of it`,
  };
}

function readYes(text: string): Reading<boolean> {
  if (/^(true|yes|1)$/i.test(text)) return { value: true };
  if (/^(false|no|0)$/i.test(text)) return { value: false };
  return { problem: 'is neither true nor false; write previous alone, or leave it out' };
}

/** A value taken as it was typed, and the text without it. */
export interface TakenValue {
  readonly rest: string;
  readonly value?: string;
  /** It stood in quotes, so that nothing after it was meant to belong to it. */
  readonly isQuoted: boolean;
  readonly mistakes: readonly Mistake[];
}

const DOUBLE = '["“”„‟«»]';
const SINGLE = "['‘’‚‛`´‹›]";
const DASH = '[-‐‑‒–—―−]';

/**
 * Takes `name=value` or `name="a value with spaces"` out of a text, in straight or curly quotes. Inside quotes every
 * character stays, but for invisible ones; a quote ends the value where a space or the text's end follows it.
 */
function takeQuoted(text: string, name: string): TakenValue {
  const values: { readonly value: string; readonly isQuoted: boolean }[] = [];
  const rest = visible(text.slice(0, LONGEST)).replace(
    argument(name),
    (_, double?: string, single?: string, bare = '') => {
      const inside = double ?? single;
      values.push({ value: inside ?? bare, isQuoted: inside !== undefined });
      return ' ';
    },
  );
  const [first, second] = values;
  if (first === undefined) return { rest, isQuoted: false, mistakes: [] };
  const mistake = second === undefined ? findMistake(name, first) : repeated(name, first.value, second.value);
  return { rest, ...first, mistakes: mistake === undefined ? [] : [mistake] };
}

function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Z}]/gu, ' ').replace(/\p{Cf}/gu, '');
}

/** Without quotes the value ends at a space, and is no further argument. */
function argument(name: string): RegExp {
  const inDouble = `${DOUBLE}(.*?)${DOUBLE}(?= |$)`;
  const inSingle = `${SINGLE}(.*?)${SINGLE}(?= |$)`;
  const bare = '((?!(?<= )[\\p{L}_]+=)[^ ]*)';
  const joint = `(?: *= *| +(?=${DOUBLE}|${SINGLE}))`;
  return new RegExp(`(?<=^| )${DASH}*${name}${joint}(?:${inDouble}|${inSingle}|${bare})`, 'giu');
}

function findMistake(name: string, { value, isQuoted }: { value: string; isQuoted: boolean }): Mistake | undefined {
  if (value.trim() === '') return { argument: name, message: `${name} has no value; write it like ${name}="no queue"` };
  if (isQuoted || !new RegExp(`^(?:${DOUBLE}|${SINGLE})`, 'u').test(value)) return undefined;
  return { argument: name, message: `${quoted(name, value)} has no closing quote; write it like ${name}="no queue"` };
}
