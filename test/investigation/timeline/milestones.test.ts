import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FactOf } from '#investigation/observation.ts';
import type { MilestoneId } from '#investigation/timeline/milestone-ids.ts';
import { findMilestones } from '#investigation/timeline/milestones.ts';
import type { Moment } from '#investigation/timeline/moment.ts';
import {
  clusterClock,
  configured,
  evidence,
  healthyRun,
  kubernetesJob,
  metadata,
  notConfigured,
  pod,
  queue,
  type Seen,
  unknownFrom,
  ZERO,
} from '../../support/evidence.ts';
import { MOST_LAG_MS, type TrueMilestone, trueRuns } from '../../support/true-run.ts';

type Options = Parameters<typeof evidence>[1];

function moments(seen: readonly Seen[], options?: Options) {
  return findMilestones(evidence(seen, options));
}

function times(moment: Moment) {
  if (moment.state === 'reached') return [moment.earliest, moment.latest];
  return moment.state === 'not-reached' ? `> ${moment.after}` : moment.why;
}

function port(atMs: number, open: boolean): Seen {
  return [
    atMs,
    {
      kind: 'stream-port',
      sentAt: ZERO + atMs,
      open,
      host: 'focus.lab',
      port: 12_319,
      detail: open ? '' : 'ECONNREFUSED',
    },
  ];
}

function viaManagement(atMs: number, consumers: number): Seen {
  return [
    atMs,
    {
      kind: 'queue-state',
      sentAt: ZERO + atMs,
      via: 'management',
      name: 'grpc-job-19-7',
      exists: true,
      consumers,
      ready: 0,
    },
  ];
}

/** The cluster's clock read when it was so far ahead of the bot's. */
function clockAhead(aheadMs: number): Seen {
  const fact: FactOf<'clock-reading'> = {
    kind: 'clock-reading',
    clock: 'kubernetes',
    sentAt: ZERO,
    answeredAt: ZERO + 20,
    stamp: 0,
  };
  return [20, { ...fact, stamp: Math.floor((ZERO + 10 + aheadMs) / 1_000) * 1_000 }];
}

describe('the consumer', () => {
  it('came between the sending of the last miss and the answer of the first hit', () => {
    const { 'consumer-ready': ready } = moments([
      metadata(400, 'id-unknown'),
      metadata(900, 'id-unknown'),
      metadata(1_000, 'ready'),
    ]);
    expect(times(ready)).toEqual([890, 1_000]);
  });

  it('came some time since zero where the first answer has it', () => {
    expect(times(moments([metadata(400, 'ready')])['consumer-ready'])).toEqual([0, 400]);
  });

  it('came where it was first seen, though it went away again', () => {
    const seen = [metadata(900, 'id-unknown'), metadata(1_000, 'ready'), metadata(38_000, 'id-unknown')];
    expect(times(moments(seen)['consumer-ready'])).toEqual([890, 1_000]);
  });

  it('that did not come in time is later than the last miss, never clamped to the limit and never dropped', () => {
    expect(times(moments([...unknownFrom(400, 30_110)])['consumer-ready'])).toEqual('> 30100');
    expect(times(moments([...unknownFrom(400, 42_154)])['consumer-ready'])).toEqual('> 42144');
  });

  it.each(['network-error', 'route-absent', 'server-error', 'unexpected'] as const)(
    'is not missed by an answer that is %s',
    (answer) => {
      const { 'consumer-ready': ready } = moments([
        metadata(400, 'id-unknown'),
        metadata(900, answer),
        metadata(1_000, 'ready'),
      ]);
      expect(times(ready)).toEqual([390, 1_000]);
      expect(times(moments([metadata(400, 'id-unknown'), metadata(30_000, answer)])['consumer-ready'])).toEqual(
        '> 390',
      );
      expect(moments([metadata(400, answer), metadata(30_000, answer)])['consumer-ready'].state).toBe('not-seen');
    },
  );

  it('is witnessed by the two answers that bracket it', () => {
    const { 'consumer-ready': ready } = moments([
      metadata(400, 'id-unknown'),
      metadata(900, 'id-unknown'),
      metadata(1_000, 'ready'),
    ]);
    expect(ready.state === 'reached' && ready.witnesses.map(({ at }) => at - ZERO)).toEqual([900, 1_000]);
  });

  it('was not seen where metadata was blind, for the reason of its gap', () => {
    expect(times(moments([], { blind: ['metadata-answer'] })['consumer-ready'])).toBe(
      'metadata-answer is not configured',
    );
  });

  it('was not seen where there was no job', () => {
    const refused: Seen = [20, notConfigured({ status: 422 })];
    expect(times(moments([refused])['consumer-ready'])).toBe('there was no job to look at');
  });
});

