import type { Verdict } from '#investigation/finding.ts';
import { nearest } from '#lib/nearest.ts';
import type { Mistake } from './limits.ts';
import { jobIdOf, type Mistaken, type Places } from './places.ts';
import { quoted, readWhole } from './values.ts';
import { readWords, shown, type Typed } from './words.ts';

/** Which past investigations are wanted; what is absent does not matter. */
export interface HistoryQuery {
  readonly environment?: string;
  readonly check?: string;
  readonly jobId?: string;
  readonly verdict?: Verdict;
  /** The id of a rule. */
  readonly cause?: string;
  /** Only jobs that others started and the bot watched. Without it they are left out, but of one job or one check. */
  readonly watched?: true;
}

export interface HistoryWorld extends Places {
  readonly checks: readonly string[];
  /** Ids of the rules. */
  readonly causes: readonly string[];
}

export type AskedHistory =
  | { readonly kind: 'history'; readonly query: HistoryQuery; readonly count: number }
  | Mistaken;

const verdicts: readonly Verdict[] = ['healthy', 'degraded', 'broken', 'inconclusive'];

const USUAL_COUNT = 15;
/** More do not fit into a message. */
export const MOST_LISTED = 40;

/** What may be typed, for help. */
export const historyArguments = [
  { name: 'verdict', example: 'verdict=broken', allowed: verdicts.join(', ') },
  {
    name: 'cause',
    example: 'cause=consumer-never-created',
    allowed: 'the id of a cause, as reports and this list name it',
  },
  { name: 'count', example: `count=${USUAL_COUNT}`, allowed: `how many, 1 to ${MOST_LISTED}` },
] as const;

/**
 * Understands `[environment|check|job_id] [watched] [name=value …]` in any order: what to list, or all that is wrong at once. A
 * name that is both an environment and a check means the environment; `check=…` says otherwise.
 */
export function parseHistory(words: readonly string[], world: HistoryWorld): AskedHistory {
  const { rest, isWatched } = takeWatched(words, world);
  const typed = readWords(rest, [...aboutArguments, ...historyArguments.map(({ name }) => name)]);
  const about = readAbout(typed, world);
  const values = readValues(typed, world);
  const mistakes = [...typed.mistakes, ...about.mistakes, ...values.mistakes];
  if (mistakes.length > 0) return { kind: 'mistakes', mistakes };
  const query: HistoryQuery = { ...about.query, ...values.query, ...(isWatched && { watched: true }) };
  return { kind: 'history', query, count: values.count };
}

/** A name that is an environment's or a check's is theirs. */
function takeWatched(words: readonly string[], { environments, checks }: HistoryWorld) {
  const all = words.join(' ').split(/\s+/);
  const isTaken = [...environments, ...checks].some((name) => name.toLowerCase() === WATCHED);
  const rest = isTaken ? all : all.filter((word) => word.toLowerCase() !== WATCHED);
  return { rest: [rest.join(' ')], isWatched: rest.length < all.length };
}

const WATCHED = 'watched';

function readValues({ values }: Typed, { causes }: HistoryWorld) {
  const verdict = readOne('verdict', values.get('verdict'), verdicts, verdicts.join(', '));
  const cause = readOne('cause', values.get('cause'), causes, `the causes, such as ${causes.slice(0, 3).join(', ')}`);
  const count = readCount(values.get('count'));
  const mistakes = [verdict, cause, count].flatMap(({ mistake }) => mistake ?? []);
  const query: HistoryQuery = {
    ...(verdict.value && { verdict: verdict.value }),
    ...(cause.value && { cause: cause.value }),
  };
  return { query, count: count.value ?? USUAL_COUNT, mistakes };
}

interface Read<T> {
  readonly value?: T;
  readonly mistake?: Mistake;
}

function readOne<T extends string>(name: string, text: string | undefined, known: readonly T[], all: string): Read<T> {
  if (text === undefined) return {};
  const value = known.find((one) => one === text.toLowerCase());
  if (value !== undefined) return { value };
  const meant = nearest(text, known);
  const hint = meant === undefined ? '' : `; did you mean ${name}=${meant}?`;
  return { mistake: { argument: name, message: `${quoted(name, text)} is none of ${all}${hint}` } };
}

