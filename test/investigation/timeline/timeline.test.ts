import { describe, expect, it } from 'vitest';
import { buildTimeline, isSlow, type Phase } from '#investigation/timeline/timeline.ts';
import {
  but,
  configured,
  evidence,
  healthyRun,
  metadata,
  noConsumerRun,
  notConfigured,
  pod,
  queue,
  type Seen,
  unknownFrom,
  ZERO,
} from '../../support/evidence.ts';

function phases(seen: readonly Seen[], options?: Parameters<typeof evidence>[1]) {
  return buildTimeline(evidence(seen, options)).phases;
}

function took(all: readonly Phase[], id: Phase['id']) {
  return all.find((phase) => phase.id === id)?.took;
}

describe('the phases of a run', () => {
  it('follow each other from zero to the consumer, each beginning where the one before it ended', () => {
    const found = phases(healthyRun);
    expect(found.map(({ id }) => id)).toEqual([
      'configure',
      'job-creation',
      'scheduling',
      'container-start',
      'queue',
      'consumer',
      'metadata',
    ]);
    expect(found.map(({ from }) => from)).toEqual(['zero', ...found.slice(0, -1).map(({ to }) => to)]);
  });

  it('took the time between their moments, as an interval', () => {
    const found = phases(healthyRun);
    expect(took(found, 'configure')).toEqual({ atLeast: 230, atMost: 230 });
    // The container ran by 1.5 s at the latest and 0 s at the earliest, which is before any report: a watch may tell two seconds late, the queue was made from 2.1 to 2.3 s.
    expect(took(found, 'queue')).toEqual({ atLeast: 600, atMost: 2_300 });
  });

  it('are joined where the moment between them was not seen, and so is what is usual', () => {
    const joined = phases(but(healthyRun, ['queue-state']), { blind: ['queue-state'] }).at(-1);
    expect(joined).toMatchObject({
      id: 'metadata',
      to: 'metadata-answers',
      from: 'container-started',
      covers: ['queue', 'consumer', 'metadata'],
      usual: { fromMs: 2_000, toMs: 14_000 },
    });

    const nothing = phases(but(healthyRun, ['pod-state', 'queue-state']), { blind: ['pod-state', 'queue-state'] }).at(
      -1,
    );
    expect(nothing).toMatchObject({
      from: 'configured',
      to: 'metadata-answers',
      covers: ['job-creation', 'scheduling', 'container-start', 'queue', 'consumer', 'metadata'],
    });
  });

  it('leave out a moment that was looked for in vain although a later one came', () => {
    const noQueueSeen = but(healthyRun, ['queue-state'], queue(300, 'absent'), queue(2_800, 'absent'));
    expect(phases(noQueueSeen).at(-1)).toMatchObject({
      from: 'container-started',
      to: 'metadata-answers',
      covers: ['queue', 'consumer', 'metadata'],
    });
  });

  it('stop at the one that never ended', () => {
    const found = phases(noConsumerRun);
    expect(found.at(-1)).toMatchObject({ id: 'consumer', from: 'queue-created', took: { atLeast: 27_600 } });
    expect(found.at(-1)?.took).not.toHaveProperty('atMost');
  });

  it('are one where configure gave no job', () => {
    const found = phases([[20, notConfigured({ status: 503, answeredAt: ZERO + 20 })]]);
    expect(found).toMatchObject([{ id: 'configure', took: { atLeast: 20 } }]);
  });

  it('never last less than nothing, though the pod was Ready before configure was answered', () => {
    const late: readonly Seen[] = [
      [16_000, configured({ answeredAt: ZERO + 16_000 })],
      pod(9_000, 'ready'),
      metadata(16_500, 'ready'),
    ];
    for (const phase of phases(late)) expect(phase.took.atLeast).toBeGreaterThanOrEqual(0);
  });
});

describe('a phase is slow', () => {
  const consumerAt = (earliest: number, latest: number) => {
    const run = but(
      healthyRun,
      ['queue-state', 'metadata-answer'],
      queue(1_600, 'absent'),
      queue(1_650, {}),
      queue(earliest, {}),
      queue(latest, { consumers: 1 }),
      ...unknownFrom(400, latest),
      metadata(latest + 100, 'ready'),
    );
    return phases(run).find(({ id }) => id === 'consumer');
  };

  it('where even the shortest it can have taken is more than usual', () => {
    const phase = consumerAt(6_700, 6_800);
    expect(phase?.took).toEqual({ atLeast: 5_050, atMost: 5_200 });
    expect(phase && isSlow(phase)).toBe(true);
  });

  it('but not where it may have been usual', () => {
    const phase = consumerAt(6_600, 6_800);
    expect(phase?.took).toEqual({ atLeast: 4_950, atMost: 5_200 });
    expect(phase && isSlow(phase)).toBe(false);
  });
});

it('ends when the investigation did', () => {
  expect(buildTimeline(evidence(healthyRun, { endedMs: 3_900 })).endedMs).toBe(3_900);
});
