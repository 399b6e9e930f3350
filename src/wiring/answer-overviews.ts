import type { HistoryQuery } from '#asking/history.ts';
import { renderPng } from '#chart/png.ts';
import { trendSvg } from '#chart/trend-svg.ts';
import type { CheckRuns } from '#checking/check-runs.ts';
import type { BookStore } from '#checks/book-store.ts';
import { type Check, statusParts } from '#checks/check.ts';
import type { History } from '#history/history.ts';
import { findTrend } from '#investigation/past/trend.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { judgeChosen } from '#lookups/status/check.ts';
import type { StatusReport } from '#lookups/status/report.ts';
import { writeTrend } from '#lookups/trend/report.ts';
import type { LookupRequest } from '#queue/requests.ts';
import type { LinkTo } from '#slack/message/links.ts';
import type { LookupTeller } from '#slack/tell/lookup.ts';
import { checkRows } from './check-rows.ts';
import type { LookAtStatus } from './readiness.ts';
import type { Stack } from './stack.ts';

export interface OverviewTools {
  readonly checks: readonly Check[];
  readonly history: Pick<History, 'past'>;
  readonly store: Pick<BookStore, 'read'>;
  readonly checkRuns: CheckRuns;
  readonly lookAtStatus: LookAtStatus;
  nextTicks(): Promise<ReadonlyMap<string, number>>;
  readonly linkTo: LinkTo;
  readonly lookupTeller: LookupTeller;
  readonly clock: Clock;
  readonly log: Log;
}

/** What a check's run now comes to is also told to its book. */
export async function answerStatus(
  tools: OverviewTools,
  stack: Stack,
  request: LookupRequest,
  name: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const report = await tools.lookAtStatus(stack, request, signal);
  await tools.lookupTeller.status(request, report);
  const check = tools.checks.find((known) => known.name === name);
  if (check) await recordStatus(tools, check, request, report);
}

async function recordStatus(
  { checkRuns, clock }: OverviewTools,
  { name, environment, asks }: Check,
  { lookup, requestedBy, requestedAt }: LookupRequest,
  report: StatusReport,
): Promise<void> {
  const parts = asks.kind === 'readiness' ? asks.parts : statusParts;
  const run = { run: lookup, check: name, environment, startedAt: Math.min(requestedAt, clock.now()), by: requestedBy };
  await checkRuns.judged({ ...run, trigger: 'person' }, judgeChosen(report, parts));
}

export async function answerChecks(tools: OverviewTools, request: LookupRequest): Promise<void> {
  const { checks, store, nextTicks, linkTo, lookupTeller, clock } = tools;
  const [book, ticks] = await Promise.all([store.read(), nextTicks()]);
  const rows = await checkRows({ checks, book, nextTicks: ticks, linkTo });
  await lookupTeller.checks(request, rows, clock.now());
}

export async function answerHistory(
  { history, linkTo, lookupTeller, clock }: OverviewTools,
  request: LookupRequest,
  query: HistoryQuery,
  count: number,
): Promise<void> {
  const past = await history.past(query, count + 1);
  const rows = await Promise.all(
    past.slice(0, count).map(async (row) => {
      const link = await linkTo(row.investigation);
      return { ...row, ...(link !== undefined && { link }) };
    }),
  );
  const { lookup, requestedBy } = request;
  const hasMore = past.length > count;
  await lookupTeller.history(request, { lookup, requestedBy, at: clock.now(), query, rows, hasMore });
}

/** More runs than an environment keeps. */
const MOST_RUNS = 20_000;

/** The answer first; the picture follows in the thread, and the answer stands without it. */
export async function answerTrend(
  { history, lookupTeller, clock, log }: OverviewTools,
  request: LookupRequest,
  check: string | undefined,
  spanMs: number,
): Promise<void> {
  const { environment } = request;
  const to = clock.now();
  const about = { from: to - spanMs, to, environment };
  // Of the whole environment, also for one check: others saw its deploys too.
  const past = await history.past(about, MOST_RUNS);
  const trend = findTrend(past, { ...about, ...(check !== undefined && { check }) });
  const report = writeTrend(trend, request);
  const picture = await renderPng(trendSvg(trend)).catch((error: unknown) => {
    log.error({ lookup: request.lookup, error: describeError(error) }, 'a picture could not be drawn');
    return undefined;
  });
  await lookupTeller.trend(request, report, picture);
}
