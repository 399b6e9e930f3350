import { describe, expect, it } from 'vitest';
import type { PastRun } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import {
  ack,
  but,
  container,
  controlJob,
  evidence,
  healthyRun,
  metadata,
  noConsumerRun,
  notConfigured,
  pod,
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

function ago(minutes: number, jobId: string, worked: boolean): PastRun {
  return { startedAt: ZERO - minutes * MINUTE, jobId, worked };
}

describe('whether it is this job or every one', () => {
  it('is told by the runs before: all of the last failed, so somebody is needed now', () => {
    expect(scopeOf(noConsumerRun, [ago(1, '4-42', false), ago(3, '3-41', false), ago(9, '2-40', true)])).toEqual({
      urgency: 'now',
      scope: 'The last 3 jobs all failed; the last that worked was 9 min 30 s ago',
    });
  });

  it('is told by the run before: the last one worked', () => {
    expect(scopeOf(noConsumerRun, [ago(4, '2-40', true), ago(5, '1-39', false)])).toEqual({
      urgency: 'soon',
      scope: 'Job 2-40 got its consumer 4 min 30 s ago',
    });
  });

  it('counts a job once, however often it was looked at, and this one not at all', () => {
    const twice = [ago(1, '19-7', false), ago(2, '3-41', false), ago(3, '3-41', false), ago(9, '2-40', true)];
    expect(scopeOf(noConsumerRun, twice).scope).toBe(
      'The last 2 jobs all failed; the last that worked was 9 min 30 s ago',
    );
    expect(scopeOf(noConsumerRun, [ago(1, '19-7', false)]).scope).toBe(
      'If the new job gets one, only this job was hit',
    );
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
    expect(scopeOf([[20, refused], ack(30, false)])).toEqual({ urgency: 'now', scope: 'Every job is hit' });
  });

  it('is every new job where what is wrong lies outside the job, also when one worked a moment ago', () => {
    const noNode = but(noConsumerRun, ['pod-state', 'queue-state'], pod(330, 'pending', { unschedulable: 'no GPU' }));
    expect(scopeOf(noNode)).toEqual({ urgency: 'now', scope: 'Every new job is hit' });
    expect(scopeOf(noNode, [ago(4, '2-40', true)])).toEqual({
      urgency: 'now',
      scope: 'Every new job is hit, though job 2-40 got its consumer 4 min 30 s ago',
    });
  });

  it('is asked of a new run where nothing else tells', () => {
    const ended = { state: 'terminated', reason: 'Error', exitCode: 1 } as const;
    const crash = [pod(330, 'pending'), container(2_300, 'ready', ended, { phase: 'Failed' })];
    expect(scopeOf(but(noConsumerRun, ['pod-state', 'queue-state'], ...crash))).toEqual({
      urgency: 'soon',
      scope: 'If a new run fails too, every job is hit: then do it now',
    });
    expect(scopeOf(noConsumerRun).urgency).toBe('now');
  });

  it('is every job from before a restart, and no new one, so nobody is needed tonight', () => {
    const backend = (atMs: number, restarts: number, startedStamp: number) => {
      const container = { name: 'main', image: 'i', state: 'running', ready: true, restarts, startedStamp } as const;
      return pod(atMs, 'ready', { role: 'backend', name: 'focus-server', uid: 'b1', containers: [container] });
    };
    const restarted = [backend(10, 0, ZERO - 60 * MINUTE), backend(12_000, 1, ZERO + 11_000)];
    expect(scopeOf([...noConsumerRun, ...restarted])).toEqual({
      urgency: 'soon',
      scope: 'Every older job is hit, and no new one',
    });
  });

  it('calls for nobody where the job works, and can wait where it was only late', () => {
    expect(scopeOf(healthyRun)).toEqual({ urgency: 'none', scope: undefined });
    const late = but(healthyRun, ['metadata-answer'], ...unknownFrom(400, 15_900), metadata(16_000, 'ready'));
    expect(scopeOf(late).urgency).toBe('later');
  });
});
