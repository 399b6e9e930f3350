import { describe, expect, it } from 'vitest';
import { readSignals } from '#investigation/diagnosis/signals.ts';
import type { HealthyRun, Signals } from '#investigation/evidence.ts';
import { differentiate } from '#investigation/report/differential.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { background, baseline, quick } from '../../support/baseline.ts';
import {
  but,
  event,
  evidence,
  healthyRun,
  log,
  noConsumerRun,
  pod,
  queue,
  type Seen,
  ZERO,
} from '../../support/evidence.ts';

const noRecord: Seen = [500, { kind: 'job-record', collection: 'jobs', found: false }];
const aRecord: Seen = [500, { kind: 'job-record', collection: 'jobs', found: true }];
const usualRun = [...healthyRun, noRecord, event(400, 'Scheduled', '')];

const signalsOf = (seen: readonly Seen[]) => readSignals(buildTimeline(evidence(seen)));

/** So many runs that looked like this; the newest first. */
function runs(count: number, signals: Signals = signalsOf(usualRun)): readonly HealthyRun[] {
  return Array.from({ length: count }, (_, i) => ({ investigation: `h${i}`, startedAt: ZERO - i * 60_000, signals }));
}

/** What differs from these runs. */
function against(healthy: readonly HealthyRun[], seen: readonly Seen[], usual = background()) {
  const run = { ...evidence(seen), background: { ...usual, healthy } };
  const found = differentiate(buildTimeline(run));
  const words = (rows: NonNullable<typeof found>['unusual'] = []) =>
    rows.map(({ label, now, usually }) => `${label}: ${now}, ${usually}`);
  return { unusual: words(found?.unusual), same: words(found?.same), runs: found?.runs };
}

const sick = [...but(noConsumerRun, ['queue-state']), queue(29_900, 'absent'), noRecord];

