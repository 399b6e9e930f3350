import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStartCheck, type StackWithLimits, type StartCheckTools } from '#checking/start-check.ts';
import { createBookStore, keeperKey } from '#checks/book-store.ts';
import type { Check } from '#checks/check.ts';
import type { PodState } from '#investigation/observation.ts';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { claimRun, endRun } from '#queue/claim.ts';
import type { Line } from '#queue/line.ts';
import { PREFIX, runId } from '#queue/names.ts';
import type { InvestigationRequest } from '#queue/requests.ts';
import type { Tick } from '#queue/ticks.ts';
import { check, HOUR, MINUTE, NOON, story } from '../support/book.ts';
import { podOf } from '../support/jobs-seen.ts';
import { logLines } from '../support/log-lines.ts';
import { manualClock } from '../support/manual-clock.ts';

const request: InvestigationRequest['request'] = {
  view: 'multichannel',
  channels: { min: 1, max: 50 },
  nfft: 1024,
  frequency: { min: 0, max: 500 },
  duration: 10,
  height: 1000,
};
const timing = check('timing', { asks: { kind: 'timing', request, timeoutMs: 30_000 } });
const ready = check('ready');
const tick = (of: Check, changes: Partial<Tick> = {}): Tick => ({
  check: of.name,
  id: `${of.name}:1`,
  at: NOON,
  lateMs: 0,
  trigger: 'schedule',
  ...changes,
});
const emptyLine: Line = {
  position: () => undefined,
  waiting: [],
  peopleWaiting: 0,
  peopleRunning: 0,
  running: 0,
  peoples: [],
  limit: 1,
};
const seen = { jobs: [], services: [], events: [], gaps: [] };

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

/** What comes of a tick; without capacity and with an empty line unless told. */
function stage(
  over: {
    checks?: readonly Check[];
    line?: Partial<Line>;
    concurrency?: number;
    capacity?: number;
    pods?: readonly PodState[];
    at?: number;
    tools?: Partial<StartCheckTools>;
  } = {},
) {
  const { checks = [timing, ready], concurrency = 1, capacity, pods = [], at = NOON } = over;
  const { lines, log } = logLines();
  const store = createBookStore({ redis, prefix: PREFIX, log });
  const clock = manualClock(at);
  const enqueueRun = vi.fn(async (_request: InvestigationRequest) => 'enqueued' as const);
  const checkStatus = vi.fn<StartCheckTools['checkStatus']>(async () => {});
  const stack: StackWithLimits = {
    environment: { concurrency, ...(capacity !== undefined && { capacity }) },
    snapshot: async () => ({ at, pods, ...seen }),
  };
  const start = createStartCheck({
    prefix: PREFIX,
    checks: new Map(checks.map((known) => [known.name, known])),
    stacks: new Map([['lab', stack]]),
    store,
    runs: { line: async () => ({ ...emptyLine, ...over.line }), enqueueRun },
    hasTold: () => false,
    ...{ redis, checkStatus, clock, log },
    ...over.tools,
  });
  return {
    ...{ lines, store, enqueueRun, checkStatus },
    on: (tick: Tick, signal = new AbortController().signal) => start(tick, signal),
    events: () => store.events(10),
    begun: () => enqueueRun.mock.calls.length + checkStatus.mock.calls.length,
  };
}

describe('a tick', () => {
  it('runs a check that is named as what every object has', async () => {
    const odd = check('constructor');
    const it = stage({ checks: [odd] });
    await it.on(tick(odd));
    expect(it.begun()).toBe(1);
  });

  it('of a timing check is a run behind people’s', async () => {
    const it = stage();
    await it.on(tick(timing));
    expect(it.enqueueRun.mock.calls).toEqual([
      [
        {
          investigation: runId('timing', 'timing:1'),
          environment: 'lab',
          requestedBy: 'check timing',
          channel: 'C1',
          request,
          timeoutMs: 30_000,
          requestedAt: NOON,
          check: { name: 'timing', trigger: 'schedule' },
        },
      ],
    ]);
    expect(await it.events()).toEqual([]);
  });

  it('of a status check is a look, also while people wait', async () => {
    const it = stage({ line: { peopleWaiting: 3, running: 1 }, capacity: 1, pods: [podOf('1-1')] });
    await it.on(tick(ready));
    expect(it.checkStatus.mock.calls[0]?.slice(0, 3)).toEqual([ready, tick(ready), runId('ready', 'ready:1')]);
    expect(await it.events()).toEqual([]);
  });

  it('of a check that is no more is nothing', async () => {
    const it = stage({ checks: [] });
    await it.on(tick(timing));
    expect(it.begun()).toBe(0);
    expect(await it.events()).toEqual([]);
  });

  it('that comes again runs the same run again, and nothing once that is over', async () => {
    const it = stage();
    for (const _ of ['once', 'again']) await it.on(tick(timing));
    const [once, again] = it.enqueueRun.mock.calls;
    expect(once).toEqual(again);
    const run = runId('timing', 'timing:1');
    await endRun(redis, PREFIX, 'timing', run);
    await redis.set(keeperKey(PREFIX), 'me');
    await it.store.keep(story(timing).run('ok', { run }).book, 0, 'me');
    await it.on(tick(timing));
    expect(it.enqueueRun).toHaveBeenCalledTimes(2);
    expect(await claimRun(redis, PREFIX, 'timing', 'next', 1_000)).toBe(true);
  });
});

