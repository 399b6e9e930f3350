import { describe, expect, it } from 'vitest';
import type { MilestoneId } from '#investigation/timeline/milestone-ids.ts';
import { findMilestones } from '#investigation/timeline/milestones.ts';
import { clusterClock, event, evidence, kubernetesJob, log, pod, type Seen, ZERO } from '../../support/evidence.ts';

/** The cluster's clock is the bot's, give or take 7 ms: one answer just before its second turns, one just after. */
const clock: readonly Seen[] = [clusterClock(998, 0), clusterClock(1_006, 0)];
const POD = 'grpc-job-19-7-8rlgb';

/** An event of the control plane, or of a kubelet whose node's clock is so far ahead, told `tookMs` after it happened. */
function exactly(happenedMs: number, reason: string, message: string, tookMs = 8, aheadMs = 0): Seen {
  const object = reason === 'SuccessfulCreate' ? { kind: 'Job', name: 'grpc-job-19-7' } : { kind: 'Pod', name: POD };
  const firstStamp = ZERO + happenedMs + aheadMs;
  return event(happenedMs + tookMs, reason, message, { type: 'Normal', object, firstStamp, precisionMs: 0.001 });
}

function run({ tookMs = 8, nodeAheadMs = 0 }: { tookMs?: number; nodeAheadMs?: number }) {
  const seen = [
    ...clock,
    kubernetesJob(850, false),
    kubernetesJob(900 + tookMs, true),
    pod(1_000 + tookMs, 'pending'),
    exactly(1_000, 'SuccessfulCreate', `Created pod: ${POD}`, tookMs),
    pod(1_100 + tookMs, 'scheduled'),
    exactly(1_100, 'Scheduled', `Successfully assigned panda/${POD} to worker-node`, tookMs),
    exactly(2_000, 'Pulled', 'Container image already present', tookMs, nodeAheadMs),
    exactly(2_030, 'Started', 'Started container baby-analyzer', tookMs, nodeAheadMs),
    onNode(pod(2_700, 'running'), nodeAheadMs),
    onNode(pod(3_300 + tookMs, 'ready'), nodeAheadMs),
  ].toSorted(([one], [other]) => one - other);
  const milestones = findMilestones(evidence(seen));
  return (id: MilestoneId) => {
    const at = milestones[id];
    return at.state === 'reached' ? [at.earliest, at.latest] : at;
  };
}

/** The stamps that a kubelet writes, on the clock of its node. */
function onNode([at, fact]: Seen, nodeAheadMs: number): Seen {
  if (fact.kind !== 'pod-state') return [at, fact];
  const stamp = (ms: number) => Math.floor((ZERO + ms + nodeAheadMs) / 1_000) * 1_000;
  const containers = fact.containers.map((container) => ({ ...container, startedStamp: stamp(2_030) }));
  return [at, { ...fact, containers, ...(fact.ready && { readyStamp: stamp(3_300) }) }];
}

function width([earliest, latest]: readonly number[]): number {
  return (latest ?? 0) - (earliest ?? 0);
}

const TRUTH: Partial<Record<MilestoneId, number>> = {
  'job-created': 900,
  'pod-created': 1_000,
  'pod-scheduled': 1_100,
  'container-started': 2_030,
  'pod-ready': 3_300,
};

