import { describe, expect, it } from 'vitest';
import { watching } from '#investigation/report/progress.ts';
import { container, evidence, metadata, noConsumerRun, type Seen, ZERO } from '../../support/evidence.ts';

function noteAt(ms: number, seen: readonly Seen[]): string | undefined {
  return shownAt(ms, seen).note;
}

function shownAt(ms: number, seen: readonly Seen[]) {
  const { subject, observations } = evidence(seen);
  const soFar = observations.filter(({ at }) => at <= ZERO + ms);
  const asked = { investigation: 'inv1', environment: 'staging', requestedBy: 'U0ONCALL', jobId: '19-7' };
  return watching(asked, subject, soFar, ZERO + ms);
}

describe('what is shown while it runs', () => {
  it('is the fault, as soon as the stack itself has said it', () => {
    const image = { state: 'waiting', reason: 'ImagePullBackOff', message: 'Back-off pulling image' } as const;
    const seen = [
      ...noConsumerRun.filter(([, { kind }]) => kind !== 'pod-state'),
      container(1_500, 'scheduled', image),
    ];
    expect(noteAt(1_400, seen)).toBe('Metadata does not know the job yet');
    expect(noteAt(1_600, seen)).toBe('Found so far: the image of job 19-7 could not be pulled');
  });

  it('never says of a dead pod that its queue is under way', () => {
    const ended = { state: 'terminated', reason: 'OOMKilled', exitCode: 137 } as const;
    const seen = [
      ...noConsumerRun.filter(([, { kind }]) => kind !== 'pod-state' && kind !== 'queue-state'),
      container(1_500, 'ready', { state: 'running' }),
      container(2_100, 'ready', ended, { phase: 'Failed' }),
    ];
    const stepsAt = (ms: number) => shownAt(ms, seen).steps.map(({ label, state }) => `${label} ${state}`);
    expect(stepsAt(1_900)).toContain('Queue active');
    expect(stepsAt(2_200)).toContain('Queue failed');
  });

  it('is nothing that an absence to the end would have to show', () => {
    expect(noteAt(20_000, noConsumerRun)).toBe('Metadata does not know the job yet');
  });

  it('is no complaint when metadata has answered', () => {
    expect(noteAt(31_000, [...noConsumerRun, metadata(30_500, 'ready')])).toBeUndefined();
  });
});
