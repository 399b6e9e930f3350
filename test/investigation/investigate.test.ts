import { describe, expect, it } from 'vitest';
import { explain, investigate } from '#investigation/investigate.ts';
import type { Observation } from '#investigation/observation.ts';
import type { Probe } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import {
  container,
  evidence,
  healthyRun,
  log,
  metadata,
  noConsumerRun,
  pod,
  queue,
  type Seen,
  unknownFrom,
  ZERO,
} from '../support/evidence.ts';
import { manualClock } from '../support/manual-clock.ts';

function frozen<T>(value: T): T {
  if (value !== null && typeof value === 'object') for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

describe('explaining', () => {
  it.each([
    ['a healthy run', healthyRun],
    ['a run without a consumer', [...noConsumerRun, log(4_000, 'backend', 'error', 'no consumer for 19-7')]],
  ])('leaves the evidence of %s as it is', (_name, seen) => {
    const given = frozen(evidence(seen));
    expect(explain(given)).toEqual(explain(given));
  });

  it('gives the same report of evidence that was stored and read again', () => {
    const seen = evidence(noConsumerRun);
    expect(explain(JSON.parse(JSON.stringify(seen)))).toEqual(explain(seen));
  });

  it('finds its way through 10,000 observations', () => {
    const noise: readonly Seen[] = Array.from({ length: 9_000 }, (_, i) =>
      log(i * 3, 'backend', i % 3 ? 'info' : 'warning', `request ${i} took ${i % 97} ms`),
    );
    const polls: readonly Seen[] = Array.from({ length: 800 }, (_, i) => metadata(300 + i * 37, 'id-unknown'));
    const looks: readonly Seen[] = Array.from({ length: 200 }, (_, i) => queue(2_300 + i * 130, {}));
    const seen = evidence([
      ...noConsumerRun,
      ...noise,
      ...polls,
      ...looks,
      pod(2_000, 'ready'),
      ...unknownFrom(400, 30_200),
    ]);
    expect(seen.observations.length).toBeGreaterThan(10_000);
    const report = explain(seen);
    expect(report.verdict).toBe('broken');
    expect(report.cause?.id).toBe('consumer-never-created');
    expect(report.logLines).toHaveLength(1);
  });
});

/** Tells these facts, each at its time. */
function telling(id: string, clock: Clock, seen: readonly Seen[]): Probe {
  return {
    id,
    sees: [...new Set(seen.map(([, { kind }]) => kind))],
    about: 'job',
    async *watch(_subject, signal) {
      for (const [at, fact] of seen) {
        await clock.sleep(Math.max(0, ZERO + at - clock.now()), signal);
        yield { at: clock.now(), fact };
      }
    },
  };
}

describe('an investigation', () => {
  const { subject } = evidence([]);

  it('acts once, then looks, then thinks: the report is that of its evidence', async () => {
    const clock = manualClock(ZERO);
    const order: string[] = [];
    const facts = [metadata(100, 'id-unknown'), metadata(600, 'ready')];
    const answering: Probe = {
      id: 'metadata',
      sees: ['metadata-answer'],
      about: 'job',
      answers: 'metadata',
      async *watch() {
        order.push('look');
        for (const [at, fact] of facts) {
          await clock.sleep(ZERO + at - clock.now());
          yield { at: clock.now(), fact };
        }
      },
    };
    const heard: Observation[] = [];
    const running = investigate({
      startJob: async () => {
        order.push('act');
        return subject;
      },
      probes: [answering],
      clock,
      signal: new AbortController().signal,
      onObservation: (observation) => void heard.push(observation),
    });
    await clock.advance(5_000);
    const { evidence: seen, report } = await running;
    expect(order).toEqual(['act', 'look']);
    expect(heard).toEqual(seen.observations);
    expect(report).toEqual(explain(seen));
    expect(report.verdict).toBe('healthy');
    expect(report.headline).toBe('consumer after 0.6 s');
  });

  it('ends a moment after what is certain and cannot heal, and waits for what may', async () => {
    const killed = { state: 'terminated', reason: 'OOMKilled', exitCode: 137 } as const;
    const waiting = { state: 'waiting', reason: 'ImagePullBackOff' } as const;
    const took = async (state: typeof killed | typeof waiting, phase: 'Failed' | 'Pending') => {
      const clock = manualClock(ZERO);
      const told = [
        metadata(500, 'id-unknown'),
        pod(800, 'scheduled'),
        container(2_000, 'scheduled', state, { phase }),
      ];
      const running = investigate({
        startJob: async () => subject,
        probes: [
          telling('metadata', clock, told.slice(0, 1)),
          telling('pods', clock, told.slice(1)),
          { ...telling('waiting', clock, [metadata(30_100, 'id-unknown')]), answers: 'metadata' },
        ],
        clock,
        signal: new AbortController().signal,
      });
      await clock.advance(40_000);
      const { evidence: seen, report } = await running;
      return { tookMs: seen.endedAt - ZERO, verdict: report.verdict, cause: report.cause?.id };
    };
    const early = await took(killed, 'Failed');
    expect(early).toMatchObject({ verdict: 'broken', cause: 'pod-out-of-memory' });
    expect(early.tookMs).toBeLessThanOrEqual(4_000);
    const late = await took(waiting, 'Pending');
    expect(late).toMatchObject({ verdict: 'broken', cause: 'image-not-pulled' });
    expect(late.tookMs).toBeGreaterThan(30_000);
  });

  it.each([
    ['was taken from its node', { reason: 'Evicted', message: 'The node was low on memory' }, 2_000],
    ['crashed, as it seemed', {}, 2_300],
  ])('goes on where its Job makes another pod of one that %s', async (_what, why, successorAt) => {
    const clock = manualClock(ZERO);
    const ended = { state: 'terminated', reason: 'Error', exitCode: 1 } as const;
    const second = { name: 'grpc-job-19-7-zzzzz', uid: 'u2', createdStamp: ZERO + 2_000 };
    const running = investigate({
      startJob: async () => subject,
      probes: [
        telling('pods', clock, [pod(800, 'ready'), pod(successorAt, 'pending', second), pod(6_000, 'ready', second)]),
        telling('ends', clock, [container(2_100, 'ready', ended, { phase: 'Failed', ready: false, ...why })]),
        {
          ...telling('metadata', clock, [metadata(13_000, 'id-unknown'), metadata(14_000, 'ready')]),
          answers: 'metadata',
        },
      ],
      clock,
      signal: new AbortController().signal,
    });
    await clock.advance(40_000);
    const { evidence: seen, report } = await running;
    expect(seen.endedAt - ZERO).toBeGreaterThan(14_000);
    expect(report.verdict).toBe('degraded');
  });

  it('does not look where it could not act, and lets the error fly', async () => {
    const never: Probe = { id: 'p', sees: [], about: 'environment', watch: () => expect.unreachable('it looked') };
    const failing = investigate({
      startJob: () => Promise.reject(new Error('the queue lost its lock')),
      probes: [never],
      clock: manualClock(ZERO),
      signal: new AbortController().signal,
    });
    await expect(failing).rejects.toThrow('the queue lost its lock');
  });
});
