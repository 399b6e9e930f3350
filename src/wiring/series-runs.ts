import type { AskedSeries } from '#asking/timing.ts';
import type { History } from '#history/history.ts';
import { jobIdIn } from '#investigation/job-id.ts';
import { livingJobs } from '#investigation/living-jobs.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';
import type { SeriesRun } from '#investigation/past/series.ts';
import type { JobRequest } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import type { RunQueue } from '#queue/enqueue.ts';
import { seriesRunId } from '#queue/names.ts';
import type { LookupRequest } from '#queue/requests.ts';
import type { Fence } from '#trigger/fence.ts';
import type { Stack } from './stack.ts';

export interface SeriesRunsTools {
  readonly runs: Pick<RunQueue, 'enqueueRun' | 'stateOf' | 'end'>;
  readonly history: Pick<History, 'line'>;
  readonly fence: Pick<Fence, 'look'>;
  readonly clock: Clock;
  readonly log: Log;
}

export type AskedRuns = AskedSeries & { readonly request: JobRequest; readonly timeoutMs: number };

/** What there is of a series: its runs, in the line of the environment and in history. It has no other state. */
export interface SeriesRuns {
  /** Looks at all that are not known to be over. */
  look(): Promise<SeriesStanding>;
  /** Asks for the next one that is missing, where there is room: started, all asked for, all that may be under way are, or full. */
  startNext(signal: AbortSignal): Promise<'started' | 'all' | 'busy' | 'full'>;
  /** Ends what is under way. */
  endAll(by: string): Promise<void>;
}

export interface SeriesStanding {
  readonly ended: readonly SeriesRun[];
  readonly running: number;
  /** Over without a line in history. */
  readonly lost: number;
}

/** A job that nobody drives is deleted 38–57 s after configure. */
const DELETED_MS = 57_000;

type Standing =
  | { readonly is: 'missing' | 'under-way' | 'lost' }
  | { readonly is: 'ended'; readonly line: PastInvestigation };

export function createSeriesRuns(
  { runs, history, fence, clock, log }: SeriesRunsTools,
  stack: Stack,
  { lookup: series, environment, requestedBy, channel }: LookupRequest,
  asked: AskedRuns,
): SeriesRuns {
  const all = Array.from({ length: asked.runs }, (_, i) => ({ nth: i + 1, investigation: seriesRunId(series, i + 1) }));
  const known = new Map<number, Standing>();
  const { concurrency, capacity } = stack.environment;
  const most = Math.min(asked.parallel, concurrency);
  const those = (is: Standing['is']) => all.filter(({ nth }) => known.get(nth)?.is === is);

  /** The line in history is read after the queue: it is saved before the item ends. */
  async function lookAt(investigation: string): Promise<Standing> {
    const state = await runs.stateOf({ investigation, environment });
    const line = state === 'running' || state === 'waiting' ? undefined : await history.line(investigation);
    if (line) return { is: 'ended', line };
    if (state === 'unknown') return { is: 'missing' };
    return { is: state === 'over' ? 'lost' : 'under-way' };
  }

  const linesOver = () => [...known.values()].flatMap((standing) => (standing.is === 'ended' ? [standing.line] : []));

  /** By their ids, whoever made them; undefined where that cannot be seen. */
  async function jobsAlive(signal: AbortSignal): Promise<ReadonlySet<string> | undefined> {
    try {
      const snapshot = await stack.snapshot(signal);
      return snapshot && new Set(livingJobs(snapshot.pods).flatMap(({ name }) => jobIdIn(name) ?? []));
    } catch (error) {
      log.warn({ environment, error: describeError(error) }, 'how full an environment is could not be seen');
      return undefined;
    }
  }

  /** Without a capacity nothing is known of how many jobs there may be: then never more of this series than were asked for at once. */
  async function hasRoom(underWay: number, signal: AbortSignal): Promise<boolean> {
    const alive = await jobsAlive(signal);
    const own = linesOver().filter(({ jobId, startedAt }) =>
      alive ? jobId !== undefined && alive.has(jobId) : clock.now() < startedAt + DELETED_MS,
    );
    if (capacity === undefined) return underWay + own.length < most;
    if (!alive) return underWay + own.length < capacity;
    const flying = await Promise.all(those('under-way').map(({ investigation }) => fence.look(investigation)));
    const counted = new Set(flying.flatMap((intent) => intent?.answer?.job?.id ?? []));
    return underWay + [...alive].filter((job) => !counted.has(job)).length < capacity;
  }

  return {
    async look() {
      const open = all.filter(({ nth }) => known.get(nth)?.is !== 'ended');
      const looks = await Promise.all(open.map(({ investigation }) => lookAt(investigation)));
      for (const [i, { nth }] of open.entries()) known.set(nth, looks[i] ?? { is: 'missing' });
      const ended = all.flatMap(({ nth }) => {
        const standing = known.get(nth);
        return standing?.is === 'ended' ? [{ nth, line: standing.line }] : [];
      });
      return { ended, running: those('under-way').length, lost: those('lost').length };
    },

    async startNext(signal) {
      const [next] = those('missing');
      const underWay = those('under-way').length;
      if (!next) return 'all';
      if (underWay >= most) return 'busy';
      if (!(await hasRoom(underWay, signal))) return 'full';
      const { request, timeoutMs } = asked;
      const { nth, investigation } = next;
      const of = { investigation, environment, requestedBy, channel, request, timeoutMs, series };
      await runs.enqueueRun({ ...of, requestedAt: clock.now() });
      known.set(nth, { is: 'under-way' });
      return 'started';
    },

    async endAll(by) {
      const at = clock.now();
      for (const { investigation } of those('under-way')) await runs.end({ investigation, environment }, { by, at });
    },
  };
}
