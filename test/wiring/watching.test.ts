import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { environment } from '#config/environment.ts';
import type { WatchedJob } from '#history/under-watch.ts';
import { explain } from '#investigation/investigate.ts';
import type { Subject } from '#investigation/subject.ts';
import type { Log } from '#lib/logger.ts';
import { silentLog } from '#lib/logger.ts';
import type { RunInvestigation } from '#wiring/run-investigation.ts';
import type { Stack } from '#wiring/stack.ts';
import { createWatchJobs } from '#wiring/watching.ts';
import { foundEvidence, healthyRun } from '../support/evidence.ts';
import { type LabCluster, openLabCluster } from '../support/kubernetes-lab-probe.ts';
import { soon } from '../support/soon.ts';

let cluster: LabCluster;
let stop: AbortController;
let noMore: AbortController;
let watching: Promise<void>;

beforeEach(async () => {
  cluster = await openLabCluster(20);
  [stop, noMore] = [new AbortController(), new AbortController()];
});
afterEach(async () => {
  stop.abort();
  await watching;
  await cluster.close();
});

const evidence = foundEvidence(healthyRun);
const investigated = { evidence, report: explain(evidence) };
const settings = environment.parse({ focusServer: { url: 'http://focus.lab' }, kubernetes: {}, watch: true });

