import { describe, expect, it } from 'vitest';
import { MOST_COMPLAINTS, MOST_SIGNALS, readSignals } from '#investigation/diagnosis/signals.ts';
import type { Fact } from '#investigation/observation.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { holdsForAny } from '../../support/any-report.ts';
import {
  backendPod,
  but,
  event,
  evidence,
  foundEvidence,
  healthyRun,
  log,
  metadata,
  noConsumerRun,
  pod,
  queue,
  type Seen,
  ZERO,
} from '../../support/evidence.ts';
import { trueRuns } from '../../support/true-run.ts';

const signalsOf = (seen: readonly Seen[], options?: Parameters<typeof evidence>[1]) =>
  readSignals(buildTimeline(evidence(seen, options)));

const record = (at: number, collection: string, found: boolean): Seen => [
  at,
  { kind: 'job-record', collection, found },
];
const stream = (at: number, open: boolean): Seen => [
  at,
  { kind: 'stream-port', sentAt: ZERO + at, open, host: 'focus.lab', port: 12_319, detail: '' },
];
const service = (at: number, exists: boolean): Seen => [
  at,
  { kind: 'service-state', name: 'grpc-service-19-7', exists, deleted: false },
];

describe('what a run looked like', () => {
  it('is a word or a number for each part that was seen', () => {
    const seen = [...healthyRun, record(500, 'jobs', false), service(400, true), stream(2_500, true)];
    expect(signalsOf([...seen, backendPod(5, true), event(400, 'Scheduled', ''), event(420, 'Pulled', '')])).toEqual({
      'pod.exists': true,
      'pod.ready': true,
      'pod.node': 'worker-node',
      'pod.image': 'baby-analyzer:2',
      'pod.labels': 'app, job-name',
      'pod.label.job_id': 'absent',
      'pod.restarts': 0,
      'service.exists': true,
      'stream.open': true,
      'route.metadata': true,
      'queue.via': 'amqp',
      'queue.exists': true,
      'queue.consumers': '≥ 1',
      'record.jobs': 'none',
      'records.kept': true,
      'backend.image': 'baby-analyzer:2',
      'backend.restarts': 0,
      'log.backend': 0,
      'events.reasons': 'Pulled, Scheduled',
    });
  });

  it('has no time and no id in it: two runs of other jobs look the same', () => {
    const renamed = JSON.parse(JSON.stringify(evidence(healthyRun)).replaceAll('19-7', '1-163'));
    expect(readSignals(buildTimeline(renamed))).toEqual(signalsOf(healthyRun));
    expect(JSON.stringify(signalsOf(healthyRun))).not.toContain('19-7');
  });

  it('tells what a run waited for in vain, and not what was only not there yet', () => {
    const late = [pod(1_500, 'running'), stream(2_000, false), service(400, false)];
    const soonOver = signalsOf([...but(healthyRun, ['pod-state']), ...late]);
    for (const name of ['pod.ready', 'stream.open', 'service.exists']) expect(soonOver).not.toHaveProperty([name]);
    const waited = signalsOf([...but(noConsumerRun, ['pod-state']), ...late]);
    expect(waited).toMatchObject({ 'pod.ready': false, 'stream.open': false, 'service.exists': false });
  });

  it('takes a queue for absent where it was looked for after metadata answered, or metadata never did', () => {
    const without = (run: readonly Seen[], at: number) =>
      signalsOf([...but(run, ['queue-state']), queue(at, 'absent')]);
    expect(without(healthyRun, 2_100)).not.toHaveProperty(['queue.exists']);
    expect(without(healthyRun, 3_000)).toMatchObject({ 'queue.exists': false });
    expect(without(noConsumerRun, 29_000)).toMatchObject({ 'queue.exists': false });
    expect(signalsOf(noConsumerRun)).toMatchObject({ 'queue.exists': true, 'queue.consumers': '0' });
  });

  it('does not take the management API’s word for a queue without consumers that metadata contradicts', () => {
    const [at, state] = queue(3_000, {});
    const managed = [at, { ...state, via: 'management' } as Fact] as const;
    const signals = signalsOf([...but(healthyRun, ['queue-state']), managed]);
    expect(signals).toMatchObject({ 'queue.exists': true, 'queue.via': 'management' });
    expect(signals).not.toHaveProperty(['queue.consumers']);
    expect(signalsOf([...but(healthyRun, ['queue-state']), queue(3_000, {})])).toMatchObject({
      'queue.consumers': '0',
    });
  });

  it('is as of the limit for a consumer: the job is cleaned up afterwards', () => {
    const gone = [pod(38_000, 'ready', { deleted: true, ready: false }), queue(39_000, 'absent')];
    const cancelled = log(38_500, 'backend', 'error', 'gRPC server unavailable: Cancelling all calls');
    const signals = signalsOf([...noConsumerRun, ...gone, cancelled, event(38_000, 'Killing', '')]);
    expect(signals).toMatchObject({ 'pod.ready': true, 'queue.exists': true, 'log.backend': 0, 'events.reasons': '' });
  });

  it('is as of the end for a job that somebody else started long ago', () => {
    const seen = foundEvidence([pod(60_000, 'running'), pod(61_000, 'ready'), metadata(62_000, 'id-unknown')]);
    expect(readSignals(buildTimeline(seen))).toMatchObject({ 'pod.ready': true });
  });

  it('is absent for what was not seen', () => {
    const blind = ['pod-state', 'kubernetes-event', 'log-line', 'queue-state'] as const;
    const signals = signalsOf(but(noConsumerRun, blind), { blind });
    expect(Object.keys(signals)).toEqual(['route.metadata']);
    expect(signalsOf(but(noConsumerRun, ['pod-state']))).toMatchObject({ 'pod.exists': false });
  });

  it('sees which route there is by its answers, else by the list of routes', () => {
    const routes: Seen = [9, { kind: 'route-list', served: true, routes: ['/ack'] }];
    expect(signalsOf([metadata(400, 'route-absent')])).toMatchObject({ 'route.metadata': false });
    expect(signalsOf([metadata(400, 'id-unknown'), routes])).toMatchObject({ 'route.metadata': true });
    expect(signalsOf([routes])).toMatchObject({ 'route.metadata': false });
    expect(signalsOf([metadata(400, 'network-error')])).not.toHaveProperty(['route.metadata']);
  });

  it('says that nobody’s record is kept where there is no collection for them', () => {
    const database = (reachable: boolean): Seen => [
      9,
      { kind: 'database-state', reachable, collections: reachable ? ['base_paths'] : [], detail: '' },
    ];
    expect(signalsOf([...healthyRun, database(true)])).toMatchObject({ 'records.kept': false });
    expect(signalsOf([...healthyRun, database(false)])).not.toHaveProperty(['records.kept']);
  });

  it('counts the restarts of the backend in this run alone', () => {
    const backend = (at: number, uid: string, restarts: number) => {
      const container = { name: 'main', image: 'server:2', state: 'running', ready: true, restarts } as const;
      return pod(at, 'ready', { role: 'backend', name: 'b', uid, containers: [container] });
    };
    expect(signalsOf([...healthyRun, backend(10, 'b1', 4)])).toMatchObject({ 'backend.restarts': 0 });
    const restarted = [backend(10, 'b1', 4), backend(20, 'b1', 5), backend(30, 'b2', 9)];
    expect(signalsOf([...healthyRun, ...restarted])).toMatchObject({ 'backend.restarts': 1 });
  });

  it('has the complaints of the backend without what changes, those about the job first, and not too many', () => {
    const about = log(900, 'backend', 'error', 'no consumer for 19-7 after 3.1 s');
    const noise = [...'abcdefghijklmn'].map((letter, i) =>
      log(100 + i, 'backend', 'warning', `disk ${letter} is full`),
    );
    const quiet = [log(800, 'backend', 'info', 'got configuration'), log(850, 'grpc', 'error', 'no channel')];
    const signals = signalsOf([...healthyRun, ...noise, about, ...quiet]);
    const complaints = Object.keys(signals).filter((name) => name.startsWith('log.backend:'));
    expect(complaints).toHaveLength(MOST_COMPLAINTS);
    expect(complaints[0]).toMatch(/^log\.backend:no consumer for #/);
    expect(signals).toMatchObject({ 'log.backend': noise.length + 1 });
    const flood = Array.from({ length: 400 }, (_, i) => log(100 + i, 'backend', 'error', `no channel ${i}`));
    expect(signalsOf([...healthyRun, ...flood])).toMatchObject({
      'log.backend': 400,
      'log.backend:no channel #': true,
    });
  });

  it('stays small, whatever was seen', () => {
    holdsForAny(trueRuns, ({ evidence: run }) => {
      const signals = readSignals(buildTimeline(run));
      expect(Object.keys(signals).length).toBeLessThanOrEqual(MOST_SIGNALS);
    });
    const many = Array.from({ length: 200 }, (_, i) => record(500, `c${i}${'x'.repeat(5_000)}`, true));
    const events = Array.from({ length: 200 }, (_, i) => event(500, `R${i}${'x'.repeat(5_000)}`, ''));
    const texts = Array.from({ length: 20 }, (_, i) =>
      log(500, 'backend', 'error', `${String.fromCharCode(97 + i).repeat(900)}`),
    );
    const signals = signalsOf([...healthyRun, ...many, ...events, ...texts]);
    expect(Object.keys(signals).length).toBeLessThanOrEqual(MOST_SIGNALS);
    expect(JSON.stringify(signals).length).toBeLessThan(10_000);
  });
});
