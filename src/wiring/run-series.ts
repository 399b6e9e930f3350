import type { Painter } from '#chart/png.ts';
import { seriesSvg } from '#chart/series-svg.ts';
import type { History } from '#history/history.ts';
import { describeRequest } from '#investigation/subject.ts';
import { describeError } from '#lib/errors.ts';
import { type SeriesEnd, type SeriesReport, type SeriesState, writeSeries } from '#lookups/series/report.ts';
import { CancelledError } from '#queue/cancelling.ts';
import type { LookupTools } from '#queue/lookups.ts';
import type { LookupRequest } from '#queue/requests.ts';
import type { SharedFile } from '#slack/message/post.ts';
import type { SeriesTeller } from '#slack/tell/series.ts';
import {
  type AskedRuns,
  createSeriesRuns,
  type SeriesRuns,
  type SeriesRunsTools,
  type SeriesStanding,
} from './series-runs.ts';
import type { Stack } from './stack.ts';

export interface SeriesTools extends SeriesRunsTools {
  readonly history: Pick<History, 'line' | 'report'>;
  readonly seriesTeller: SeriesTeller;
  readonly painter: Painter;
}

export interface SeriesAbout {
  readonly stack: Stack;
  readonly request: LookupRequest;
  readonly attempt: number;
}

const LOOK_MS = 1_000;
/** While the environment is full: each look lists its pods. */
const FULL_MS = 2_000;
/** No run was under way and no job ended in this time: it is not this series that fills the environment. */
const NO_PLACE_MS = 10 * 60_000;

/**
 * Asks for the runs of a series, counts how they end, and tells them together. A worker that takes over finds the runs by their
 * ids, and asks for those alone that are missing.
 */
export async function runSeries(tools: SeriesTools, about: SeriesAbout & LookupTools, asked: AskedRuns): Promise<void> {
  const { seriesTeller, clock } = tools;
  const { stack, request, attempt, signal, cancelled } = about;
  const runs = createSeriesRuns(tools, stack, request, asked);
  const stateOf = (standing: SeriesStanding, isFull = false) => ({ ...stateFrom(about, asked, standing), isFull });
  const message = await seriesTeller.begin(request, attempt, stateOf(await runs.look()));
  const { end, standing } = await collect();
  await tellSeries(tools, about, message, stateOf(standing), end);

  async function collect(): Promise<{ end: SeriesEnd; standing: SeriesStanding }> {
    let lastAt = clock.now();
    for (;;) {
      const standing = await runs.look();
      const end = endOf(standing, clock.now() - lastAt);
      if (end) return { end, standing: await settled(runs, standing) };
      const next = await runs.startNext(signal);
      if (next !== 'full') lastAt = clock.now();
      message.show(stateOf({ ...standing, running: standing.running + (next === 'started' ? 1 : 0) }, next === 'full'));
      await clock.sleep(next === 'full' ? FULL_MS : LOOK_MS, signal);
    }
  }

  function endOf({ ended, running, lost }: SeriesStanding, waitedMs: number): SeriesEnd | undefined {
    const by = cancelledBy(cancelled);
    if (by !== undefined) return { why: 'person', by };
    if (ended.length + lost === asked.runs) return { why: 'done' };
    if (ended.some(({ line }) => line.standing === 'request')) return { why: 'request' };
    return running === 0 && waitedMs > NO_PLACE_MS ? { why: 'no-place' } : undefined;
  }

  /** What is under way comes to its end, by itself or because somebody cancelled. */
  async function settled(of: SeriesRuns, first: SeriesStanding): Promise<SeriesStanding> {
    let standing = first;
    let isEnding = false;
    while (standing.running > 0) {
      const by = cancelledBy(cancelled);
      if (by !== undefined && !isEnding) await of.endAll(by);
      isEnding ||= by !== undefined;
      await clock.sleep(LOOK_MS, signal);
      standing = await of.look();
    }
    // What was ended came to nothing because somebody wanted that.
    return isEnding ? { ...standing, lost: first.lost } : standing;
  }
}

/** Tells what was measured of a series that somebody cancelled while no worker had it. */
export async function tellCancelledSeries(tools: SeriesTools, about: SeriesAbout, asked: AskedRuns, by: string) {
  const { stack, request, attempt } = about;
  const runs = createSeriesRuns(tools, stack, request, asked);
  await runs.look();
  await runs.endAll(by);
  const state = stateFrom(about, asked, { ...(await runs.look()), running: 0, lost: 0 });
  const message = await tools.seriesTeller.begin(request, attempt, state);
  await tellSeries(tools, about, message, state, { why: 'person', by });
}

function cancelledBy({ reason }: AbortSignal): string | undefined {
  return reason instanceof CancelledError ? reason.cancelled.by : undefined;
}

function stateFrom(
  { stack, request: { lookup, environment, requestedBy } }: SeriesAbout,
  asked: AskedRuns,
  standing: SeriesStanding,
): SeriesState {
  const { concurrency } = stack.environment;
  return {
    ...{ lookup, environment, requestedBy },
    request: describeRequest(asked.request),
    asked: asked.runs,
    parallel: Math.min(asked.parallel, concurrency),
    isHeldBack: asked.parallel > concurrency,
    ...standing,
  };
}

async function tellSeries(
  tools: SeriesTools,
  { stack }: SeriesAbout,
  message: Awaited<ReturnType<SeriesTeller['begin']>>,
  state: SeriesState,
  end: SeriesEnd,
): Promise<void> {
  const ids = state.ended.map(({ line }) => line.investigation);
  const reports = new Map(await Promise.all(ids.map(async (id) => [id, await tools.history.report(id)] as const)));
  const report = writeSeries(state, end, (id) => reports.get(id));
  await message.end(report, () => draw(tools, stack, report));
}

async function draw(
  { painter, log }: SeriesTools,
  { environment }: Stack,
  { state, series, headline }: SeriesReport,
): Promise<SharedFile | undefined> {
  if (series.of === 0) return undefined;
  const said = `${state.environment}: ${headline}`;
  const about = `${series.runs.length} of ${state.asked} runs · ${state.request} · series ${state.lookup}`;
  try {
    const svg = seriesSvg(series, { headline: said, about, limits: environment.limits });
    return { filename: 'series.png', title: 'The runs', altText: said, content: await painter.draw(svg) };
  } catch (error) {
    log.error({ lookup: state.lookup, error: describeError(error) }, 'a picture could not be drawn');
    return undefined;
  }
}
