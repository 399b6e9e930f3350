import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCheckRuns } from '#checking/check-runs.ts';
import { createSilentRun, isSilent } from '#checking/silent-run.ts';
import { createBookStore } from '#checks/book-store.ts';
import type { Check, PhaseLimit } from '#checks/check.ts';
import { createHistory } from '#history/history.ts';
import type { Evidence } from '#investigation/evidence.ts';
import { explain, type Investigated } from '#investigation/investigate.ts';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { claimRun } from '#queue/claim.ts';
import { PREFIX } from '#queue/names.ts';
import type { CheckRun, InvestigationRequest } from '#queue/requests.ts';
import type { InvestigationTools } from '#queue/work.ts';
import type { DefectNews } from '#slack/tell/defect.ts';
import type { Teller } from '#slack/tell/investigation.ts';
import { type RunInvestigation, tellInvestigation } from '#wiring/run-investigation.ts';
import type { Stack } from '#wiring/stack.ts';
import { check } from '../support/book.ts';
import { evidence, healthyRun, noConsumerRun, streamPort, ZERO } from '../support/evidence.ts';
import { logLines } from '../support/log-lines.ts';
import { manualClock } from '../support/manual-clock.ts';

const NOW = ZERO + 60_000;
const DAY = 24 * 3_600_000;
const timing = check('timing', { environment: 'staging' });

let lab: LabRedis;
let redis: Redis;
beforeAll(async () => {
  lab = await openRedis();
  redis = new Redis(lab.url);
});
beforeEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await lab.close();
});

const investigatedOf = (seen: Evidence): Investigated => ({ evidence: seen, report: explain(seen) });
const healthy = investigatedOf(evidence(healthyRun));
const broken = investigatedOf(evidence(noConsumerRun));

function requestOf(trigger: CheckRun['trigger']): InvestigationRequest & { readonly check: CheckRun } {
  const { request } = evidence(healthyRun).subject;
  if (!request) throw new Error('it was asked for');
  return {
    investigation: 'inv1',
    environment: 'staging',
    requestedBy: 'U1',
    channel: 'C1',
    request,
    timeoutMs: 30_000,
    requestedAt: NOW - 1_000,
    check: { name: 'timing', trigger },
  };
}
const scheduled = requestOf('schedule');

/** A run of an environment where a job is there with its stream. */
function streamed(investigation: string, laterMs: number, knows: boolean): Investigated {
  const seen = evidence([...healthyRun, streamPort(7_000, false), streamPort(8_000, true)]);
  const denied = seen.observations.filter(
    ({ fact }) => fact.kind !== 'metadata-answer' || fact.answer === 'id-unknown',
  );
  const { subject } = seen;
  const of = { ...subject, investigation, zero: subject.zero + laterMs, ready: 'stream' as const };
  return investigatedOf({
    ...seen,
    subject: { ...of, job: { id: '19-7', stream: { host: 'focus.lab', port: 12_319 } } },
    endedAt: seen.endedAt + laterMs,
    observations: (knows ? seen.observations : denied).map((it) => ({ ...it, at: it.at + laterMs })),
  });
}

function open(limits: readonly PhaseLimit[] = []) {
  const clock = manualClock(NOW);
  const { log } = logLines();
  const remembering = { redis, prefix: PREFIX, clock, log };
  const [history, events] = [createHistory(remembering), createBookStore(remembering)];
  const checks = new Map([['timing', { ...timing, limits }]]);
  const told: DefectNews[] = [];
  const tellDefect = async (_check: Check, news: DefectNews) => void told.push(news);
  const checkRuns = createCheckRuns({
    checks,
    history,
    events,
    redis,
    prefix: PREFIX,
    tellDefect,
    ran: () => {},
    clock,
    log,
  });
  return { history, checkRuns, told, recorded: async () => await events.events(10) };
}

