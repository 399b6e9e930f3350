import type { Afterwards } from '#history/afterwards.ts';
import { mayBeJudged } from '#investigation/past/opinion.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';

/** How often verdicts held, as far as anybody said or saw. */
export interface Accuracy {
  /** When the oldest of them started, ms since the epoch; absent where there is none. */
  readonly since?: number;
  /** A row a cause, the most frequent first. */
  readonly rows: readonly AccuracyRow[];
}

export interface AccuracyRow extends Counts {
  /** The id of the rule; absent for verdicts that named no cause. */
  readonly cause?: string;
}

/** Of one cause, or of all. */
export interface Counts {
  readonly verdicts: number;
  readonly right: number;
  readonly wrong: number;
  /** What it was where somebody said so, the most frequent first; none a rule names where the cause is absent. */
  readonly instead: readonly { readonly cause?: string; readonly times: number }[];
  readonly looks: Looks;
}

/** What second looks found; each only where it was seen. */
export interface Looks {
  readonly taken: number;
  readonly consumer: number;
  readonly noConsumer: number;
  readonly restarted: number;
  readonly healed: number;
  readonly open: number;
}

/** Pure: the same history gives the same accuracy. What nobody marked counts neither way. */
export function judgeAccuracy(
  past: readonly PastInvestigation[],
  afterwards: ReadonlyMap<string, Afterwards>,
): Accuracy {
  const judged = past.filter(mayBeJudged);
  const since = judged.reduce((oldest, { startedAt }) => Math.min(oldest, startedAt), Number.POSITIVE_INFINITY);
  const rows = [...Map.groupBy(judged, ({ cause }) => cause)].map(([cause, runs]) => ({
    ...(cause !== undefined && { cause }),
    ...count(runs.map(({ investigation }) => afterwards.get(investigation) ?? {})),
  }));
  return {
    ...(judged.length > 0 && { since }),
    rows: rows.toSorted(
      (one, other) => other.verdicts - one.verdicts || (one.cause ?? '').localeCompare(other.cause ?? ''),
    ),
  };
}

function count(known: readonly Afterwards[]): Counts {
  const opinions = known.flatMap(({ opinion }) => opinion ?? []);
  const wrong = opinions.filter(({ says }) => says === 'wrong');
  const named = Map.groupBy(wrong, ({ instead }) => instead);
  const instead = [...named].map(([cause, { length: times }]) => ({ ...(cause !== undefined && { cause }), times }));
  return {
    verdicts: known.length,
    right: opinions.length - wrong.length,
    wrong: wrong.length,
    instead: instead.toSorted((one, other) => other.times - one.times),
    looks: countLooks(known),
  };
}

function countLooks(known: readonly Afterwards[]): Looks {
  const looks = known.flatMap(({ secondLook }) => secondLook ?? []);
  return {
    taken: looks.length,
    consumer: looks.filter(({ next }) => next?.consumer === true).length,
    noConsumer: looks.filter(({ next }) => next?.consumer === false).length,
    restarted: looks.filter(({ restarted }) => restarted === true).length,
    healed: looks.filter(({ alert }) => alert === 'healed').length,
    open: looks.filter(({ alert }) => alert === 'open').length,
  };
}
