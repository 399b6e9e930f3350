import { medianWords, p95Words } from '#investigation/past/lifetimes.ts';
import type { Middle } from '#investigation/past/trend/best-split.ts';
import { countedCauses } from '#investigation/past/trend/buckets.ts';
import { type Change, isNewImage } from '#investigation/past/trend/changes.ts';
import { headlineOf, type Judgement, judgementOf } from '#investigation/past/trend/headline.ts';
import { type Part, phaseIds } from '#investigation/past/trend/part.ts';
import { many, timeOf } from '#investigation/past/trend/trend-words.ts';
import type { Trend } from '#investigation/past/trend.ts';
import { seconds } from '#investigation/say.ts';
import { phaseLabels } from '#investigation/timeline/usual.ts';
import { cleanLine } from '#lib/clean.ts';
import { counted } from '#lib/counted.ts';

/** A trend in words: plain text, already redacted. */
export interface TrendReport {
  readonly version: 1;
  /** Id of the look-up. */
  readonly lookup: string;
  readonly environment: string;
  readonly check?: string;
  /** Of the jobs that others started. */
  readonly watched?: true;
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
  /** How long consumers took, the oldest first: at most 20. */
  readonly points: readonly TrendPoint[];
}

export interface TrendPoint {
  /** When it begins, in UTC: `13 Nov 15:00`. */
  readonly label: string;
  /** ms */
  readonly median: number;
  readonly p95: number;
}

/** Each row has as many values as there are columns; the first row is the total. */
export interface TrendTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly id: string; readonly label: string; readonly values: readonly string[] }[];
}

/** Who asked. */
export type TrendAsker = Pick<TrendReport, 'lookup' | 'requestedBy'>;

/** The same trend gives the same report. */
export function writeTrend(trend: Trend, { lookup, requestedBy }: TrendAsker): TrendReport {
  const { environment, check, watched, from, to, request, runs } = trend;
  return {
    version: 1,
    lookup,
    environment,
    ...(check !== undefined && { check }),
    ...(watched && { watched }),
    requestedBy,
    from,
    to,
    judgement: judgementOf(trend),
    headline: headlineOf(trend),
    facts: factsOf(trend),
    ...(request !== undefined && { request }),
    runs,
    table: tableOf(trend),
    points: trend.points.map(({ from, total: { median, p95 } }) => ({ label: stampOf(from), median, p95 })),
  };
}

function tableOf({ whole, changes }: Trend): TrendTable {
  const last = changes.at(-1);
  if (last) return changed(last);
  if (!whole) return { columns: [], rows: [] };
  const values = (middle: Middle) => [medianWords(middle), p95Words(middle), many(middle.runs, 'run')];
  return { columns: ['Median', 'p95', 'Seen in'], rows: rowsOf(whole, (pick) => values(pick(whole) ?? whole.total)) };
}

function changed({ before, since, at }: Change): TrendTable {
  const values = (middle: Middle | undefined) => (middle ? [medianWords(middle), p95Words(middle)] : ['–', '–']);
  const both: Part = { ...before, phases: { ...before.phases, ...since.phases } };
  return {
    columns: ['Median before', 'p95 before', `Median since ${timeOf(at)}`, 'p95 since', 'Difference'],
    rows: rowsOf(both, (pick) => {
      const [old, now] = [pick(before), pick(since)];
      return [...values(old), ...values(now), difference(old, now)];
    }),
  };
}

/** `13 Nov 15:00` */
function stampOf(ms: number): string {
  const [, day, month, , time = ''] = new Date(ms).toUTCString().split(' ');
  return `${day} ${month} ${time.slice(0, 5)}`;
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
  if (!old || !now || old.beyond === 'median' || now.beyond === 'median') return '–';
  const ms = now.median - old.median;
  if (Math.abs(ms) < 5) return '±0 s';
  return `${ms < 0 ? '−' : '+'}${seconds(Math.abs(ms))}`;
}

const MOST_NAMED = 3;