describe('a run that came to its end', () => {
  it('is told to the book, and lets the next one run', async () => {
    const { checkRuns, recorded } = open();
    await claimRun(redis, PREFIX, 'timing', 'inv1', 60_000);
    await checkRuns.ended(scheduled, scheduled.check, broken);
    const { headline, nextStep, startedAt, tookMs, cause } = broken.report;
    expect(await recorded()).toEqual([
      {
        kind: 'run',
        at: NOW,
        result: {
          run: 'inv1',
          check: 'timing',
          environment: 'staging',
          startedAt,
          endedAt: startedAt + tookMs,
          trigger: 'schedule',
          investigation: 'inv1',
          jobId: '19-7',
          outcome: 'failed',
          cause: cause?.id,
          headline,
          means: cause?.means,
          nextStep,
        },
      },
    ]);
    expect(await claimRun(redis, PREFIX, 'timing', 'next', 60_000)).toBe(true);
  });

  it('is news where metadata does not count and knows jobs now, or no more, and only then', async () => {
    const { checkRuns, history, told } = open();
    const runs = [false, false, true, true, false];
    for (const [index, knows] of runs.entries()) {
      const investigated = streamed(`inv${index}`, index * 60_000, knows);
      await history.save({ ...investigated, check: 'timing' });
      await checkRuns.ended({ ...scheduled, investigation: `inv${index}` }, scheduled.check, investigated);
    }
    expect(told).toEqual([
      { investigation: 'inv2', knows: true },
      { investigation: 'inv4', knows: false },
    ]);
  });

  it('tells how long it took, and who wanted it', async () => {
    const { checkRuns, recorded } = open();
    const wanted = requestOf('person');
    await checkRuns.ended(wanted, wanted.check, healthy);
    expect(await recorded()).toMatchObject([
      { result: { outcome: 'ok', by: 'U1', trigger: 'person', totalMs: expect.any(Number) } },
    ]);
  });

  it('leaves the claim of another run alone', async () => {
    const { checkRuns } = open();
    await claimRun(redis, PREFIX, 'timing', 'another', 60_000);
    await checkRuns.ended(scheduled, scheduled.check, healthy);
    expect(await claimRun(redis, PREFIX, 'timing', 'next', 60_000)).toBe(false);
  });

  it('of a check that is no more is nothing', async () => {
    const { checkRuns, recorded } = open();
    await checkRuns.ended(scheduled, { ...scheduled.check, name: 'gone' }, healthy);
    expect(await recorded()).toEqual([]);
  });

  it('that saw nothing of the stack is blind', async () => {
    const { checkRuns, recorded } = open();
    await claimRun(redis, PREFIX, 'timing', 'inv1', 60_000);
    await checkRuns.blind(scheduled, scheduled.check, 'run-lost', 'The run came to nothing');
    const cause = { outcome: 'blind', cause: 'run-lost', headline: 'The run came to nothing' };
    expect(await recorded()).toMatchObject([
      { result: { ...cause, run: 'inv1', startedAt: NOW - 1_000, endedAt: NOW } },
    ]);
    expect(await claimRun(redis, PREFIX, 'timing', 'next', 60_000)).toBe(true);
  });
});

describe('a limit of what is usual', () => {
  const limits: readonly PhaseLimit[] = [
    { phase: 'total', fail: { kind: 'relative', percentile: 95, overMs: 14 * DAY, factor: 0.5 } },
  ];

  /** As many equal runs before it, the latest an hour ago. */
  async function judgedAfter(runs: number, ago = 3_600_000) {
    const { history, checkRuns, recorded } = open(limits);
    for (let nth = 1; nth <= runs; nth += 1) {
      const report = { ...healthy.report, investigation: `inv-${nth}`, startedAt: ZERO - ago - nth };
      await history.save({ ...healthy, report });
    }
    await history.save(healthy);
    await checkRuns.ended(scheduled, scheduled.check, healthy);
    return recorded();
  }

  it('is from ten earlier good runs of the same question', async () => {
    expect(await judgedAfter(10)).toMatchObject([
      {
        result: {
          outcome: 'failed',
          cause: 'consumer-slow',
          headline: expect.stringContaining(': p95 of 14 d × 0.5, from 10 runs)'),
        },
      },
    ]);
  });

  it.each([
    ['nine of them', 9, 3_600_000],
    ['those that are too old', 10, 14 * DAY],
  ])('is not judged from %s', async (_, runs, ago) => {
    expect(await judgedAfter(runs, ago)).toMatchObject([{ result: { outcome: 'ok' } }]);
  });
});

