import { describe, expect, it } from 'vitest';
import type { LastWorked } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import type { EnvironmentPart } from '#investigation/observation.ts';
import { comparedWords, furtherChanges } from '#investigation/report/change-words.ts';
import { background } from '../../support/baseline.ts';
import { clusterClock, evidence, healthyRun, noConsumerRun, type Seen, ZERO } from '../../support/evidence.ts';
import { backend, looked, MINUTE, settings, worked } from '../../support/parts.ts';

// Zero is 15:34:15 UTC; it last worked at 14:54:15.
const BEFORE = ZERO - 20 * MINUTE;
const edited: EnvironmentPart = { ...settings, version: 'resource version 1077', changedStamp: BEFORE };
const rolledOut: EnvironmentPart = {
  ...backend,
  version: 'registry/focus-server:4.3.0; 1 replica; revision 4',
  changedStamp: ZERO - 30 * MINUTE,
};
const withoutClock = noConsumerRun.filter(([, { kind }]) => kind !== 'clock-reading');

/** What a run that got no consumer says, which saw these parts after it had worked with those. */
function changesOf(now: Seen, lastWorked: LastWorked = worked(), run: readonly Seen[] = withoutClock) {
  return explain({ ...evidence([...run, now]), background: { ...background(), lastWorked } }).changes;
}

