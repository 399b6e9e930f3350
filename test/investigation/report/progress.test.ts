import { describe, expect, it } from 'vitest';
import { watching } from '#investigation/report/progress.ts';
import { container, evidence, metadata, noConsumerRun, type Seen, ZERO } from '../../support/evidence.ts';

function noteAt(ms: number, seen: readonly Seen[]): string | undefined {
  const { subject, observations } = evidence(seen);
  const soFar = observations.filter(({ at }) => at <= ZERO + ms);
  const asked = { investigation: 'inv1', environment: 'staging', requestedBy: 'U0ONCALL', jobId: '19-7' };
  return watching(asked, subject, soFar, ZERO + ms).note;
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

  it('is nothing that an absence to the end would have to show', () => {
    expect(noteAt(20_000, noConsumerRun)).toBe('Metadata does not know the job yet');
  });

  it('is no complaint when metadata has answered', () => {
    expect(noteAt(31_000, [...noConsumerRun, metadata(30_500, 'ready')])).toBeUndefined();
  });
});
