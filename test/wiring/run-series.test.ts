import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PastInvestigation } from '#investigation/past/past.ts';
import { usualRequest } from '#investigation/subject.ts';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { silentLog } from '#lib/logger.ts';
import type { SeriesReport, SeriesState } from '#lookups/series/report.ts';
import { CancelledError } from '#queue/cancelling.ts';
import { createRunQueue, type RunQueue } from '#queue/enqueue.ts';
import { PREFIX, seriesRunId } from '#queue/names.ts';
import type { InvestigationRequest, LookupRequest } from '#queue/requests.ts';
import { createWorkers } from '#queue/work.ts';
import type { SeriesTeller } from '#slack/tell/series.ts';
import { runSeries, type SeriesTools, tellCancelledSeries } from '#wiring/run-series.ts';
import type { Stack } from '#wiring/stack.ts';
import { podOf } from '../support/jobs-seen.ts';
import { manualClock } from '../support/manual-clock.ts';
import { seriesOf } from '../support/series.ts';
import { soon } from '../support/soon.ts';

let lab: LabRedis;
let redis: Redis;
beforeAll(async () => {
  lab = await openRedis();
});
beforeEach(async () => {
  redis = new Redis(lab.url, { maxRetriesPerRequest: null });
  await redis.flushall();
});
afterAll(() => lab.close());

const request = { ...usualRequest };
const asked = { request, timeoutMs: 30_000, runs: 3, parallel: 1 };
const lookup: LookupRequest = {
  lookup: 'series1',
  environment: 'staging',
  requestedBy: 'U0ASKER',
  channel: 'C1',
  requestedAt: 0,
  asked: { kind: 'series', ...asked },
};
const nthOf = (investigation: string) => [1, 2, 3, 4].find((nth) => seriesRunId('series1', nth) === investigation) ?? 0;

/** The series on a real queue; `during` is what its runs do, and each saves a line unless it rejects. */
function stage({
  environment = {},
  pods = [],
  during = async () => {},
}: {
  environment?: { concurrency?: number; capacity?: number };
  pods?: readonly string[];
  during?: (request: InvestigationRequest, cancelled: AbortSignal) => Promise<void>;
} = {}) {
  const clock = manualClock(1_000_000);
  const lines = new Map<string, PastInvestigation>();
  const made: number[] = [];
  const alive = new Set(pods);
  const shown: SeriesState[] = [];
  const told: SeriesReport[] = [];
  const runs: RunQueue = createRunQueue({ redis, prefix: PREFIX, log: silentLog });
  const workers = createWorkers({
    redis,
    prefix: PREFIX,
    environments: [{ name: 'staging', concurrency: environment.concurrency ?? 3 }],
    announce: async () => {},
    onWaiting: () => {},
    async investigate(run, { cancelled }) {
      const nth = nthOf(run.investigation);
      made.push(nth);
      await during(run, cancelled);
      cancelled.throwIfAborted();
      const [{ line } = { line: undefined }] = seriesOf(['healthy']);
      if (line) lines.set(run.investigation, { ...line, investigation: run.investigation, jobId: `19-${nth}` });
    },
    cancelled: async () => {},
    lost: async () => {},
    clock,
    log: silentLog,
  });
  const seriesTeller: SeriesTeller = {
    begin: async () => ({
      show: (state) => void shown.push(state),
      end: async (report) => void told.push(report),
    }),
  };
  const tools = {
    ...{ runs, seriesTeller, clock, log: silentLog },
    history: { line: async (id: string) => lines.get(id), report: async () => undefined },
    fence: { look: async () => undefined },
    painter: { draw: async () => Buffer.from(''), close: async () => {} },
  } satisfies SeriesTools;
  const stack = {
    environment: { name: 'staging', concurrency: 3, capacity: 20, limits: {}, ...environment },
    snapshot: async () => ({ pods: [...alive].map((id) => podOf(id)), jobs: [], services: [], events: [], gaps: [] }),
  } as unknown as Stack;
  const about = { stack, request: lookup, attempt: 1 };
  const turn = setInterval(() => void clock.advance(1_000), 20);
  const ends: (() => Promise<void>)[] = [workers.close.bind(workers, 1_000), () => runs.close()];
  open.push(async () => {
    clearInterval(turn);
    for (const end of ends) await end();
    redis.disconnect();
  });
  return { tools, about, lines, made, alive, shown, told, workers };
}

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const signals = () => {
  const [stop, cancel] = [new AbortController(), new AbortController()];
  return { stop, cancel, how: { signal: stop.signal, cancelled: cancel.signal } };
};
const cancelled = () => new CancelledError({ by: 'U0LEAD', at: 0 });