describe('what differs from the last healthy runs', () => {
  it('is unknown without any', () => {
    expect(differentiate(buildTimeline(evidence(sick)))).toBeUndefined();
    expect(differentiate(buildTimeline({ ...evidence(sick), background: background() }))).toBeUndefined();
    const none = { ...background(), healthy: [] };
    expect(differentiate(buildTimeline({ ...evidence(sick), background: none }))).toBeUndefined();
  });

  it('is what most of them had otherwise, the most telling first', () => {
    const moved = but(sick, ['pod-state'], pod(1_800, 'ready', { node: 'gpu-2' }));
    const noisy = [...moved, log(900, 'backend', 'error', 'no channel for 19-7'), event(900, 'BackOff', '')];
    const { unusual, runs: compared } = against(runs(10), noisy);
    expect(compared).toBe(10);
    expect(unusual).toEqual([
      'queue: absent, present in 10 of 10',
      'event BackOff: seen, not seen in 10 of 10',
      'node: gpu-2, worker-node in 10 of 10',
      'backend log: no channel for #: logged, not logged in 10 of 10',
      'queue seen by: management, amqp in 10 of 10',
    ]);
  });

  it('never is a label or a record that healthy runs do not have either', () => {
    const { unusual, same } = against(runs(10), sick);
    expect(same.slice(0, 3)).toEqual([
      'document in jobs: none, none in 10 of 10',
      'collections for documents of jobs: present, present in 10 of 10',
      'pod label job_id: absent, absent in 10 of 10',
    ]);
    expect(unusual.join()).not.toMatch(/document|label/);
  });

  it('is no collection that healthy runs do not have either', () => {
    const database: Seen = [9, { kind: 'database-state', reachable: true, collections: [], detail: '' }];
    const { same } = against(runs(10, signalsOf([...healthyRun, database])), [...noConsumerRun, database]);
    expect(same[0]).toBe('collections for documents of jobs: absent, absent in 10 of 10');
  });

  it('is not even one that some of them do not have', () => {
    const mixed = [...runs(3), ...runs(4, signalsOf([...healthyRun, aRecord]))];
    const { unusual, same } = against(mixed, sick);
    expect(same).toContain('document in jobs: none, none in 3 of 7');
    expect(unusual.join()).not.toContain('document');
  });

  it('is a label or a record that they all have', () => {
    const labels = { app: 'a', job_id: '19-7' };
    const tagged = signalsOf([...but(usualRun, ['pod-state', 'job-record']), pod(1_800, 'ready', { labels }), aRecord]);
    expect(against(runs(10, tagged), sick).unusual).toEqual(
      expect.arrayContaining([
        'document in jobs: none, found in 10 of 10',
        'pod label job_id: absent, present in 10 of 10',
      ]),
    );
  });

  it('is nothing against fewer than three, though what is the same is known', () => {
    expect(against(runs(2), sick).unusual).toEqual([]);
    expect(against(runs(2), sick).same).toContain('pod label job_id: absent, absent in 2 of 2');
    expect(against(runs(3), sick).unusual).toContain('queue: absent, present in 3 of 3');
  });

  it('is what differs from four of five, and no less', () => {
    const without = { ...signalsOf(usualRun), 'queue.exists': false };
    expect(against([...runs(8), ...runs(2, without)], sick).unusual).toContain('queue: absent, present in 8 of 10');
    expect(against([...runs(7), ...runs(3, without)], sick).unusual.join()).not.toContain('queue: ');
  });

  it('counts only runs that were looked at for it', () => {
    const { 'queue.exists': _unseen, ...blind } = signalsOf(usualRun);
    expect(against([...runs(3), ...runs(7, blind)], sick).unusual).toContain('queue: absent, present in 3 of 3');
    expect(against([...runs(2), ...runs(8, blind)], sick).unusual.join()).not.toContain('queue: ');
  });

  it('is no node where each run was on another', () => {
    const spread = Array.from({ length: 10 }, (_, i) => runs(1, { 'pod.node': `n${i}` })).flat();
    expect(against(spread, sick)).toMatchObject({ unusual: [], same: [] });
  });

  it('is no complaint that healthy runs log too', () => {
    const noise = log(900, 'backend', 'error', 'disk nearly full on volume 7');
    const { unusual, same } = against(runs(10, signalsOf([...usualRun, noise])), [...sick, noise]);
    expect(unusual.join()).not.toContain('disk');
    expect(same[3]).toBe('backend log: disk nearly full on volume #: logged, logged in 10 of 10');
  });

  it('does not take a complaint for new where a run had more than are kept, or no log was read', () => {
    const complaint = [...sick, log(900, 'backend', 'error', 'no channel')];
    const { 'log.backend': _unread, ...unread } = signalsOf(usualRun);
    for (const signals of [unread, { ...signalsOf(usualRun), 'log.backend': 11 }])
      expect(against(runs(10, signals), complaint).unusual.join()).not.toContain('no channel');
  });

  it('names the events that are as always in one row', () => {
    const { same } = against(runs(10), [...sick, event(400, 'Scheduled', ''), event(900, 'BackOff', '')]);
    expect(same.filter((row) => row.startsWith('event'))).toEqual(['events: Scheduled, seen in 10 of 10']);
  });

  it('has phases beyond the p95 of history, and those within it', () => {
    const { unusual, same } = against(runs(10), healthyRun, background(baseline(quick)));
    expect(unusual).toEqual(['Making the queue: 1.45 s ± 0.85 s, 0.1–0.4 s in 214 runs']);
    expect(same).toContain('Configure: 0.23 s, 0.1–0.4 s in 214 runs');
    expect(against(runs(10), healthyRun).unusual).toEqual([]);
  });

  it('shows nothing that is not a short line, and is not misled by names', () => {
    const node = `x\n<!channel>\u202e${'y'.repeat(500)}`;
    const hostile: Signals = JSON.parse(`{"__proto__": "x", "constructor": true, "pod.node": ${JSON.stringify(node)}}`);
    const { unusual } = against(runs(10, hostile), sick);
    expect(unusual).toHaveLength(1);
    expect(unusual[0]).toMatch(/^node: worker-node, x <!channel> y+… in 10 of 10$/);
    expect(unusual[0]?.length).toBeLessThan(200);
    const inherited: Seen = [500, { kind: 'job-record', collection: '__proto__', found: false }];
    expect(against(runs(10, { a: 1 }), [inherited]).unusual).toEqual([]);
  });
});