describe('configure', () => {
  it('was answered when the bot had the answer', () => {
    expect(times(moments([[340, configured({ answeredAt: ZERO + 340 })]]).configured)).toEqual([340, 340]);
  });

  it.each(['refused', 'unreachable', 'unanswered'] as const)('that was %s gave no job', (outcome) => {
    expect(times(moments([[20, notConfigured({ outcome, answeredAt: ZERO + 20 })]]).configured)).toBe('> 20');
  });
});

describe('a pod', () => {
  const reported = [pod(330, 'pending'), pod(2_380, 'scheduled')] as const;

  it('was scheduled between two reports of the watch', () => {
    expect(times(moments(reported)['pod-scheduled'])).toEqual([0, 2_380]);
  });

  it("was scheduled within the whole second of its stamp, read on the cluster's clock", () => {
    const ahead = [clockAhead(5_000), pod(330, 'pending'), pod(9_000, 'scheduled', { scheduledStamp: ZERO + 7_000 })];
    // Ahead by 4,980 to 6,000 ms, so the stamp [7,000, 8,000) is 1,000 to 3,020 ms after zero.
    expect(times(moments(ahead)['pod-scheduled'])).toEqual([1_000, 3_020]);
  });

  it('was scheduled when the watch says, where a stamp tells of another time: clocks jump', () => {
    const jumped = [clockAhead(0), pod(330, 'pending'), pod(2_380, 'scheduled', { scheduledStamp: ZERO + 60_000 })];
    expect(times(moments(jumped)['pod-scheduled'])).toEqual([0, 2_380]);
  });

  it("was scheduled when the watch says, where the cluster's clock was not read", () => {
    expect(
      times(moments([pod(330, 'pending'), pod(9_000, 'scheduled', { scheduledStamp: ZERO + 7_000 })])['pod-scheduled']),
    ).toEqual([0, 9_000]);
  });

  it('that has a node and no stamp of it is scheduled, and its creation is not taken for the stamp', () => {
    const { scheduledStamp: _none, ...unstamped } = pod(9_000, 'scheduled')[1] as FactOf<'pod-state'>;
    expect(times(moments([clockAhead(0), [9_000, unstamped]])['pod-scheduled'])).toEqual([0, 9_000]);
  });

  it('that is Ready without a stamp of it is Ready, and its start is not taken for the stamp', () => {
    const { readyStamp: _none, ...unstamped } = pod(9_000, 'ready', {
      containers: [...running(ZERO + 2_000)],
    })[1] as FactOf<'pod-state'>;
    expect(times(moments([clockAhead(0), pod(3_000, 'running'), [9_000, unstamped]])['pod-ready'])).toEqual([
      2_000, 9_000,
    ]);
  });

  it('started when its first container did, not when one that prepares it did', () => {
    const [container] = running(ZERO + 1_000);
    const init = { ...container, name: 'init', state: 'terminated', startedStamp: ZERO + 1_000 } as const;
    const waiting = {
      name: 'main',
      image: 'i',
      state: 'waiting',
      ready: false,
      restarts: 0,
      reason: 'PodInitializing',
    } as const;
    const seen = [
      pod(1_400, 'scheduled', { containers: [waiting, init] }),
      pod(6_500, 'running', { containers: [...running(ZERO + 6_000), init] }),
    ];
    expect(times(moments(seen)['container-started'])).toEqual([0, 6_500]);
  });

  it('that never started is later than the end of the watch', () => {
    const { 'container-started': started } = moments([pod(330, 'pending')], { endedMs: 31_000 });
    expect(times(started)).toBe('> 31000');
  });

  it("of the backend or of the clean-up is not the job's", () => {
    const others = [pod(100, 'ready', { role: 'backend' }), pod(200, 'ready', { role: 'cleanup' })];
    expect(moments(others, { endedMs: 31_000 })['pod-created']).toMatchObject({
      state: 'not-reached',
      after: 31_000,
      witnesses: [],
    });
  });

  it('was not seen where Kubernetes was blind, for the reason of its gap', () => {
    expect(times(moments([], { blind: ['pod-state'] })['pod-scheduled'])).toBe('pod-state is not configured');
  });

  function running(startedStamp: number) {
    return [{ name: 'main', image: 'i', state: 'running', ready: true, restarts: 0, startedStamp }] as const;
  }
});