describe('a series', () => {
  it('makes each run once, counts up, and tells all together', async () => {
    const { tools, about, made, shown, told, workers } = stage();
    await workers.start();
    await runSeries(tools, { ...about, ...signals().how }, asked);
    expect(made).toEqual([1, 2, 3]);
    expect(shown.map(({ ended }) => ended.length)).toEqual(expect.arrayContaining([0, 1, 2]));
    expect(told).toMatchObject([{ end: { why: 'done' }, series: { came: 3, of: 3 } }]);
  });

  it('goes on after its worker died with the runs that are missing, and makes none twice', async () => {
    const gate = Promise.withResolvers<void>();
    const during = ({ investigation }: InvestigationRequest) =>
      nthOf(investigation) === 2 ? gate.promise : Promise.resolve();
    const { tools, about, made, told, workers } = stage({ during });
    await workers.start();
    const first = signals();
    const begun = runSeries(tools, { ...about, ...first.how }, asked).catch((error: Error) => error);
    await soon(() => expect(made).toEqual([1, 2]));
    first.stop.abort(new Error('the worker stops'));
    expect(await begun).toBeInstanceOf(Error);
    expect(told).toEqual([]);
    const resumed = runSeries(tools, { ...about, attempt: 2, ...signals().how }, asked);
    gate.resolve();
    await resumed;
    expect(made.toSorted()).toEqual([1, 2, 3]);
    expect(told).toMatchObject([{ end: { why: 'done' }, series: { came: 3 } }]);
  });

  it('ends what is under way when it is cancelled, begins nothing more, and tells what was measured', async () => {
    const { tools, about, made, told, workers } = stage({
      during: async ({ investigation }, stopped) => {
        if (nthOf(investigation) < 2) return;
        await new Promise((resolve) => stopped.addEventListener('abort', resolve, { once: true }));
      },
    });
    await workers.start();
    const { cancel, how } = signals();
    const ending = runSeries(tools, { ...about, ...how }, asked);
    await soon(() => expect(made).toEqual([1, 2]));
    cancel.abort(cancelled());
    await ending;
    expect(made).toEqual([1, 2]);
    expect(told).toMatchObject([{ end: { why: 'person', by: 'U0LEAD' }, state: { lost: 0 }, series: { of: 1 } }]);
  });

  it('tells what was measured also where it was cancelled while no worker had it', async () => {
    const { tools, about, lines, told } = stage();
    const [run] = seriesOf(['healthy']);
    if (run) lines.set(seriesRunId('series1', 1), run.line);
    await tellCancelledSeries(tools, { ...about, attempt: 2 }, asked, 'U0LEAD');
    expect(told).toMatchObject([{ end: { why: 'person' }, series: { of: 1 } }]);
  });

  it('has at most so many under way as were asked for, and as the environment takes', async () => {
    let underWay = 0;
    let most = 0;
    const during = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await soon(() => expect(shownEnough()).toBe(true));
      underWay -= 1;
    };
    const { tools, about, workers, shown } = stage({ environment: { concurrency: 2 }, during });
    const shownEnough = () => shown.some(({ running }) => running === 2);
    await workers.start();
    await runSeries(tools, { ...about, ...signals().how }, { ...asked, parallel: 3 });
    expect(most).toBe(2);
    expect(shown[0]).toMatchObject({ parallel: 2, isHeldBack: true });
  });

  it('waits while as many jobs are alive as the environment can hold, whoever made them', async () => {
    const { tools, about, made, alive, shown, told, workers } = stage({
      environment: { capacity: 2 },
      pods: ['7-1', '7-2'],
    });
    await workers.start();
    const all = runSeries(tools, { ...about, ...signals().how }, asked);
    await soon(() => expect(shown.some(({ isFull }) => isFull)).toBe(true));
    expect(made).toEqual([]);
    alive.delete('7-1');
    await all;
    expect(told).toMatchObject([{ series: { came: 3 } }]);
  });

  it('gives up where the environment has no place for ten minutes', async () => {
    const { tools, about, made, told, workers } = stage({ environment: { capacity: 1 }, pods: ['7-1'] });
    await workers.start();
    await runSeries(tools, { ...about, ...signals().how }, asked);
    expect(made).toEqual([]);
    expect(told).toMatchObject([{ end: { why: 'no-place' } }]);
  });

  it('counts a run that came to nothing as lost, and goes on', async () => {
    const { tools, about, told, workers } = stage({
      during: async ({ investigation }) => {
        if (nthOf(investigation) === 2) throw new Error('a bug');
      },
    });
    await workers.start();
    await runSeries(tools, { ...about, ...signals().how }, asked);
    expect(told).toMatchObject([{ end: { why: 'done' }, state: { lost: 1 }, series: { came: 2 } }]);
  });
});