describe('what a watch tells', () => {
  it.each(Object.entries(TRUTH))('is dated to some ms where events show how quick it is: %s at %d', (id, truth) => {
    for (const tookMs of [1, 8, 60]) {
      const at = run({ tookMs })(id as MilestoneId) as readonly number[];
      expect(at[0]).toBeLessThanOrEqual(truth);
      expect(at[1]).toBeGreaterThanOrEqual(truth);
      expect(width(at)).toBeLessThan(id === 'pod-ready' ? 320 : 190);
    }
  });

  it.each([-5_000, 0, 255, 3_000])('does not go by the clock of a node that is %d ms ahead', (nodeAheadMs) => {
    const at = run({ nodeAheadMs })('container-started') as readonly number[];
    expect(at[0]).toBeLessThanOrEqual(2_030);
    expect(at[1]).toBeGreaterThanOrEqual(2_030);
    expect(width(at)).toBeLessThan(90);
  });

  it('dates no start before its pod was scheduled, or after it was told, where the events were there already', () => {
    const away = { at: ZERO + 7_000, from: ZERO + 1_200, probe: 'events', reason: 'bot-away', detail: 'away' } as const;
    const seen = [
      ...clock,
      pod(1_008, 'pending'),
      exactly(1_000, 'SuccessfulCreate', `Created pod: ${POD}`),
      pod(1_108, 'scheduled'),
      exactly(1_100, 'Scheduled', `Successfully assigned panda/${POD} to worker-node`),
      exactly(2_000, 'Pulled', 'Container image already present', 5_010),
      // Much is told when it can see again: not all of it in the same ms.
      exactly(2_030, 'Started', 'Started container baby-analyzer', 5_100),
      pod(7_140, 'ready'),
    ];
    const run = evidence(seen);
    const gaps = (['kubernetes-event', 'pod-state'] as const).map((kind) => ({ ...away, kinds: [kind] }));
    const started = findMilestones({ ...run, gaps: [...run.gaps, ...gaps] })['container-started'];
    expect(started).toHaveProperty(
      'earliest',
      expect.toSatisfy((earliest: number) => earliest <= 2_030),
    );
    expect(started).toHaveProperty(
      'latest',
      expect.toSatisfy((latest: number) => latest >= 2_030),
    );
  });

  it.each([-3_000, -500, 0, 3_000])(
    'is dated by what its pod logged where no event tells: a node %d ms ahead',
    (nodeAheadMs) => {
      const line = (ms: number, tookMs: number) =>
        log(ms + tookMs, 'grpc', 'info', 'a line', { stamp: ZERO + ms + nodeAheadMs });
      const seen = [
        ...clock,
        pod(1_000, 'pending'),
        pod(1_100, 'scheduled'),
        onNode(pod(2_700, 'running'), nodeAheadMs),
        onNode(pod(3_300, 'ready'), nodeAheadMs),
        line(2_040, 900),
        line(2_900, 40),
        line(3_100, 300),
      ].toSorted(([one], [other]) => one - other);
      const { 'container-started': started, 'pod-ready': ready } = findMilestones(
        evidence(seen, { blind: ['kubernetes-event'] }),
      );
      for (const [at, truth] of [
        [started, 2_030],
        [ready, 3_300],
      ] as const) {
        expect(at).toMatchObject({ state: 'reached' });
        if (at.state !== 'reached') continue;
        expect(at.earliest).toBeLessThanOrEqual(truth);
        expect(at.latest).toBeGreaterThanOrEqual(truth);
      }
    },
  );

  const logged = (ms: number, told: number) => log(told, 'grpc', 'info', 'a line', { stamp: ZERO + ms });
  it.each([
    ['after a worker had gone', true],
    ['of a job that ran already', false],
  ])('is not dated by lines that stood there already: %s', (_when, wasSeenBefore) => {
    const away = { at: ZERO + 9_000, from: ZERO + 1_200, probe: 'logs', reason: 'bot-away', detail: 'away' } as const;
    const before = [pod(1_000, 'pending'), pod(1_100, 'scheduled')];
    const seen = [
      ...clock,
      ...(wasSeenBefore ? before : []),
      onNode(pod(9_100, 'ready'), 0),
      logged(2_040, 9_110),
      logged(2_900, 9_111),
      logged(3_100, 9_111),
    ];
    const run = evidence(seen, { blind: ['kubernetes-event'] });
    const gaps = (['log-line', 'pod-state'] as const).map((kind) => ({ ...away, kinds: [kind] }));
    const { 'container-started': started, 'pod-ready': ready } = findMilestones({
      ...run,
      gaps: [...run.gaps, ...(wasSeenBefore ? gaps : [])],
    });
    expect(started).toSatisfy((at: typeof started) => at.state === 'reached' && holds(2_030)([at.earliest, at.latest]));
    expect(ready).toSatisfy((at: typeof ready) => at.state === 'reached' && holds(3_300)([at.earliest, at.latest]));
  });

  it('is taken for up to 2 s late where no event shows how quick it is', () => {
    const seen = [...clock, pod(1_000, 'pending'), pod(1_100, 'scheduled'), pod(2_700, 'running'), pod(3_300, 'ready')];
    const ready = findMilestones(evidence(seen))['pod-ready'];
    expect(ready).toMatchObject({ earliest: expect.closeTo(2_493, 0), latest: 3_300 });
  });

  it('is not bounded by what came after the watch was blind', () => {
    const blind = {
      at: ZERO + 3_250,
      from: ZERO + 2_800,
      probe: 'pods',
      reason: 'unreachable',
      detail: 'gone',
    } as const;
    const seen = [
      ...clock,
      pod(1_000, 'pending'),
      exactly(1_000, 'SuccessfulCreate', `Created pod: ${POD}`),
      pod(1_105, 'scheduled'),
      exactly(1_100, 'Scheduled', `Successfully assigned panda/${POD} to worker-node`),
      pod(2_700, 'running'),
      pod(2_900, 'ready'),
    ];
    const run = evidence(seen);
    const ready = findMilestones({ ...run, gaps: [...run.gaps, { ...blind, kinds: ['pod-state'] }] })['pod-ready'];
    expect(ready).toMatchObject({ earliest: expect.closeTo(1_493, 0), latest: 2_900 });
  });

  it.each([0, 10, 28])('may have happened %d ms before its event was stamped', (stampedMs) => {
    const at = milestonesOf([
      ...clock,
      pod(1_045, 'pending'),
      exactly(1_000 + stampedMs, 'SuccessfulCreate', `Created pod: ${POD}`),
      pod(1_145, 'scheduled'),
      exactly(1_100 + stampedMs, 'Scheduled', `Successfully assigned panda/${POD} to worker-node`),
      exactly(2_000, 'Pulled', 'Container image already present'),
      exactly(2_030 + stampedMs, 'Started', 'Started container baby-analyzer'),
      pod(2_700, 'running'),
    ]);
    expect(at('pod-created')).toSatisfy(holds(1_000));
    expect(at('pod-scheduled')).toSatisfy(holds(1_100));
    expect(at('container-started')).toSatisfy(holds(2_030));
  });

  it('was slow where the bot stalled before it happened, and not when it was told', () => {
    const stall = { kind: 'bot-stall', from: ZERO + 100, to: ZERO + 990, by: 'event-loop', delayMs: 890 } as const;
    const at = milestonesOf([
      ...clock,
      [1_020, stall],
      pod(1_100, 'pending'),
      exactly(1_000, 'SuccessfulCreate', `Created pod: ${POD}`, 100),
      pod(1_200, 'scheduled'),
      exactly(1_100, 'Scheduled', `Successfully assigned panda/${POD} to worker-node`, 100),
      exactly(2_030, 'Started', 'Started container baby-analyzer', 90),
      pod(2_700, 'running'),
    ]);
    expect(at('container-started')).toSatisfy(holds(2_030));
  });

  it.each([1_500, -1_500])(
    'of a kubelet %d ms ahead is as quick as its quickest, though it was slow at first',
    (ahead) => {
      const at = milestonesOf([
        ...clock,
        pod(1_600, 'scheduled'),
        exactly(1_000, 'SuccessfulCreate', `Created pod: ${POD}`, 600),
        exactly(1_100, 'Scheduled', `Successfully assigned panda/${POD} to worker-node`, 500),
        exactly(2_000, 'Pulled', 'Container image already present', 12, ahead),
        exactly(2_030, 'Created', 'Created container baby-analyzer', 40, ahead),
        exactly(2_300, 'Started', 'Started container baby-analyzer', 90, ahead),
        onNode(pod(2_700, 'running'), ahead),
      ]);
      expect(at('container-started')).toSatisfy(holds(2_300));
      expect(width(at('container-started'))).toBeLessThan(200);
    },
  );

  it('of a kubelet was told late where the bot stalled meanwhile', () => {
    const at = milestonesOf([
      ...clock,
      pod(1_008, 'pending'),
      exactly(1_000, 'SuccessfulCreate', `Created pod: ${POD}`),
      pod(1_108, 'scheduled'),
      exactly(1_100, 'Scheduled', `Successfully assigned panda/${POD} to worker-node`),
      exactly(2_000, 'Pulled', 'Container image already present', 900),
      exactly(2_030, 'Started', 'Started container baby-analyzer', 870),
      [2_910, { kind: 'bot-stall', from: ZERO + 1_950, to: ZERO + 2_895, by: 'event-loop', delayMs: 945 }],
      pod(2_920, 'running'),
    ]);
    expect(at('container-started')).toSatisfy(holds(2_030));
  });

  it('was told late where the bot stalled twice, and was busy between with what had waited', () => {
    const stall = (from: number, to: number): Seen => [
      to,
      { kind: 'bot-stall', from: ZERO + from, to: ZERO + to, by: 'event-loop', delayMs: to - from },
    ];
    const at = milestonesOf([
      ...clock,
      pod(1_008, 'pending'),
      exactly(1_000, 'SuccessfulCreate', `Created pod: ${POD}`),
      pod(1_108, 'scheduled'),
      exactly(1_100, 'Scheduled', `Successfully assigned panda/${POD} to worker-node`),
      exactly(2_030, 'Started', 'Started container baby-analyzer'),
      pod(2_700, 'running'),
      stall(4_411, 8_348),
      stall(8_993, 9_469),
      pod(9_037, 'ready', { readyStamp: ZERO + 4_000 }),
    ]);
    expect(at('pod-ready')).toSatisfy(holds(4_725));
  });
});

type Interval = readonly [earliest: number, latest: number];

function milestonesOf(seen: readonly Seen[]): (id: MilestoneId) => Interval {
  const milestones = findMilestones(evidence(seen.toSorted(([one], [other]) => one - other)));
  return (id) => {
    const at = milestones[id];
    if (at.state !== 'reached') throw new Error(`${id} is ${at.state}`);
    return [at.earliest, at.latest];
  };
}

function holds(ms: number): (at: Interval) => boolean {
  return ([earliest, latest]) => earliest <= ms && ms <= latest;
}