describe('a tick that comes late', () => {
  const cron = check('cron', { schedule: { kind: 'cron', pattern: '0 * * * *', tz: 'UTC' } });
  const missed = { kind: 'missed', at: NOON + 4 * HOUR };

  it('is missed with all those of its schedule since, and not run', async () => {
    const late = check('late', { schedule: { kind: 'every', everyMs: 15 * MINUTE, offsetMs: 7_000 } });
    const it = stage({ checks: [late], at: NOON + 4 * HOUR });
    await it.on(tick(late, { at: NOON + 7_000, lateMs: 4 * HOUR - 7_000 }));
    const to = NOON + 3.75 * HOUR + 7_000;
    expect(await it.events()).toEqual([
      { ...missed, check: 'late', tick: 'late:1', from: NOON + 7_000, to, count: 16 },
    ]);
    expect(it.begun()).toBe(0);
  });

  it('is counted to the end, however long it was', async () => {
    const often = check('often', { schedule: { kind: 'every', everyMs: MINUTE, offsetMs: 0 } });
    const it = stage({ checks: [often], at: NOON + 14 * 24 * HOUR });
    await it.on(tick(often, { lateMs: 14 * 24 * HOUR }));
    expect(await it.events()).toMatchObject([{ to: NOON + 14 * 24 * HOUR, count: 20_161 }]);
  });

  it('is missed without more ado where people heard that nothing could be checked then', async () => {
    const it = stage({ at: NOON + 4 * HOUR, tools: { hasTold: (channel) => channel === 'C1' } });
    await it.on(tick(timing, { lateMs: 4 * HOUR }));
    expect(await it.events()).toMatchObject([{ kind: 'missed', isTold: true }]);
  });

  it('is missed by the calendar, too', async () => {
    const it = stage({ checks: [cron], at: NOON + 4 * HOUR });
    await it.on(tick(cron, { lateMs: 4 * HOUR }));
    expect(await it.events()).toEqual([
      { ...missed, check: 'cron', tick: 'cron:1', from: NOON, to: NOON + 4 * HOUR, count: 5 },
    ]);
    expect(it.begun()).toBe(0);
  });

  it.each([
    ['every 5 min', ready, 2.5 * MINUTE],
    ['every hour', check('ready', { schedule: { kind: 'every', everyMs: HOUR, offsetMs: 0 } }), 5 * MINUTE],
    ['cron', cron, 5 * MINUTE],
  ])('runs up to half a period and five minutes later: %s', async (_, of, mostMs) => {
    const inTime = stage({ checks: [of], at: NOON + mostMs });
    await inTime.on(tick(of, { lateMs: mostMs }));
    expect(inTime.begun()).toBe(1);
    const late = stage({ checks: [of], at: NOON + mostMs + 1 });
    await late.on(tick(of, { id: 'late', lateMs: mostMs + 1 }));
    expect(late.begun()).toBe(0);
    expect(await late.events()).toMatchObject([{ kind: 'missed', count: 1, from: NOON, to: NOON }]);
  });

  it('runs when it is a confirmation', async () => {
    const it = stage({ at: NOON + HOUR });
    await it.on(tick(timing, { id: 'timing:confirm:1', trigger: 'confirmation', lateMs: HOUR }));
    expect(it.enqueueRun.mock.calls[0]?.[0]).toMatchObject({ check: { trigger: 'confirmation' } });
  });
});