function make(...ids: readonly string[]) {
  const creationTimestamp = new Date(cluster.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  for (const id of ids) {
    const name = `grpc-job-${id}`;
    const metadata = { name, namespace: 'panda', uid: `uid of ${name}`, creationTimestamp };
    cluster.lab.create({ kind: 'Job', metadata, status: { active: 1 } });
  }
}

/** What a worker before left. `saved`: those that have their report; `seen`: those of which something is kept. */
interface Before {
  readonly left?: readonly WatchedJob[];
  readonly saved?: readonly string[];
  readonly seen?: readonly string[];
}

/** Watches, with investigations that last until `end` or the signal, and a set of jobs that are ours. */
async function watch(ours: ReadonlySet<string> = new Set(), holds = () => true, before: Before = {}) {
  const { left = [], saved = [], seen = [] } = before;
  const under = new Map(left.map((job) => [job.investigation, job]));
  const forgotten: string[] = [];
  const { clock, connection } = cluster;
  const subjects: Subject[] = [];
  const [kept, ended, told]: [string[], string[], string[]] = [[], [], []];
  const end = Promise.withResolvers<void>();
  const run: RunInvestigation = async (_stack, startJob, _told, signal, _of, beforeKept) => {
    const subject = await startJob();
    subjects.push(subject);
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([end.promise, stopped]);
    await beforeKept?.();
    signal.throwIfAborted();
    kept.push(subject.job?.id ?? '');
    return investigated;
  };
  const log: Log = { ...silentLog, info: (_fields, message) => void told.push(message) };
  const watchJobs = createWatchJobs({
    ...{ run, clock, log },
    ownJobs: { has: async (_environment, jobId) => ours.has(jobId) },
    watchedNow: { tell: async () => {} },
    underWatch: {
      begin: async (_environment, job) => void under.set(job.investigation, job),
      left: async () => [...under.values()],
      end: async (_environment, investigation) => void under.delete(investigation),
    },
    soFar: {
      has: async (investigation) => seen.includes(investigation),
      forget: async (investigation) => void forgotten.push(investigation),
    },
    recalled: async (investigation) => (saved.includes(investigation) ? savedAs(investigation) : undefined),
    checkOf: () => undefined,
    ended: async ({ report }) => void ended.push(report.investigation),
  });
  const stack: Stack = {
    environment: { name: 'lab', ...settings },
    probes: [],
    kubernetes: connection,
    snapshot: () => undefined,
  };
  watching = watchJobs(stack, stop.signal, holds, noMore.signal);
  // The first list is there.
  await clock.sleep(10_000);
  const ids = () => subjects.map(({ job }) => job?.id);
  const underWatch = () => [...under.values()].map(({ jobId }) => jobId);
  return { subjects, ids, kept, ended, told, forgotten, underWatch, end: end.resolve };
}

function savedAs(investigation: string) {
  return { evidence, report: { ...investigated.report, investigation } };
}

const born = (investigation: string, jobId: string): WatchedJob => ({
  ...{ investigation, jobId },
  bornAt: cluster.clock.now() - 20_000,
});

describe('watching the jobs of an environment', () => {
  it('looks into five at once, and tells the log of each one more', async () => {
    const { subjects, ids, kept, ended, told, end } = await watch();
    make('1-1', '2-2', '3-3', '4-4', '5-5', '6-6');
    await soon(() => expect(told).toContain('too many jobs: one is not watched'));
    await soon(() => expect(ids()).toEqual(['1-1', '2-2', '3-3', '4-4', '5-5']));
    expect(subjects[0]).toMatchObject({ watched: true, requestedBy: 'watch', timeoutMs: 30_000 });
    end();
    await soon(() => expect(ended).toHaveLength(5));
    make('7-7');
    await soon(() => expect(kept).toEqual(['1-1', '2-2', '3-3', '4-4', '5-5', '7-7']));
  });

  it('lets go of a job that turns out to be ours, and looks into none that is known to be', async () => {
    const ours = new Set(['1-1']);
    const { ids, kept, ended, forgotten, underWatch, end } = await watch(ours);
    make('1-1', '2-2', '3-3');
    await soon(() => expect(ids()).toEqual(['2-2', '3-3']));
    expect(underWatch()).toEqual(['2-2', '3-3']);
    ours.add('2-2');
    end();
    await soon(() => expect(ended).toHaveLength(1));
    expect(kept).toEqual(['3-3']);
    await soon(() => expect([underWatch(), forgotten.length]).toEqual([[], 3]));
  });

  it('looks into no further job when it is to take no more, and brings to its end what it has', async () => {
    const { ids, kept, end } = await watch();
    make('1-1');
    await soon(() => expect(ids()).toEqual(['1-1']));
    noMore.abort();
    make('2-2');
    await cluster.clock.sleep(3_000);
    end();
    await watching;
    expect([kept, ids()]).toEqual([['1-1'], ['1-1']]);
  });

  it('judges nothing that is not at its end when it is stopped, or when another process holds the lease, and leaves it to that', async () => {
    let isHeld = true;
    const { ids, kept, ended, forgotten, underWatch, end } = await watch(new Set(), () => isHeld);
    make('1-1');
    await soon(() => expect(ids()).toEqual(['1-1']));
    isHeld = false;
    end();
    make('2-2');
    await cluster.clock.sleep(3_000);
    stop.abort();
    await watching;
    expect([kept, ended, ids()]).toEqual([[], [], ['1-1']]);
    expect([underWatch(), forgotten]).toEqual([['1-1'], []]);
  });

  it('goes on with what a worker before left, under the same id and from its birth on', async () => {
    const job = born('watched1', '1-1');
    const { subjects, kept, forgotten, underWatch, end } = await watch(new Set(), () => true, {
      left: [job],
      seen: ['watched1'],
    });
    await soon(() => expect(subjects).toMatchObject([{ investigation: 'watched1', zero: job.bornAt, watched: true }]));
    make('2-2');
    await soon(() => expect(underWatch()).toEqual(['1-1', '2-2']));
    end();
    await soon(() => expect(kept).toEqual(['1-1', '2-2']));
    await soon(() => expect([underWatch(), forgotten.length]).toEqual([[], 2]));
  });

  it('looks a moment at least at one that it goes on with late', async () => {
    const job = { ...born('watched1', '1-1'), bornAt: cluster.clock.now() - 60_000 };
    const { subjects } = await watch(new Set(), () => true, { left: [job], seen: ['watched1'] });
    await soon(() => expect(subjects).toHaveLength(1));
    expect(subjects[0]?.timeoutMs).toBeGreaterThanOrEqual(63_000);
  });

  it('looks no more at one that has its report, which its check hears of, nor at one of which nothing is kept', async () => {
    const left = [born('saved1', '1-1'), born('unseen1', '2-2')];
    const { ids, ended, underWatch } = await watch(new Set(), () => true, { left, saved: ['saved1'] });
    await soon(() => expect(underWatch()).toEqual([]));
    expect([ids(), ended]).toEqual([[], ['saved1']]);
  });
});