/** What more there is to know, what bears on the answer first. */
function factsOf(trend: Trend): readonly string[] {
  const last = trend.changes.at(-1);
  return [
    ...(last ? [placeWords(last), ...pullWords(last)] : []),
    ...(last || !trend.whole || trend.isTooFew ? [] : [CHANCE]),
    ...earlier(trend.changes.slice(0, -1)),
    ...failureWords(trend),
    ...(trend.inconclusive === 0 ? [] : [`${many(trend.inconclusive, 'run')} gave no verdict`]),
    ...deployCount(trend),
    ...otherWords(trend),
  ];
}

const CHANCE = 'No change stands out: one would take a rank test’s p < 0.001 and medians a quarter and 0.3 s apart';

function placeWords({ after, by, before, since, deploy }: Change): string {
  const [old, now] = [before.total.runs, since.total.runs].map((runs) => many(runs, 'run'));
  const cause = deploy ? '; that they fall together is no proof that one made the other' : '';
  return `The change lies between ${timeOf(after)} and ${timeOf(by)}, from ${old} before and ${now} since (rank test, p < 0.001)${cause}`;
}

/** A pulled image explains much, and has little to do with the backend. */
function pullWords({ before, since }: Change): readonly string[] {
  const [old, now] = [shareOf(before), shareOf(since)];
  if (old === undefined || now === undefined || Math.abs(now - old) < 0.25) return [];
  return [`The job’s image had to be pulled in ${percent(now)} of the runs since then, in ${percent(old)} before`];
}

function shareOf({ pulled }: Part): number | undefined {
  return pulled.of < 8 ? undefined : pulled.runs / pulled.of;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function earlier(changes: readonly Change[]): readonly string[] {
  if (changes.length === 0) return [];
  const told = changes.slice(-MOST_NAMED).map(({ at, before, since }) => {
    return `${timeOf(at)} from ${medianWords(before.total)} to ${medianWords(since.total)}`;
  });
  const more = changes.length - told.length;
  return [`It changed before that too: ${told.join(', ')}${more > 0 ? `, and ${times(more)} more` : ''}`];
}

function failureWords({ failures, whole, runs }: Trend): readonly string[] {
  const { runs: included = 0, waited = 0 } = whole?.total ?? {};
  const without = runs - included;
  const causes = countedCauses(failures).map(({ cause, runs: count }) => `${count} × ${cause ?? 'no known cause'}`);
  return [
    ...(failures.length === 0 ? [] : [`${many(failures.length, 'run')} failed: ${atMost(causes, 'cause')}`]),
    ...(waited === 0
      ? []
      : [
          `${many(waited, 'run')} without a consumer ${waited === 1 ? 'counts as longer than it was' : 'count as longer than they were'} waited for`,
        ]),
    ...(without === 0 || !whole
      ? []
      : [`${many(without, 'run')} without a consumer’s answer ${without === 1 ? 'is' : 'are'} in no median`]),
  ];
}

function deployCount({ deploys }: Trend): readonly string[] {
  if (deploys.length === 0) return [];
  const images = deploys.filter(isNewImage).length;
  const parts = [
    ...(images === 0 ? [] : [`changed its image ${times(images)}`]),
    ...(images === deploys.length ? [] : [`restarted ${times(deploys.length - images)}`]),
  ];
  return [`The backend ${parts.join(' and ')} in this time`];
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function otherWords({ others }: Trend): readonly string[] {
  const runs = others.reduce((sum, other) => sum + other.runs, 0);
  if (runs === 0) return [];
  const named = atMost(
    others.map((other) => `${other.runs} × ${cleanLine(other.request)}`),
    'other request',
  );
  return [`Not in here, because they asked for something else: ${many(runs, 'run')} (${named})`];
}

function atMost(items: readonly string[], what: string): string {
  const more = items.length - MOST_NAMED;
  return [...items.slice(0, MOST_NAMED), ...(more > 0 ? [counted(more, `more ${what}`)] : [])].join(', ');
}