describe('a check yields', () => {
  const skipped = (why: string) => [{ kind: 'skipped', at: NOON, check: 'timing', tick: 'timing:1', why }];
  const open = check('timing', { ...timing, maintenance: [{ kind: 'once', from: NOON - 1, to: NOON + 1 }] });
  const job = podOf('1-1', { phase: 'Running' });

  it.each<[string, string, Parameters<typeof stage>[0]]>([
    ['busy', 'people wait', { line: { peopleWaiting: 1 } }],
    ['busy', 'as many run as may', { line: { running: 2 }, concurrency: 2 }],
    ['maintenance', 'a window is open', { checks: [open] }],
    [
      'near-capacity',
      'four of five jobs are there',
      { capacity: 5, pods: [job, job, job, podOf('1-2', { phase: 'Pending' })] },
    ],
    ['near-capacity', 'the only place is taken', { capacity: 1, pods: [job] }],
  ])('as %s: %s', async (why, _, over) => {
    const it = stage(over);
    await it.on(tick(timing));
    expect(await it.events()).toEqual(skipped(why));
    expect(it.begun()).toBe(0);
  });

  it('to maintenance that opens at a time which the clocks leave out on that day', async () => {
    const nightly = { kind: 'repeated', pattern: '30 2 * * *', tz: 'Europe/Berlin', forMs: HOUR } as const;
    const daily = check('timing', {
      ...timing,
      schedule: { kind: 'every', everyMs: 24 * HOUR, offsetMs: 2 * HOUR },
      maintenance: [nightly],
    });
    const runOn = async (day: string) => {
      const at = Date.parse(`${day}T02:00Z`);
      const it = stage({ checks: [daily], at });
      await it.on(tick(daily, { id: `timing:${day}`, at }));
      return [it.begun(), (await it.events()).filter((event) => 'tick' in event && event.tick === `timing:${day}`)];
    };
    expect(await runOn('2026-03-29')).toMatchObject([0, [{ kind: 'skipped', why: 'maintenance' }]]);
    expect(await runOn('2026-03-30')).toEqual([1, []]);
  });

  it.each<[string, Parameters<typeof stage>[0]]>([
    ['one place is left', { line: { running: 1 }, concurrency: 2 }],
    ['three of five jobs are there', { capacity: 5, pods: [job, job, job] }],
    ['the only place is free', { capacity: 1 }],
    ['jobs are over', { capacity: 1, pods: [podOf('1-1', { phase: 'Succeeded' }), podOf('1-2', { phase: 'Failed' })] }],
    ['other pods are there', { capacity: 1, pods: [podOf('1-1', { name: 'mongodb-0', phase: 'Running' })] }],
  ])('to nobody: %s', async (_, over) => {
    const it = stage(over);
    await it.on(tick(timing));
    expect([it.begun(), await it.events()]).toEqual([1, []]);
  });

  it('to nobody when it cannot be seen how full the environment is', async () => {
    const stack: StackWithLimits = {
      environment: { concurrency: 1, capacity: 1 },
      snapshot: () => Promise.reject(new Error('no route')),
    };
    const it = stage({ tools: { stacks: new Map([['lab', stack]]) } });
    await it.on(tick(timing));
    expect(it.begun()).toBe(1);
    expect(it.lines).toMatchObject([{ level: 'warn', fields: { environment: 'lab', error: 'no route' } }]);
  });

  it('as paused, before all else', async () => {
    const it = stage({ line: { peopleWaiting: 1 } });
    await redis.set(keeperKey(PREFIX), 'me');
    const paused = story(timing).take({ kind: 'pause', at: NOON, check: 'timing', by: 'U1' });
    await it.store.keep(paused.book, 0, 'me');
    await it.on(tick(timing));
    expect(await it.events()).toEqual(skipped('paused'));
    expect(it.begun()).toBe(0);
  });

  it('as overlap rather than busy while it is its own run that keeps the environment busy', async () => {
    const it = stage({ line: { running: 1 } });
    await claimRun(redis, PREFIX, 'timing', 'another', 60_000);
    await it.on(tick(timing));
    expect(await it.events()).toEqual(skipped('overlap'));
  });

  it('and lets its claim go when it yields, so that the next tick may run', async () => {
    await stage({ line: { running: 1 } }).on(tick(timing));
    const free = stage();
    await free.on(tick(timing, { id: 'timing:2' }));
    expect(free.enqueueRun).toHaveBeenCalledTimes(1);
  });

  it('as overlap, until its run before is over', async () => {
    const it = stage();
    await it.on(tick(timing, { id: 'timing:0' }));
    await it.on(tick(timing));
    expect(await it.events()).toEqual(skipped('overlap'));
    await endRun(redis, PREFIX, 'timing', runId('timing', 'timing:0'));
    await it.on(tick(timing, { id: 'timing:2' }));
    expect(it.begun()).toBe(2);
  });

  it('to itself only', async () => {
    const it = stage();
    await it.on(tick(timing));
    await it.on(tick(ready));
    expect(it.begun()).toBe(2);
  });
});

describe('a run that cannot begin', () => {
  const failing = () => stage({ tools: { checkStatus: () => Promise.reject(new Error('a secret of the bot')) } });

  it('holds up no other, and is known to have seen nothing', async () => {
    const it = failing();
    await expect(it.on(tick(ready))).rejects.toThrow('a secret');
    expect(await it.events()).toMatchObject([
      {
        kind: 'run',
        result: {
          run: runId('ready', 'ready:1'),
          check: 'ready',
          outcome: 'blind',
          cause: 'run-lost',
          trigger: 'schedule',
        },
      },
    ]);
    expect(JSON.stringify(await it.events())).not.toContain('a secret');
    expect(await claimRun(redis, PREFIX, 'ready', 'another', 1_000)).toBe(true);
  });

  it('is nothing yet when its worker stops: the tick comes again', async () => {
    const it = failing();
    await expect(it.on(tick(ready), AbortSignal.abort())).rejects.toThrow('a secret');
    expect(await it.events()).toEqual([]);
    expect(await claimRun(redis, PREFIX, 'ready', 'another', 1_000)).toBe(true);
  });
});