describe('a Kubernetes Job', () => {
  it('was created between the look that missed it and the report that has it', () => {
    expect(times(moments([kubernetesJob(2_900, false), kubernetesJob(3_450, true)])['job-created'])).toEqual([
      900, 3_450,
    ]);
  });

  it("of the clean-up is not the job's", () => {
    const [at, cleanup] = kubernetesJob(450, true);
    const seen: Seen = [at, { ...(cleanup as FactOf<'kubernetes-job-state'>), name: 'cleanup-job-19-7' }];
    expect(moments([seen])['job-created'].state).toBe('not-reached');
  });
});

describe('what is looked at again and again', () => {
  it('changed after the last look that missed it, and by the first that has it', () => {
    const { 'queue-created': made, 'consumer-attached': attached } = moments([
      queue(300, 'absent'),
      queue(900, 'absent'),
      queue(1_200, {}),
      queue(1_500, { consumers: 1 }),
    ]);
    expect(times(made)).toEqual([900, 1_200]);
    expect(times(attached)).toEqual([1_200, 1_500]);
    expect(times(moments([port(500, false), port(7_000, true)])['stream-open'])).toEqual([500, 7_000]);
  });

  it('that never changed is later than the last look', () => {
    const { 'queue-created': made } = moments([queue(300, 'absent'), queue(29_900, 'absent')], { endedMs: 31_000 });
    expect(times(made)).toBe('> 29900');
  });

  it('has no consumer 5 s before the management API says so, for its statistics are that old', () => {
    expect(times(moments([viaManagement(8_000, 0), queue(8_100, { consumers: 1 })])['consumer-attached'])).toEqual([
      3_000, 8_100,
    ]);
    expect(
      times(moments([queue(6_000, {}), viaManagement(8_000, 0), queue(8_100, { consumers: 1 })])['consumer-attached']),
    ).toEqual([6_000, 8_100]);
    expect(times(moments([viaManagement(2_000, 0), viaManagement(30_000, 0)])['consumer-attached'])).toBe('> 25000');
    expect(times(moments([viaManagement(2_000, 0)])['consumer-attached'])).toBe('> 0');
  });

  it('was not seen where nobody looked', () => {
    expect(moments([])['stream-open']).toEqual({ state: 'not-seen', why: 'nothing was seen that tells' });
    expect(times(moments([port(500, false)], { blind: ['stream-port'] })['stream-open'])).toBe(
      'stream-port is not configured',
    );
  });
});

it('finds every milestone of a healthy run in the order in which a job reaches them', () => {
  const found = moments([...healthyRun, clusterClock(7)]);
  const order: readonly MilestoneId[] = [
    'configured',
    'pod-scheduled',
    'container-started',
    'pod-ready',
    'queue-created',
    'consumer-attached',
    'consumer-ready',
  ];
  const latest = order.map((id) => (found[id].state === 'reached' ? found[id].latest : Number.NaN));
  expect(latest).toEqual(latest.toSorted((a, b) => a - b));
});

describe('the interval found', () => {
  const polled: readonly TrueMilestone[] = ['queue-created', 'consumer-attached', 'consumer-ready'];
  const watched: readonly TrueMilestone[] = [
    'job-created',
    'pod-created',
    'pod-scheduled',
    'container-started',
    'pod-ready',
  ];

  it.each(polled)('contains the true time of %s, whatever the schedule of looks', (id) => {
    holds(id, 0);
  });

  it.each(watched)("contains the true time of %s, whatever the cluster's clock, but for the lag of the watch", (id) => {
    holds(id, MOST_LAG_MS);
  });

  /** Holds for any run; and some run reaches the milestone, some does not, or nothing was shown. */
  function holds(id: TrueMilestone, lagMs: number): void {
    const states = new Set<Moment['state']>();
    fc.assert(
      fc.property(trueRuns, (run) => {
        const moment = findMilestones(run.evidence)[id];
        const truth = run.truth[id];
        states.add(moment.state);
        if (moment.state === 'reached') {
          expect(moment.earliest - lagMs).toBeLessThanOrEqual(truth);
          expect(moment.latest).toBeGreaterThanOrEqual(truth);
        }
        if (moment.state === 'not-reached') expect(moment.after - lagMs).toBeLessThanOrEqual(truth);
      }),
      { numRuns: 400 },
    );
    expect(states).toContain('reached');
    expect(states).toContain('not-reached');
  }
});

describe('moments that cannot be before one another', () => {
  it('narrow each other: no consumer is on a queue that is not there yet', () => {
    const seen = [queue(9_000, 'absent'), queue(14_000, { consumers: 1 })];
    expect(times(moments(seen)['queue-created'])).toEqual([9_000, 14_000]);
    expect(times(moments(seen)['consumer-attached'])).toEqual([9_000, 14_000]);
  });
});