const toolsOf = (attempt: number): InvestigationTools => ({
  attempt,
  signal: new AbortController().signal,
  cancelled: new AbortController().signal,
});

describe('a run that nobody asked for', () => {
  function silent() {
    const { history, checkRuns, recorded } = open();
    return { history, recorded, runSilently: createSilentRun({ checkRuns, history }) };
  }

  it('is one of the schedule or a confirmation', () => {
    expect(['schedule', 'confirmation', 'person'].map((trigger) => isSilent(requestOf(trigger as 'person')))).toEqual([
      true,
      true,
      false,
    ]);
    const { check: _, ...asked } = scheduled;
    expect(isSilent(asked)).toBe(false);
  });

  it('is told to the book alone', async () => {
    const run = vi.fn(async () => healthy);
    const { runSilently, recorded } = silent();
    await runSilently(run, scheduled, toolsOf(1));
    expect(run).toHaveBeenCalledOnce();
    expect(await recorded()).toMatchObject([{ result: { outcome: 'ok', run: 'inv1' } }]);
  });

  it('is not run again when it was cut short, and has seen nothing', async () => {
    const run = vi.fn(async () => healthy);
    const { runSilently, recorded } = silent();
    await runSilently(run, scheduled, toolsOf(2));
    expect(run).not.toHaveBeenCalled();
    expect(await recorded()).toMatchObject([{ result: { outcome: 'blind', cause: 'worker-stopped', run: 'inv1' } }]);
  });

  it('is what was saved of it when its worker died after that', async () => {
    const run = vi.fn(async () => healthy);
    const { runSilently, recorded, history } = silent();
    await history.save(broken);
    await runSilently(run, scheduled, toolsOf(2));
    expect(run).not.toHaveBeenCalled();
    expect(await recorded()).toMatchObject([{ result: { outcome: 'failed', cause: broken.report.cause?.id } }]);
  });
});

describe('a check’s run that a person wanted', () => {
  const startJob = () => Promise.reject(new Error('no job is started here'));
  const stack = {} as Stack;
  const wanted = requestOf('person');
  const told = { onSubject: () => {}, onObservation: () => {} };
  const run: RunInvestigation = async () => healthy;

  function tell(during: Teller['during'], request: InvestigationRequest = wanted) {
    const { checkRuns, recorded, history } = open();
    const teller = { during } as Teller;
    const tools = { teller, history, run, keepAskers: async () => {}, noMoreAskers: async () => {}, checkRuns };
    const telling = tellInvestigation(tools, stack, startJob, request, toolsOf(1));
    return { telling, recorded };
  }

  it('is told in its channel, and to the book', async () => {
    const shown: string[] = [];
    const { telling, recorded } = tell(
      async (_request, _attempt, work) => void shown.push((await work(told)).report.headline),
    );
    await telling;
    expect(shown).toEqual([healthy.report.headline]);
    expect(await recorded()).toMatchObject([{ result: { outcome: 'ok', by: 'U1' } }]);
  });

  it('is told to the book also when Slack does not take it', async () => {
    const { telling, recorded } = tell(async (_request, _attempt, work) => {
      await work(told);
      throw new Error('Slack is away');
    });
    await expect(telling).rejects.toThrow('Slack is away');
    expect(await recorded()).toMatchObject([{ result: { outcome: 'ok' } }]);
  });

  it('is nothing for the book where it is no check’s', async () => {
    const { check: _, ...asked } = wanted;
    const { telling, recorded } = tell(async (_request, _attempt, work) => void (await work(told)), asked);
    await telling;
    expect(await recorded()).toEqual([]);
  });
});