function readCount(text: string | undefined): Read<number> {
  if (text === undefined) return {};
  const read = readWhole('count', USUAL_COUNT)(text);
  const problem = 'value' in read ? outside(read.value) : read.problem;
  if (problem !== undefined) return { mistake: { argument: 'count', message: `${quoted('count', text)} ${problem}` } };
  return 'value' in read ? { value: read.value } : {};
}

function outside(count: number): string | undefined {
  if (count >= 1 && count <= MOST_LISTED) return undefined;
  return `is outside 1 to ${MOST_LISTED}; the nearest is count=${count < 1 ? 1 : MOST_LISTED}`;
}

type Kind = 'environment' | 'check' | 'jobId';

const ANY: readonly Kind[] = ['environment', 'check', 'jobId'];
const NAMED: Readonly<Record<string, Kind>> = {
  environment: 'environment',
  check: 'check',
  job: 'jobId',
  job_id: 'jobId',
};
const ONE: Readonly<Record<Kind, string>> = { environment: 'environment', check: 'check', jobId: 'job id' };
const MANY: Readonly<Record<Kind, string>> = { environment: 'environments', check: 'checks', jobId: 'jobs' };

/** The names that may stand before `=`. */
const aboutArguments: readonly string[] = Object.keys(NAMED);

export interface About {
  readonly query: Pick<HistoryQuery, Kind>;
  readonly mistakes: readonly Mistake[];
}

/** What the words without a name are, and those that have one: at most one of each kind. */
function readAbout(typed: Typed, world: HistoryWorld): About {
  const mistakes: Mistake[] = [];
  const query: { -readonly [kind in Kind]?: string } = {};
  for (const { word, kinds } of wordsOf(typed)) {
    const [meant] = kinds.flatMap((kind) => meaningOf(kind, word, world) ?? []);
    const other = meant && query[meant.kind];
    if (meant === undefined) mistakes.push(unknown(word, kinds, world));
    else if (other === undefined) query[meant.kind] = meant.name;
    else if (other !== meant.name) mistakes.push(two(meant.kind, other, meant.name));
  }
  return { query, mistakes };
}

/** Each word with what it may be. */
function wordsOf({ loose, values }: Typed): { word: string; kinds: readonly Kind[] }[] {
  const named = Object.entries(NAMED).flatMap(([argument, kind]) => {
    const word = values.get(argument);
    return word === undefined ? [] : [{ word, kinds: [kind] }];
  });
  return [...named, ...loose.map((word) => ({ word, kinds: ANY }))];
}

function meaningOf(kind: Kind, word: string, world: HistoryWorld): { kind: Kind; name: string } | undefined {
  const known = namesOf(kind, world).find((name) => name.toLowerCase() === word.toLowerCase());
  const name = kind === 'jobId' ? jobIdOf(word) : known;
  return name === undefined ? undefined : { kind, name };
}

function namesOf(kind: Kind, { environments, checks }: HistoryWorld): readonly string[] {
  return { environment: environments, check: checks, jobId: [] }[kind];
}

function two(kind: Kind, first: string, second: string): Mistake {
  return { argument: kind, message: `${first} and ${second} are two ${MANY[kind]}; ask about one at a time` };
}

function unknown(word: string, kinds: readonly Kind[], world: HistoryWorld): Mistake {
  const names = kinds.map((kind) => [kind, namesOf(kind, world)] as const).filter(([, known]) => known.length > 0);
  const candidates = names.flatMap(([, known]) => known);
  const meant = argumentFor(word, world) ?? nearest(word, candidates);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  const known = names.map(([kind, some]) => `${MANY[kind]}: ${some.join(', ')}`).join('; ');
  const what = kinds.length > 1 ? 'environment, check or job id' : kinds.map((kind) => ONE[kind]).join('');
  return { argument: shown(word), message: `${shown(word)} is no ${what}${hint}${known && ` (${known})`}` };
}

/** `verdict=broken` for `broken`. */
function argumentFor(word: string, { causes }: HistoryWorld): string | undefined {
  const lower = word.toLowerCase();
  if (verdicts.some((verdict) => verdict === lower)) return `verdict=${lower}`;
  if (causes.includes(lower)) return `cause=${lower}`;
  return /^\d{1,2}$/.test(word) ? `count=${word}` : undefined;
}
