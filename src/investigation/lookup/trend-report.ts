import { seconds } from '../say.ts';
import type { Change } from '../trend/changes.ts';
import type { Middle } from '../trend/middle.ts';
import { type Part, phaseIds } from '../trend/part.ts';
import { many, phaseLabels, timeOf } from '../trend/trend-words.ts';
import type { Trend } from '../trend.ts';
import { factsOf } from './trend/facts.ts';
import { headlineOf } from './trend/headline.ts';

/** A trend in words: plain text, already redacted. */
export interface TrendReport {
  readonly version: 1;
  /** Id of the look-up. */
  readonly lookup: string;
  readonly environment: string;
  readonly check?: string;
  /** Slack user id, or a name on the command line. */
  readonly requestedBy: string;
  /** ms since the epoch */
  readonly from: number;
  readonly to: number;
  readonly judgement: Judgement;
  /** The answer in one sentence. It stands alone: it is also what the picture shows, for those who do not see it. */
  readonly headline: string;
  /** What more there is to know, a sentence each. */
  readonly facts: readonly string[];
  /** The parameters of all runs in the table; absent where there are none. */
  readonly request?: string;
  readonly runs: number;
  readonly table: TrendTable;
}

/** few: too few runs to tell · none: no run at all. The last change counts. */
export type Judgement = 'slower' | 'faster' | 'steady' | 'few' | 'none';

/** Each row has as many values as there are columns; the first row is the total. */
export interface TrendTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly id: string; readonly label: string; readonly values: readonly string[] }[];
}

/** Who asked. */
export type TrendAsker = Pick<TrendReport, 'lookup' | 'requestedBy'>;

/** The same trend gives the same report. */
export function writeTrend(trend: Trend, { lookup, requestedBy }: TrendAsker): TrendReport {
  const { environment, check, from, to, request, runs } = trend;
  return {
    version: 1,
    lookup,
    environment,
    ...(check !== undefined && { check }),
    requestedBy,
    from,
    to,
    judgement: judgementOf(trend),
    headline: headlineOf(trend),
    facts: factsOf(trend),
    ...(request !== undefined && { request }),
    runs,
    table: tableOf(trend),
  };
}

export function judgementOf({ runs, whole, isTooFew, changes }: Trend): Judgement {
  const last = changes.at(-1);
  if (runs === 0 || !whole) return runs === 0 ? 'none' : 'few';
  if (isTooFew) return 'few';
  if (!last) return 'steady';
  return last.since.total.median > last.before.total.median ? 'slower' : 'faster';
}

function tableOf({ whole, changes }: Trend): TrendTable {
  const last = changes.at(-1);
  if (last) return changed(last);
  if (!whole) return { columns: [], rows: [] };
  const values = (middle: Middle) => [seconds(middle.median), seconds(middle.p95), many(middle.runs, 'run')];
  return { columns: ['Median', 'p95', 'Seen in'], rows: rowsOf(whole, (pick) => values(pick(whole) ?? whole.total)) };
}

function changed({ before, since, at }: Change): TrendTable {
  const values = (middle: Middle | undefined) => (middle ? [seconds(middle.median), seconds(middle.p95)] : ['–', '–']);
  const both: Part = { ...before, phases: { ...before.phases, ...since.phases } };
  return {
    columns: ['Median before', 'p95 before', `Median since ${timeOf(at)}`, 'p95 since', 'Difference'],
    rows: rowsOf(both, (pick) => {
      const [old, now] = [pick(before), pick(since)];
      return [...values(old), ...values(now), difference(old, now)];
    }),
  };
}

type Picked = (part: Part) => Middle | undefined;

function rowsOf({ phases }: Part, valuesOf: (pick: Picked) => readonly string[]): TrendTable['rows'] {
  return [
    { id: 'total', label: 'Total', values: valuesOf(({ total }) => total) },
    ...phaseIds
      .filter((id) => phases[id] !== undefined)
      .map((id) => ({ id, label: phaseLabels[id], values: valuesOf((part) => part.phases[id]) })),
  ];
}

function difference(old: Middle | undefined, now: Middle | undefined): string {
  if (!old || !now) return '–';
  const ms = now.median - old.median;
  if (Math.abs(ms) < 5) return '±0 s';
  return `${ms < 0 ? '−' : '+'}${seconds(Math.abs(ms))}`;
}
