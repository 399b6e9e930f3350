import { describe, expect, it } from 'vitest';
import type { PastRun } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import {
  ack,
  but,
  controlJob,
  evidence,
  healthyRun,
  metadata,
  noConsumerRun,
  notConfigured,
  type Seen,
  unknownFrom,
  ZERO,
} from '../../support/evidence.ts';

const MINUTE = 60_000;

function scopeOf(seen: readonly Seen[], recent: readonly PastRun[] = []) {
  const background = { investigations: 9, knownErrors: [], ...(recent.length > 0 && { recent }) };
  const { urgency, scope } = explain({ ...evidence(seen), background });
  return { urgency, scope };
}

function ago(minutes: number, verdict: PastRun['verdict'], jobId?: string): PastRun {
  return { startedAt: ZERO - minutes * MINUTE, verdict, ...(jobId !== undefined && { jobId }) };
}

describe('whether it is this job or every one', () => {
  it('is told by the runs before: all of the last failed, so somebody is needed now', () => {
    expect(scopeOf(noConsumerRun, [ago(1, 'broken'), ago(3, 'broken'), ago(9, 'healthy', '2-40')])).toEqual({
      urgency: 'now',
      scope: 'The last 3 jobs all failed; the last that worked was 9 min ago',
    });
  });

  it('is told by the run before: the last one worked, so it is this job', () => {
    expect(scopeOf(noConsumerRun, [ago(4, 'healthy', '2-40'), ago(5, 'broken')])).toEqual({
      urgency: 'soon',
      scope: 'Job 2-40 got its consumer 4 min ago',
    });
  });

  it('takes nothing from a run that judged nothing', () => {
    expect(scopeOf(noConsumerRun, [ago(1, 'inconclusive'), ago(4, 'healthy', '2-40')]).scope).toContain('2-40');
  });

  it('is told by the job beside it where no run is remembered', () => {
    const beside = (over: Parameters<typeof controlJob>[1]) => scopeOf([...noConsumerRun, controlJob(5_000, over)]);
    expect(beside({ jobId: '2-40', metadata: 'ready' }).scope).toBe('Job 2-40 beside it works');
    expect(beside({ jobId: '2-40', metadata: 'id-unknown', consumers: 0 })).toEqual({
      urgency: 'now',
      scope: 'Job 2-40 beside it has no consumer either',
    });
  });

  it('is every job where the environment itself is down', () => {
    const refused = notConfigured({ outcome: 'refused', status: 503, detail: 'a page of HTML' });
    expect(scopeOf([[20, refused], ack(30, false)]).urgency).toBe('now');
  });

  it('calls for nobody where the job works, and can wait where it was only late', () => {
    expect(scopeOf(healthyRun)).toEqual({ urgency: 'none', scope: undefined });
    const late = but(healthyRun, ['metadata-answer'], ...unknownFrom(400, 15_900), metadata(16_000, 'ready'));
    expect(scopeOf(late).urgency).toBe('later');
  });
});
