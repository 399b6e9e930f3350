import type { GroupedBy } from '#investigation/past/trend/groups.ts';
import { parseDuration } from '#lib/duration.ts';
import { joinFirst } from '#lib/join-words.ts';
import { nearest } from '#lib/nearest.ts';
import type { Mistake } from './limits.ts';
import { type Mistaken, type Places, readEnvironment } from './places.ts';
import { readWords, shown } from './words.ts';

/** What may be typed, for help; the order is that of the usage line. */
export const trendArguments = [
  { name: 'check', example: 'nightly-live', allowed: 'only the runs of this check, in its environment' },
  { name: 'watched', example: 'watched', allowed: 'the jobs that others started and the bot watched, and no others' },
  { name: 'span', example: '14d', allowed: 'how far back, 1d to 90d; without it: 14d' },
  {
    name: 'by',
    example: 'by=node',
    allowed: 'node or build: a line for each that the job’s pod had, instead of a course',
  },
] as const;

/** A check as far as it must be known to ask about it. */
export interface NamedCheck {
  readonly name: string;
  readonly environment: string;
}

export type AskedTrend =
  | {
      readonly kind: 'trend';
      readonly environment: string;
      readonly check?: string;
      /** Of the jobs that others started. */
      readonly watched?: true;
      /** How far back. */
      readonly spanMs: number;
      readonly by?: GroupedBy;
    }
  | Mistaken;

const DAY = 24 * 3_600_000;
const USUAL_DAYS = 14;
const MOST_DAYS = 90;

/** Understands `[environment|check] [watched] [14d]` in any order: what may be looked up, or all that is wrong at once. */
export function parseTrend(words: readonly string[], places: Places, checks: readonly NamedCheck[]): AskedTrend {
  const typed = readWords(joined(words), ['environment', 'check', 'span', 'by']);
  const sorted = sort(typed.loose, places, checks);
  const place = readEnvironment({ ...typed, loose: sorted.environments }, places);
  const check = readCheck([...values(typed.values, 'check'), ...sorted.checks], checks);
  const span = readSpan([...values(typed.values, 'span'), ...sorted.spans]);
  const isWatched = sorted.watched.length > 0 && !check.check;
  const by = readBy(typed.values.get('by'));
  const isNamed = typed.values.has('environment') || sorted.environments.length > 0;
  const mistakes = [
    ...typed.mistakes,
    ...place.mistakes,
    ...sorted.mistakes,
    ...check.mistakes,
    ...span.mistakes,
    ...by.mistakes,
    ...(check.check && isNamed ? elsewhere(check.check, place.environment) : []),
  ];
  if (mistakes.length > 0) return { kind: 'mistakes', mistakes };
  const environment = check.check?.environment ?? place.environment;
  const of = {
    ...(check.check && { check: check.check.name }),
    ...(isWatched && { watched: true as const }),
    ...(by.by && { by: by.by }),
  };
  return { kind: 'trend', environment, ...of, spanMs: span.spanMs };
}

const GROUPED_BY: readonly GroupedBy[] = ['node', 'build'];

function readBy(text: string | undefined): { readonly by?: GroupedBy; readonly mistakes: readonly Mistake[] } {
  if (text === undefined) return { mistakes: [] };
  const by = GROUPED_BY.find((known) => same(known, text));
  if (by) return { by, mistakes: [] };
  const message = `by=${shown(text)} is neither node nor build${didYouMean(text, GROUPED_BY)}`;
  return { mistakes: [{ argument: 'by', message }] };
}

/** `14 days` is one word. */
function joined(words: readonly string[]): readonly string[] {
  return [words.join(' ').replace(/(^|[\s=])(\d+(?:\.\d+)?) +(h|d|w|hours?|days?|weeks?)(?=\s|$)/gi, '$1$2$3')];
}

function values(typed: ReadonlyMap<string, string>, name: string): readonly string[] {
  const value = typed.get(name);
  return value === undefined ? [] : [value];
}

