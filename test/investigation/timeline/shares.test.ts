import { describe, expect, it } from 'vitest';
import { explain } from '#investigation/investigate.ts';
import { buildTimeline, isApart, unexplainedMs, wholeWay } from '#investigation/timeline/timeline.ts';
import { but, evidence, healthyRun, kubernetesJob, noConsumerRun, pod, ZERO } from '../../support/evidence.ts';

const sharesOf = (seen: ReturnType<typeof evidence>) => buildTimeline(seen).phases.map(({ share }) => share?.ms ?? 0);
const sum = (of: readonly number[]) => of.reduce((total, ms) => total + ms, 0);

describe('the parts of the whole way', () => {
  it('add up to it', () => {
    const seen = evidence(healthyRun);
    expect(sum(sharesOf(seen))).toBeCloseTo(wholeWay(buildTimeline(seen))?.ms ?? 0, 6);
  });

  it('count what went on beside something longer once: a pod that was made before configure had answered', () => {
    const early = but(
      healthyRun,
      ['pod-state', 'kubernetes-job-state'],
      kubernetesJob(100, true),
      pod(110, 'pending'),
      pod(140, 'scheduled'),
      pod(1_500, 'running'),
      pod(1_800, 'ready'),
    );
    const seen = evidence(early);
    expect(sharesOf(seen)[1]).toBe(0);
    expect(sum(sharesOf(seen))).toBeCloseTo(wholeWay(buildTimeline(seen))?.ms ?? 0, 6);
  });

  it('cannot be told apart where nobody saw the moment between, and the report says how much that is', () => {
    const blind = evidence(but(healthyRun, ['queue-state']), { blind: ['queue-state'] });
    const timeline = buildTimeline(blind);
    expect(unexplainedMs(timeline)).toBeGreaterThan(1_000);
    expect(explain(blind).whole).toMatch(/^2\.8\d s ± \d\.\d+ s, of which \d\.\d+ s cannot be told apart$/);
  });

  it('cannot be told apart either where one is less than the doubt about its ends', () => {
    const { phases } = buildTimeline(evidence(healthyRun));
    const doubtful = phases.filter((phase) => !isApart(phase)).map(({ id }) => id);
    expect(doubtful).toEqual(['scheduling', 'container-start']);
    const row = explain(evidence(healthyRun)).phases.find(({ id }) => id === 'container-start');
    expect(row?.took).toMatch(/, not separable$/);
  });

  it('have no sum where the job never was there', () => {
    expect(wholeWay(buildTimeline(evidence(noConsumerRun)))).toBeUndefined();
    expect(explain(evidence(noConsumerRun)).whole).toBeUndefined();
  });
});

describe('witnesses that cannot all be true', () => {
  const toldOf = (seen: ReturnType<typeof evidence>) =>
    explain(seen).undecided.filter((line) => /a clock was set|one of their clocks/.test(line));

  it('are told: a stamp of another time than when the watch saw it', () => {
    const scheduled = pod(380, 'scheduled', { scheduledStamp: ZERO + 20_000 });
    const running = pod(1_500, 'running', { scheduledStamp: ZERO + 20_000 });
    const ready = pod(1_800, 'ready', { scheduledStamp: ZERO + 20_000 });
    const seen = evidence(but(healthyRun, ['pod-state'], pod(330, 'pending'), scheduled, running, ready));
    expect(toldOf(seen)).toEqual([
      expect.stringMatching(
        /^Pod scheduled at \S+ s as the watch saw it, and at \S+ s by its stamp: a clock was set, or the watch was late$/,
      ),
    ]);
  });

  it('are none of a healthy run', () => {
    expect(toldOf(evidence(healthyRun))).toEqual([]);
  });
});
