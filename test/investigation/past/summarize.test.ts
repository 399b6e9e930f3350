import { describe, expect, it } from 'vitest';
import { explain } from '#investigation/investigate.ts';
import { summarize } from '#investigation/past/summarize.ts';
import {
  backendPod,
  but,
  event,
  evidence,
  foundEvidence,
  healthyRun,
  noConsumerRun,
  pod,
  type Seen,
} from '../../support/evidence.ts';

function lineOf(seen: readonly Seen[], options?: Parameters<typeof evidence>[1], check?: string) {
  const found = evidence(seen, options);
  return summarize({ evidence: found, report: explain(found), ...(check !== undefined && { check }) });
}

const present = 'Container image "baby-analyzer:2" already present on machine';
const pulled = 'Successfully pulled image "baby-analyzer:2" in 12.1s (12.1s including waiting)';

describe('a past investigation in a line', () => {
  it('says who asked what, and how it ended', () => {
    expect(lineOf(healthyRun, {}, 'every-15-min')).toMatchObject({
      investigation: 'inv1',
      environment: 'staging',
      verdict: 'healthy',
      jobId: '19-7',
      requestedBy: 'U0ONCALL',
      check: 'every-15-min',
      request: expect.stringContaining('multichannel'),
    });
    expect(lineOf(healthyRun)).not.toHaveProperty('check');
    expect(lineOf(healthyRun)).not.toHaveProperty('cause');
    expect(lineOf(noConsumerRun)).toMatchObject({ verdict: 'broken', standing: 'fails', cause: expect.any(String) });
  });

  it('has the total of a job that was watched from its beginning, marked as such, and of no other that somebody started', () => {
    const found = foundEvidence(healthyRun);
    const watched = { ...found, subject: { ...found.subject, watched: true as const } };
    expect(summarize({ evidence: found, report: explain(found) })).not.toHaveProperty('totalMs');
    expect(summarize({ evidence: watched, report: explain(watched) })).toMatchObject({
      watched: true,
      totalMs: expect.any(Number),
      request: 'a job that somebody else started',
    });
  });

  it('keeps what the run looked like', () => {
    expect(lineOf(healthyRun).signals).toMatchObject({ 'pod.node': 'worker-node', 'queue.consumers': '≥ 1' });
  });

  it('has the middle of each interval', () => {
    const { totalMs, phases } = lineOf(healthyRun);
    // The last unknown was asked at 2.78 s, the first answer came at 2.9 s.
    expect(totalMs).toBe(2_840);
    expect(Object.keys(phases)).toEqual([
      'configure',
      'job-creation',
      'scheduling',
      'container-start',
      'queue',
      'consumer',
      'metadata',
    ]);
    expect(phases).toMatchObject({ configure: 230, queue: 1_450 });
  });

  it('has no total and no last phase where metadata never answered', () => {
    const line = lineOf(noConsumerRun);
    expect(line).not.toHaveProperty('totalMs');
    expect(Object.keys(line.phases)).toEqual(['configure', 'job-creation', 'scheduling', 'container-start', 'queue']);
  });

  it('says of a run without a consumer how long it surely did not come', () => {
    expect(lineOf(noConsumerRun).waitedMs).toBeGreaterThanOrEqual(30_000);
    expect(lineOf(healthyRun)).not.toHaveProperty('waitedMs');
  });

  it('says it neither of a request that cannot work, nor of a job whose configure nobody saw', () => {
    const found = evidence(noConsumerRun);
    const report = { ...explain(found), standing: 'request' as const };
    expect(summarize({ evidence: found, report })).not.toHaveProperty('waitedMs');
    const theirs = foundEvidence(noConsumerRun);
    expect(summarize({ evidence: theirs, report: explain(theirs) })).not.toHaveProperty('waitedMs');
  });

  it('counts a run that was cut short for as long as it was watched', () => {
    const found = { ...evidence(noConsumerRun) };
    const report = { ...explain(found), verdict: 'inconclusive' as const };
    expect(summarize({ evidence: found, report }).waitedMs).toBeGreaterThan(0);
  });

  it('leaves out what was not seen apart', () => {
    const { phases } = lineOf(but(healthyRun, ['queue-state']), { blind: ['queue-state'] });
    expect(Object.keys(phases)).toEqual(['configure', 'job-creation', 'scheduling', 'container-start']);
  });

  it('has no total of a job whose configure nobody saw', () => {
    const found = foundEvidence(healthyRun);
    expect(summarize({ evidence: found, report: explain(found) })).not.toHaveProperty('totalMs');
  });

  it('tells from the kubelet’s words whether the image was there already', () => {
    expect(lineOf([...healthyRun, event(700, 'Pulled', present)]).imageCached).toBe(true);
    expect(lineOf([...healthyRun, event(700, 'Pulled', pulled)]).imageCached).toBe(false);
    const both = [event(600, 'Pulled', present), event(700, 'Pulled', pulled)];
    expect(lineOf([...healthyRun, ...both]).imageCached).toBe(false);
  });

  it('does not know of the image what no event of this run’s own pod told', () => {
    const [at, old] = event(-60_000, 'Pulled', present);
    const [, cleanup] = event(700, 'Pulled', present);
    const ofCleanup = { ...cleanup, object: { kind: 'Pod', name: 'cleanup-job-19-7-8rlgb' } } as Seen[1];
    const others = [event(700, 'Pulling', pulled), [at, old] as Seen, [700, ofCleanup] as Seen];
    expect(lineOf([...healthyRun, ...others])).not.toHaveProperty('imageCached');
  });

  it('has the image and the restarts of the newest backend pod, as it was last', () => {
    const container = (image: string, restarts: number) => ({
      containers: [{ name: 'main', image, state: 'running', ready: true, restarts } as const],
    });
    const backend = (at: number, createdStamp: number, image: string, restarts: number, deleted = false) =>
      pod(at, 'ready', { role: 'backend', name: 'b', deleted, createdStamp, ...container(image, restarts) });
    const seen = [backend(10, 2, 'server:2', 0), backend(20, 1, 'server:1', 7), backend(30, 2, 'server:2', 1)];
    expect(lineOf([...healthyRun, ...seen]).backend).toEqual({ image: 'server:2', restarts: 1 });
    const leaving = backend(40, 3, 'server:3', 0, true);
    expect(lineOf([...healthyRun, ...seen, leaving]).backend?.image).toBe('server:2');
    expect(lineOf([...healthyRun, backendPod(5, true)]).backend).toEqual({ image: 'baby-analyzer:2', restarts: 0 });
    expect(lineOf(healthyRun)).not.toHaveProperty('backend');
  });
});