/** Loose words by what they are; a name that is both is the environment's. */
function sort(loose: readonly string[], { environments }: Places, checks: readonly NamedCheck[]) {
  const isPlace = (word: string) => environments.some((name) => same(name, word));
  const isCheck = (word: string) => !isPlace(word) && checks.some(({ name }) => same(name, word));
  const isSpan = (word: string) => !isPlace(word) && !isCheck(word) && /^-?\d+(?:\.\d+)?[a-z]*$/i.test(word);
  const isWatched = (word: string) => !isPlace(word) && !isCheck(word) && same(word, 'watched');
  const unknown = loose.filter((word) => ![isPlace, isCheck, isSpan, isWatched].some((is) => is(word)));
  const names = checks.map(({ name }) => name);
  return {
    environments: loose.filter(isPlace),
    checks: loose.filter(isCheck),
    spans: loose.filter(isSpan),
    watched: loose.filter(isWatched),
    mistakes: unknown.map((word) => unknownWord(word, environments, names)),
  };
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function unknownWord(word: string, environments: readonly string[], names: readonly string[]): Mistake {
  const message = `there is no environment or check ${shown(word)}${didYouMean(word, [...environments, ...names])}`;
  const there = names.length === 0 ? '' : `; checks: ${joinFirst(names, MOST_LISTED)}`;
  return {
    argument: shown(word),
    message: `${message} (environments: ${joinFirst(environments, MOST_LISTED)}${there})`,
  };
}

function readCheck(words: readonly string[], checks: readonly NamedCheck[]) {
  const names = checks.map(({ name }) => name);
  const known = words.flatMap((word) => checks.find(({ name }) => same(name, word)) ?? []);
  const mistakes = words
    .filter((word) => !names.some((name) => same(name, word)))
    .map((word): Mistake => {
      const there = names.length === 0 ? 'there are no checks' : `checks: ${joinFirst(names, MOST_LISTED)}`;
      return { argument: 'check', message: `there is no check ${shown(word)}${didYouMean(word, names)} (${there})` };
    });
  const [check, ...more] = [...new Set(known)];
  for (const { name } of more)
    mistakes.push({ argument: 'check', message: `${check?.name} and ${name} are two checks; ask about one at a time` });
  return { check, mistakes };
}

function elsewhere({ name, environment }: NamedCheck, asked: string): readonly Mistake[] {
  if (environment === asked) return [];
  return [
    { argument: 'check', message: `check ${name} runs in ${environment}, not in ${asked}; ${name} alone will do` },
  ];
}

function readSpan(words: readonly string[]): { readonly spanMs: number; readonly mistakes: readonly Mistake[] } {
  const [word, ...more] = [...new Set(words.map((text) => text.toLowerCase()))];
  const usual = USUAL_DAYS * DAY;
  if (word === undefined) return { spanMs: usual, mistakes: [] };
  const argument = 'span';
  const two = more.map((other) => ({
    argument,
    message: `${shown(word)} and ${shown(other)} are two spans of time; keep one`,
  }));
  const spanMs = spanMsOf(word);
  const problem = spanMs === undefined ? unreadable(word) : outside(spanMs);
  const own = problem === undefined ? [] : [{ argument, message: `${shown(word)} ${problem}` }];
  return { spanMs: Math.round(spanMs ?? usual), mistakes: [...own, ...two] };
}

function spanMsOf(text: string): number | undefined {
  const weeks = /^(\d{1,6}(?:\.\d{1,3})?)w(?:eeks?)?$/.exec(text)?.[1];
  return weeks === undefined ? parseDuration(text) : Number(weeks) * 7 * DAY;
}

function unreadable(text: string): string {
  return /^\d{1,6}$/.test(text) ? `has no unit; write ${text}d for days` : 'is not a span of time; write it like 14d';
}

function outside(ms: number): string | undefined {
  if (ms >= DAY && ms <= MOST_DAYS * DAY) return undefined;
  return `is outside 1d to ${MOST_DAYS}d; the nearest is ${ms < DAY ? 1 : MOST_DAYS}d`;
}

function didYouMean(word: string, names: readonly string[]): string {
  const meant = nearest(word, names);
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}

const MOST_LISTED = 8;
