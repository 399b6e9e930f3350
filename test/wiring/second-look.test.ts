import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emptyBook } from '#checks/advance.ts';
import { type Lab, openLab } from '#lab/lab.ts';
import { healthy } from '#lab/scenarios/healthy.ts';
import { silentLog } from '#lib/logger.ts';
import { createRedactor } from '#lib/redact.ts';
import type { SecondLookRequest } from '#queue/requests.ts';
import { createLookAgain, createPlanSecondLook, type LookAgainTools } from '#wiring/second-look.ts';
import { openStacks, type Stack } from '#wiring/stack.ts';
import { past } from '../support/past.ts';
import { report } from '../support/report.ts';
import { soon } from '../support/soon.ts';

const signal = new AbortController().signal;
const MINUTES_10 = 600_000;
const paused = { phase: 'ok', marks: [], paused: { by: 'U0LEAD', at: 1 } } as const;

describe('planning a second look', () => {
  function planned(ask?: () => Promise<void>) {
    const asked: (SecondLookRequest & { afterMs: number })[] = [];
    const keep = async (request: SecondLookRequest, afterMs: number) => void asked.push({ ...request, afterMs });
    return { asked, plan: createPlanSecondLook({ ask: ask ?? keep }, silentLog) };
  }

  it('is for ten minutes after a verdict that may be wrong, and for no healthy one', async () => {
    const { asked, plan } = planned();
    const { cause: _, ...open } = report({ investigation: 'open', verdict: 'inconclusive' });
    const { cause: __, ...well } = report({ investigation: 'well', verdict: 'healthy' });
    for (const each of [report({ investigation: 'named' }), open, well]) await plan(each);
    expect(asked).toEqual(
      ['named', 'open'].map((investigation) => ({ investigation, environment: 'staging', afterMs: MINUTES_10 })),
    );
  });

  it('never holds up a report: what cannot be planned is left', async () => {
    const { plan } = planned(() => Promise.reject(new Error('Redis is away')));
    await expect(plan(report())).resolves.toBeUndefined();
  });
});

describe('a second look at the stack', () => {
  let lab: Lab;
  let stacks: ReadonlyMap<string, Stack>;
  let kept: [string, object][];
  const run = past({ environment: 'lab', verdict: 'broken', check: 'nightly', startedAt: Date.now() - 700_000 });

  beforeAll(async () => {
    lab = await openLab({ scenario: healthy, speed: 10, seed: 1, log: silentLog });
    stacks = await openStacks(lab.config.environments, lab.clock, createRedactor([]));
  });
  beforeEach(() => {
    kept = [];
  });
  afterEach(() => {
    expect(lab.slack.calls.filter(({ method }) => method.startsWith('chat.'))).toEqual([]);
  });
  afterAll(() => lab.close());

  async function look(over: Partial<LookAgainTools> = {}) {
    const history: LookAgainTools['history'] = {
      line: async () => run,
      past: async () => [run],
      keepSecondLook: async (...what) => kept.push(what) > 0,
    };
    const store = { read: async () => emptyBook };
    const tools = { stacks, history, store, redactor: createRedactor([]), clock: lab.clock, log: silentLog };
    await createLookAgain({ ...tools, ...over })({ investigation: 'inv-7f3a', environment: 'lab' }, signal);
  }

  it('sees the jobs that live and the backend, keeps that in history, and posts and configures nothing', async () => {
    const id = await lab.configure();
    const asked = lab.world.lives.length;
    await soon(() => expect(lab.world.lives.at(-1)?.came.has('metadata')).toBe(true), 10_000);
    await look();
    expect(kept).toEqual([
      ['inv-7f3a', { at: expect.any(Number), next: { consumer: true, jobId: id, from: 'look' }, restarted: false }],
    ]);
    expect(lab.world.lives).toHaveLength(asked);
  });

  it.each<[string, Partial<LookAgainTools>]>([
    ['its environment is gone', { stacks: new Map() }],
    ['its check is paused', { store: { read: async () => ({ ...emptyBook, checks: { nightly: paused } }) } }],
  ])('is left out where %s', async (_why, over) => {
    await look(over);
    expect(kept).toEqual([]);
  });
});