describe('what changed since it last worked', () => {
  it('is what was written between the last healthy run and the first failure, in one sentence', () => {
    const changes = changesOf(looked([backend, edited]), worked({ firstFailureAt: ZERO - 15 * MINUTE }));
    expect(changes?.lastWorked).toBe('14:54 UTC');
    expect(changes?.sentence).toBe('ConfigMap analyzer-settings changed at 15:14 UTC, first failure 15:19 UTC');
    expect(changes?.rows).toEqual([
      { part: 'ConfigMap analyzer-settings', change: 'changed', when: 'at 15:14 UTC', said: true },
    ]);
  });

  it('takes this run for the first failure where there was none before', () => {
    expect(changesOf(looked([backend, edited]))?.sentence).toBe(
      'ConfigMap analyzer-settings changed at 15:14 UTC, first failure 15:34 UTC',
    );
  });

  it('is told the newest first, with what can be read of it', () => {
    const changes = changesOf(looked([rolledOut, edited]));
    expect(changes?.sentence).toBe(
      'ConfigMap analyzer-settings changed at 15:14 UTC and Deployment panda-focus-server changed at 15:04 UTC, first failure 15:34 UTC',
    );
    expect(changes?.rows.map(({ part, versions }) => [part, versions])).toEqual([
      ['ConfigMap analyzer-settings', undefined],
      [
        'Deployment panda-focus-server',
        'registry/focus-server:4.2.0; 1 replica; revision 3 → registry/focus-server:4.3.0; 1 replica; revision 4',
      ],
    ]);
    expect(changes && furtherChanges(changes)).toEqual([
      'Deployment panda-focus-server changed at 15:04 UTC: registry/focus-server:4.2.0; 1 replica; revision 3 → registry/focus-server:4.3.0; 1 replica; revision 4',
    ]);
  });

  it('is not before the first failure where it came later', () => {
    const changes = changesOf(looked([backend, edited]), worked({ firstFailureAt: ZERO - 25 * MINUTE }));
    expect(changes?.sentence).toBe('Nothing that was compared changed before the first failure 15:09 UTC, only later');
    expect(changes && furtherChanges(changes)).toEqual(['ConfigMap analyzer-settings changed at 15:14 UTC']);
  });

  it('is nothing, and says so, where all is as it was', () => {
    const changes = changesOf(looked([settings, backend]));
    expect(changes).toMatchObject({ sentence: 'Nothing that was compared has changed', rows: [] });
  });

  it('is between two looks where no stamp says when, or one from before it last worked', () => {
    const old = { ...edited, changedStamp: ZERO - 100 * MINUTE };
    expect(changesOf(looked([backend, old]))?.sentence).toBe(
      'ConfigMap analyzer-settings changed between 14:54 UTC and 15:34 UTC, first failure 15:34 UTC',
    );
  });

  it('is what appeared and what disappeared', () => {
    const added = { ...settings, name: 'limits', changedStamp: BEFORE };
    expect(changesOf(looked([backend, added]))?.rows).toEqual([
      { part: 'ConfigMap limits', change: 'new', when: 'at 15:14 UTC', said: true },
      { part: 'ConfigMap analyzer-settings', change: 'gone', when: 'between 14:54 UTC and 15:34 UTC', said: true },
    ]);
  });

  it('names three in the sentence, and counts the others', () => {
    const added = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ ...settings, name, changedStamp: BEFORE }));
    const changes = changesOf(looked([backend, settings, ...added]));
    expect(changes?.sentence).toBe(
      'ConfigMap a appeared at 15:14 UTC, ConfigMap b appeared at 15:14 UTC, ConfigMap c appeared at 15:14 UTC and 2 more, first failure 15:34 UTC',
    );
    expect(changes?.rows).toHaveLength(5);
  });

  it('is read on the clock of the cluster, which is not the bot’s', () => {
    const fine = worked({ at: ZERO - 5 * MINUTE });
    const now = looked([backend, { ...edited, changedStamp: ZERO - 2 * MINUTE }]);
    expect(changesOf(now, fine)?.sentence).toContain('changed at 15:32:15 UTC');
    // A minute ahead: 15:35:15 when configure is sent.
    const ahead: Seen = [
      6,
      { kind: 'clock-reading', clock: 'kubernetes', sentAt: ZERO, answeredAt: ZERO + 6, stamp: ZERO + MINUTE },
    ];
    expect(changesOf(now, fine, [...withoutClock, ahead])?.sentence).toContain('changed at 15:31:1');
  });

  it('is not called later than a failure of the same second', () => {
    const of = (stamp: number, firstFailureAt: number) =>
      changesOf(looked([backend, { ...edited, changedStamp: stamp }]), worked({ firstFailureAt }), [
        ...withoutClock,
        clusterClock(6),
      ])?.sentence;
    // The cluster is 0.25 s ahead, which its whole seconds tell to a second.
    expect(of(BEFORE, BEFORE + 100)).toMatch(/^ConfigMap analyzer-settings changed at/);
    expect(of(BEFORE, BEFORE - 2_000)).toMatch(/only later$/);
  });

  it('leaves out what has changed by itself from one healthy run to the next', () => {
    const restless = worked({ parts: [backend, { ...settings, changes: 3 }] });
    expect(changesOf(looked([backend, edited]), restless)?.rows).toEqual([]);
    const twice = worked({ parts: [backend, { ...settings, changes: 2 }] });
    expect(changesOf(looked([backend, edited]), twice)?.rows).toHaveLength(1);
  });

  it('compares only what both runs saw, and says what was not and which right is lacking', () => {
    const now = looked([backend], {
      complete: ['Deployment', 'StatefulSet'],
      notSeen: [
        { what: 'ConfigMap', reason: 'refused' },
        { what: 'Secret', reason: 'refused' },
        { what: 'Node', reason: 'timed-out' },
        { what: 'broker policy', reason: 'refused' },
      ],
    });
    const changes = changesOf(now);
    expect(changes).toMatchObject({ compared: ['Deployment'], rows: [] });
    expect(changes && comparedWords(changes)).toEqual([
      'Compared: Deployments',
      'Not compared: StatefulSets (not seen when it last worked)',
      'Not compared: ConfigMaps, Secrets and policies of RabbitMQ (the bot needs list on configmaps and secrets, and the tag monitoring at RabbitMQ)',
      expect.stringMatching(/^Not compared: .*nodes.* \(not seen now\)$/),
    ]);
  });

  it('is also a route that is gone, and another version of the broker', () => {
    const before = worked({
      complete: ['route', 'broker'],
      parts: [
        { what: 'route', name: '/ack', version: '' },
        { what: 'route', name: '/metadata/{job_id}', version: '' },
        { what: 'broker', name: 'RabbitMQ', version: '3.10.8' },
      ],
    });
    const routes: Seen = [40, { kind: 'route-list', served: true, routes: ['/ack'] }];
    const broker: Seen = [
      25,
      { kind: 'broker-state', reachable: true, via: 'amqp', version: '3.12.1', alarms: [], detail: '' },
    ];
    const changes = changesOf(routes, before, [...withoutClock, broker]);
    expect(changes && furtherChanges(changes)).toContain(
      'broker RabbitMQ changed between 14:54 UTC and 15:34 UTC: 3.10.8 → 3.12.1',
    );
    expect(changes?.sentence).toContain('route /metadata/{job_id} disappeared between');
  });

  it('is untold where it works, where it never worked, and where nothing can be compared', () => {
    const now = looked([backend, edited]);
    expect(changesOf(now, worked(), healthyRun)).toBeUndefined();
    expect(explain({ ...evidence([...noConsumerRun, now]), background: background() }).changes).toBeUndefined();
    expect(changesOf(now, worked({ complete: [], parts: [] }))).toBeUndefined();
    expect(changesOf(clusterClock(7))).toBeUndefined();
  });

  it('decides nothing: the verdict, the cause and the headline are the same without it', () => {
    const seen = evidence([...noConsumerRun, looked([rolledOut, edited])]);
    const plain = explain({ ...seen, background: background() });
    const { changes, why, ...told } = explain({ ...seen, background: { ...background(), lastWorked: worked() } });
    expect(changes?.rows).toHaveLength(2);
    expect({ ...told, why: why.replace(` ${changes?.sentence}.`, '') }).toEqual(plain);
  });

  it('says the date where it last worked on another day', () => {
    const changes = changesOf(looked([backend, edited]), worked({ at: ZERO - 30 * 60 * MINUTE }));
    expect(changes?.lastWorked).toBe('2025-11-12 09:34 UTC');
    expect(changes?.sentence).toContain('changed at 2025-11-13 15:14 UTC');
  });
});
