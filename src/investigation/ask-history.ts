import { nearest } from '#lib/nearest.ts';
import type { Places } from './ask-environment.ts';
import { aboutArguments, readAbout, verdicts } from './ask-history-about.ts';
import type { Mistaken } from './ask-job.ts';
import type { Mistake } from './ask-rules.ts';
import { quoted, readWhole } from './ask-values.ts';
import { readWords, type Typed } from './ask-words.ts';
import type { Verdict } from './diagnosis.ts';

/** Which past investigations are wanted; what is absent does not matter. */
export interface HistoryQuery {
  readonly environment?: string;
  readonly check?: string;
  readonly jobId?: string;
  readonly verdict?: Verdict;
  /** The id of a rule. */
  readonly cause?: string;
}

export interface HistoryWorld extends Places {
  readonly checks: readonly string[];
  /** Ids of the rules. */
  readonly causes: readonly string[];
}

export type AskedHistory =
  | { readonly kind: 'history'; readonly query: HistoryQuery; readonly count: number }
  | Mistaken;

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
 * Understands `[environment|check|job_id] [name=value …]` in any order: what to list, or all that is wrong at once. A
 * name that is both an environment and a check means the environment; `check=…` says otherwise.
 */
export function parseHistory(words: readonly string[], world: HistoryWorld): AskedHistory {
  const typed = readWords(words, [...aboutArguments, ...historyArguments.map(({ name }) => name)]);
  const about = readAbout(typed, world);
  const values = readValues(typed, world);
  const mistakes = [...typed.mistakes, ...about.mistakes, ...values.mistakes];
  if (mistakes.length > 0) return { kind: 'mistakes', mistakes };
  return { kind: 'history', query: { ...about.query, ...values.query }, count: values.count };
}

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
