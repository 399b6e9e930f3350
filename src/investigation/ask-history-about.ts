import { nearest } from '#lib/nearest.ts';
import type { HistoryQuery, HistoryWorld } from './ask-history.ts';
import { jobIdOf } from './ask-job-id.ts';
import type { Mistake } from './ask-rules.ts';
import { shown, type Typed } from './ask-words.ts';
import type { Verdict } from './diagnosis.ts';

export const verdicts: readonly Verdict[] = ['healthy', 'degraded', 'broken', 'inconclusive'];

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
export const aboutArguments: readonly string[] = Object.keys(NAMED);

export interface About {
  readonly query: Pick<HistoryQuery, Kind>;
  readonly mistakes: readonly Mistake[];
}

/** What the words without a name are, and those that have one: at most one of each kind. */
export function readAbout(typed: Typed, world: HistoryWorld): About {
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
