import { nearest } from '#lib/nearest.ts';
import type { Places } from './ask-environment.ts';
import type { Mistaken } from './ask-job.ts';
import { jobIdOf } from './ask-job-id.ts';
import type { Mistake } from './ask-rules.ts';
import { quoted } from './ask-values.ts';
import { readWords, shown, type Typed } from './ask-words.ts';
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

const VERDICTS: readonly Verdict[] = ['healthy', 'degraded', 'broken', 'inconclusive'];
const USUAL_COUNT = 15;
const MOST = 40;

/** What may be typed, for help. */
export const historyArguments = [
  { name: 'verdict', example: 'verdict=broken', allowed: VERDICTS.join(', ') },
  {
    name: 'cause',
    example: 'cause=consumer-never-created',
    allowed: 'the id of a cause, as reports and this list name it',
  },
  { name: 'count', example: `count=${USUAL_COUNT}`, allowed: `how many, 1 to ${MOST}` },
] as const;

/**
 * Understands `[environment|check|job_id] [name=value …]` in any order: what to list, or all that is wrong at once. A
 * name that is both an environment and a check means the environment.
 */
export function parseHistory(words: readonly string[], world: HistoryWorld): AskedHistory {
  const typed = readWords(
    words,
    historyArguments.map(({ name }) => name),
  );
  const about = readAbout(typed.loose, world);
  const values = readValues(typed, world);
  const mistakes = [...typed.mistakes, ...about.mistakes, ...values.mistakes];
  if (mistakes.length > 0) return { kind: 'mistakes', mistakes };
  return { kind: 'history', query: { ...about.query, ...values.query }, count: values.count };
}

function readAbout(loose: readonly string[], world: HistoryWorld) {
  const mistakes: Mistake[] = [];
  let query: HistoryQuery = {};
  for (const word of loose) {
    const found = meaningOf(word, world);
    if (found === undefined) mistakes.push(unknown(word, world));
    else if (Object.keys(found).some((key) => key in query))
      mistakes.push({
        argument: shown(word),
        message: `${shown(word)} is one too many of its kind; ask about one at a time`,
      });
    else query = { ...query, ...found };
  }
  return { query, mistakes };
}

function meaningOf(word: string, { environments, checks }: HistoryWorld): HistoryQuery | undefined {
  const is = (name: string) => name.toLowerCase() === word.toLowerCase();
  const environment = environments.find(is);
  if (environment !== undefined) return { environment };
  const check = checks.find(is);
  if (check !== undefined) return { check };
  const jobId = jobIdOf(word);
  return jobId === undefined ? undefined : { jobId };
}

function unknown(word: string, { environments, checks }: HistoryWorld): Mistake {
  const meant = nearest(word, [...environments, ...checks]);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  const known = [
    `environments: ${environments.join(', ')}`,
    ...(checks.length > 0 ? [`checks: ${checks.join(', ')}`] : []),
  ];
  return {
    argument: shown(word),
    message: `${shown(word)} is no environment, check or job id${hint} (${known.join('; ')})`,
  };
}

function readValues({ values }: Typed, { causes }: HistoryWorld) {
  const mistakes: Mistake[] = [];
  const verdictText = values.get('verdict')?.toLowerCase();
  const verdict = VERDICTS.find((known) => known === verdictText);
  if (verdictText !== undefined && verdict === undefined)
    mistakes.push({
      argument: 'verdict',
      message: `${quoted('verdict', verdictText)} is none of ${VERDICTS.join(', ')}`,
    });
  const cause = values.get('cause')?.toLowerCase();
  if (cause !== undefined && !causes.includes(cause)) mistakes.push(unknownCause(cause, causes));
  const countText = values.get('count');
  const count = countText === undefined ? USUAL_COUNT : Number(countText);
  if (!Number.isInteger(count) || count < 1 || count > MOST)
    mistakes.push({
      argument: 'count',
      message: `${quoted('count', countText ?? '')} is no whole number from 1 to ${MOST}`,
    });
  const query: HistoryQuery = { ...(verdict && { verdict }), ...(cause !== undefined && { cause }) };
  return { query, count, mistakes };
}

function unknownCause(cause: string, causes: readonly string[]): Mistake {
  const meant = nearest(cause, causes);
  const hint = meant === undefined ? `; the causes are ${causes.join(', ')}` : `; did you mean ${meant}?`;
  return { argument: 'cause', message: `${quoted('cause', cause)} is no cause${hint}` };
}
