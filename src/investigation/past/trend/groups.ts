import { fisher } from '#lib/fisher.ts';
import { lifetimesOf, middleOfRuns } from '../lifetimes.ts';
import type { PastInvestigation } from '../past.ts';
import { mostAsked, type TrendAsked } from '../trend.ts';
import type { Middle } from './best-split.ts';
import { versionOf } from './trend-words.ts';

/** node: where the job's pod ran · build: its image */
export type GroupedBy = 'node' | 'build';

/** The runs of one question by where, or of what, their pod was. */
export interface Groups extends TrendAsked {
  readonly by: GroupedBy;
  readonly request?: string;
  readonly runs: number;
  /** Those with the most runs first. */
  readonly groups: readonly Group[];
  /** The pod of so many was not seen. */
  readonly unseen: number;
  /** Fails more often than the others together, and that is more than chance. */
  readonly standsOut?: { readonly group: Group; readonly others: Pick<Group, 'came' | 'of'> };
}

export interface Group {
  readonly name: string;
  readonly runs: number;
  /** Of those that say something of the stack: how many got their consumer. */
  readonly came: number;
  readonly of: number;
  /** Absent where none did. */
  readonly total?: Middle;
}

/** So unlikely by chance, whichever of the groups it is (Bonferroni). */
const LIKELIEST = 0.01;

export function findGroups(past: readonly PastInvestigation[], asked: TrendAsked, by: GroupedBy): Groups {
  const { request, runs } = mostAsked(past, asked);
  const seen = Map.groupBy(runs, (run) => nameOf(run, by));
  const unseen = seen.get(undefined)?.length ?? 0;
  const groups = [...seen]
    .flatMap(([name, those]) => (name === undefined ? [] : [groupOf(name, those)]))
    .toSorted((one, other) => other.runs - one.runs || (one.name < other.name ? -1 : 1));
  const standsOut = worstOf(groups);
  return {
    ...asked,
    by,
    ...(request !== undefined && { request }),
    runs: runs.length,
    groups,
    unseen,
    ...(standsOut && { standsOut }),
  };
}

function nameOf({ signals }: PastInvestigation, by: GroupedBy): string | undefined {
  const value = signals?.[by === 'node' ? 'pod.node' : 'pod.image'];
  if (typeof value !== 'string') return undefined;
  return by === 'node' ? value : versionOf(value);
}

function groupOf(name: string, runs: readonly PastInvestigation[]): Group {
  const lifetimes = lifetimesOf(runs);
  const total = middleOfRuns(runs);
  const came = lifetimes.filter((one) => one.came).length;
  return { name, runs: runs.length, came, of: lifetimes.length, ...(total && { total }) };
}

function worstOf(groups: readonly Group[]): Groups['standsOut'] {
  const all = { came: sum(groups.map(({ came }) => came)), of: sum(groups.map(({ of }) => of)) };
  const judged = groups
    .filter(({ of }) => of > 0 && of < all.of)
    .map((group) => {
      const others = { came: all.came - group.came, of: all.of - group.of };
      return { group, others, p: fisher(group.of - group.came, group.of, others.of - others.came, others.of) };
    });
  const [worst] = judged.toSorted((one, other) => one.p - other.p);
  return worst && worst.p * judged.length < LIKELIEST ? { group: worst.group, others: worst.others } : undefined;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
