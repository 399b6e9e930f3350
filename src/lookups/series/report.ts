import { medianWords, p95Words } from '#investigation/past/lifetimes.ts';
import { causesOf, findSeries, outcomeOf, type Series, type SeriesRun, trueShare } from '#investigation/past/series.ts';
import { many } from '#investigation/past/trend/trend-words.ts';
import { actIn } from '#investigation/report/headline.ts';
import type { Report } from '#investigation/report/report.ts';
import { rules } from '#investigation/rules/index.ts';
import { plainly, seconds, secondsAtLeast } from '#investigation/say.ts';
import { phaseLabels } from '#investigation/timeline/usual.ts';
import { joinFirst } from '#lib/join-words.ts';

/** A series as it stands, or at its end. */
export interface SeriesState {
  /** Id of the look-up. */
  readonly lookup: string;
  readonly environment: string;
  /** Slack user id, or a name on the command line. */
  readonly requestedBy: string;
  /** The request in one line. */
  readonly request: string;
  /** How many runs were asked for. */
  readonly asked: number;
  /** How many of them at once: as many as were asked for, and as the environment takes. */
  readonly parallel: number;
  /** The environment takes fewer at once than were asked for. */
  readonly isHeldBack?: boolean;
  /** Those that came to their end. */
  readonly ended: readonly SeriesRun[];
  /** Runs under way. */
  readonly running: number;
  /** Runs that came to nothing, because of the bot. */
  readonly lost: number;
  /** Why nothing more is started now: as many jobs as the environment can hold are alive. */
  readonly isFull?: boolean;
}

/** person: somebody cancelled it · request: what is asked for cannot work · no-place: the environment had none for too long */
export type SeriesEnd =
  | { readonly why: 'done' }
  | { readonly why: 'person' /** Slack user id. */; readonly by: string }
  | { readonly why: 'request' }
  | { readonly why: 'no-place' };

/** A series in words: plain text, already redacted. */
export interface SeriesReport {
  readonly state: SeriesState;
  readonly end: SeriesEnd;
  readonly series: Series;
  readonly mark: 'works' | 'slow' | 'fails' | 'request' | 'open' | 'blind';
  /** Success rate, median, p95: to stand behind the environment's name. */
  readonly headline: string;
  /** When, and what a person does; absent where there is nothing to do. */
  readonly act?: readonly [when: string, words: string];
  /** What more there is to know, a sentence each. */
  readonly facts: readonly string[];
  readonly table: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };
  /** Each run in a line, those to look at first. */
  readonly runs: readonly { readonly investigation: string; readonly words: string }[];
}

/** `reportOf`: of a run, as far as it is kept. */
export function writeSeries(
  state: SeriesState,
  end: SeriesEnd,
  reportOf: (investigation: string) => Report | undefined,
): SeriesReport {
  const series = findSeries(state.ended);
  const telling = tellingRun(series);
  const report = telling && reportOf(telling.line.investigation);
  const act = report && report.standing !== 'works' ? actOf(report, series) : undefined;
  return {
    state,
    end,
    series,
    mark: report?.standing ?? (series.runs.length === 0 ? 'blind' : 'works'),
    headline: headlineOf(series, state),
    ...(act && { act }),
    facts: [...slowestWords(series), ...failureWords(series), ...shareWords(series), ...restWords(series, state)],
    table: tableOf(series),
    runs: runsToLookAt(series).map((run) => ({ investigation: run.line.investigation, words: runWords(run) })),
  };
}

/** As the run's own report has it, but for whom it hits: that is what the series says. */
function actOf({ urgency, standing, nextStep }: Report, series: Series): readonly [string, string] {
  const [when, words] = actIn({ urgency, standing, nextStep });
  const causes = causeWords(series);
  return [when, causes.length === 0 ? words : `${words}. ${causes.join(', ')}`];
}

const MOST_CAUSES = 2;

function causeWords({ failures, runs }: Series): readonly string[] {
  const slow = runs.filter((run) => outcomeOf(run) === 'slow');
  const of = failures.length > 0 ? failures : causesOf(slow);
  const said = of.slice(0, MOST_CAUSES).map(({ cause, runs: those }) => `${those.length} × ${meansOf(cause)}`);
  return of.length > said.length ? [...said, 'and more'] : said;
}

function meansOf(cause: string | undefined): string {
  return rules.find(({ id }) => id === cause)?.means ?? 'no cause was determined';
}

/** Where it stands: `4 of 10: 3 healthy, 1 failed`. */
export function countWords({ ended, asked, lost }: Pick<SeriesState, 'ended' | 'asked' | 'lost'>): string {
  const { counts } = findSeries(ended);
  const parts = [
    [counts.healthy, 'healthy'],
    [counts.slow, 'slow'],
    [counts.failed, 'failed'],
    [counts.silent, 'without a verdict'],
    [lost, 'lost'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `${ended.length + lost} of ${asked}${said.length === 0 ? '' : `: ${said.join(', ')}`}`;
}

/** What to act on: the first run of the most frequent cause, else one that says nothing, else a slow one. */
function tellingRun({ failures, runs, counts }: Series): SeriesRun | undefined {
  const [most] = failures;
  if (most) return most.runs[0];
  const first = (outcome: ReturnType<typeof outcomeOf>) => runs.find((run) => outcomeOf(run) === outcome);
  if (counts.slow > 0) return first('slow');
  return counts.silent > 0 ? first('silent') : runs[0];
}

function headlineOf({ came, of, total, runs }: Series, { asked }: SeriesState): string {
  if (of === 0) return runs.length === 0 ? `none of ${many(asked, 'run')} came to its end` : 'no run gave a verdict';
  const share = `${came} of ${many(of, 'run')} got ${came === 1 ? 'its' : 'their'} consumer (${percent(came / of)})`;
  if (!total) return `none of ${many(of, 'run')} got its consumer`;
  return `${share}, median ${medianWords(total)}, p95 ${p95Words(total)}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function slowestWords({ slowest, total }: Series): readonly string[] {
  if (!slowest || total === undefined) return [];
  const { nth, line } = slowest;
  const [longest] = phaseIdsOf(line).toSorted((one, other) => (line.phases[other] ?? 0) - (line.phases[one] ?? 0));
  const where = longest ? `, ${seconds(line.phases[longest] ?? 0)} of it in “${phaseLabels[longest]}”` : '';
  return [`Slowest: run ${nth}${ofJob(line.jobId)}, ${seconds(line.totalMs ?? 0)}${where}`];
}

function phaseIdsOf({ phases }: SeriesRun['line']) {
  return Object.keys(phases) as (keyof typeof phases)[];
}

function ofJob(jobId: string | undefined): string {
  return jobId === undefined ? '' : ` (job ${jobId})`;
}

function failureWords({ failures }: Series): readonly string[] {
  return failures.map(({ cause, runs }) => {
    const which = joinFirst(
      runs.map(({ nth, line }) => `${nth}${ofJob(line.jobId)}`),
      MOST_NAMED,
    );
    return `${runs.length} × ${meansOf(cause)}: ${runs.length === 1 ? 'run' : 'runs'} ${which}`;
  });
}

const MOST_NAMED = 4;

/** Ten runs say less than people think. */
function shareWords({ came, of }: Series): readonly string[] {
  if (of < 2) return [];
  const { from, to } = trueShare(came, of);
  return [`${came} of ${of} fits any success rate from ${percent(from)} to ${percent(to)} (19 times in 20)`];
}

function restWords({ counts, total }: Series, { lost }: SeriesState): readonly string[] {
  const waited = total?.waited ?? 0;
  return [
    ...(waited === 0
      ? []
      : [`${many(waited, 'run')} without a consumer ${waited === 1 ? 'counts' : 'count'} as longer than the wait`]),
    ...(counts.silent === 0
      ? []
      : [
          `${many(counts.silent, 'run')} gave no verdict on the stack, and ${counts.silent === 1 ? 'counts' : 'count'} for nothing`,
        ]),
    ...(lost === 0 ? [] : [`${many(lost, 'run')} came to nothing because of the bot; its log says why`]),
  ];
}

function tableOf({ phases }: Series): SeriesReport['table'] {
  return {
    columns: ['Phase', 'Fastest', 'Median', 'Slowest', 'Seen in'],
    rows: phases.map(({ id, fastest, median, slowest, runs }) => [
      phaseLabels[id],
      seconds(fastest),
      seconds(median),
      seconds(slowest),
      many(runs, 'run'),
    ]),
  };
}

const ORDER = { failed: 0, silent: 1, slow: 2, healthy: 3 } as const;

function runsToLookAt({ runs }: Series): readonly SeriesRun[] {
  return runs.toSorted(
    (one, other) =>
      ORDER[outcomeOf(one)] - ORDER[outcomeOf(other)] || (other.line.totalMs ?? 0) - (one.line.totalMs ?? 0),
  );
}

/** `3 · job 19-7 · failed: queue-missing`, `1 · job 19-6 · 2.3 s`. */
function runWords(run: SeriesRun): string {
  const { nth, line } = run;
  const outcome = outcomeOf(run);
  const took = line.totalMs === undefined ? waitWords(line.waitedMs) : plainly(line.totalMs);
  const cause = line.cause === undefined ? '' : `: ${line.cause}`;
  const how = outcome === 'healthy' ? took : `${outcome === 'silent' ? 'no verdict' : outcome}${cause}`;
  return [`Run ${nth}`, ...(line.jobId === undefined ? [] : [`job ${line.jobId}`]), how].filter(Boolean).join(' · ');
}

function waitWords(waitedMs: number | undefined): string {
  return waitedMs === undefined ? '' : `> ${secondsAtLeast(waitedMs)}`;
}
