import { describe, expect, it } from 'vitest';
import type { Report, ReportedFinding } from '#investigation/report/report.ts';
import { unschedulable } from '#lab/scenarios/unschedulable.ts';
import { composed } from '#lab/serve/composed.ts';
import { isRight, wrongIn } from '#lab/worlds/right.ts';
import { type Record, truthOf } from '#lab/worlds/truth.ts';
import { report } from '../../support/report.ts';

const limits = { consumerGoodMs: 5_000, consumerWarnMs: 20_000, consumerFailMs: 30_000, configureMs: 1_000 };
const started = { configured: 300, job: 380, pod: 430, scheduled: 480, started: 1_700, queue: 2_400 };
const ready = { ...started, consumer: 2_900, metadata: 3_000, stream: 8_000 };

function truth(scenarios: readonly string[], record: Record) {
  return truthOf(composed(scenarios), record, { endedMs: 30_000, limits });
}

function says(id: string | undefined, verdict: Report['verdict'] = 'broken'): Report {
  const { cause: _, ...rest } = report({ verdict, headline: '' });
  const cause = { id, confidence: 'likely', summary: '' } as ReportedFinding;
  return { ...rest, ...(id !== undefined && { cause }) };
}

describe('of several faults', () => {
  it('the one that had hold of the job is right to say, and no other', () => {
    const both = truth(['unschedulable', 'queue-missing'], {
      came: { configured: 300, job: 380, pod: 430 },
      deeds: [{ what: 'unschedulable', at: 430 }],
    });
    expect(both.because).toEqual(['unschedulable']);
    expect(isRight(both, says('pod-not-scheduled'))).toBe(true);
    expect(isRight(both, says('queue-missing'))).toBe(false);
  });

  it('whichever comes first has hold of it', () => {
    const both = truth(['consumer-never-created', 'queue-missing'], {
      came: { configured: 300, job: 380, pod: 430, scheduled: 480, started: 1_700 },
      deeds: [],
    });
    expect(both.because).toEqual(['queue-missing']);
    const crashed = truth(['pod-crashed', 'consumer-never-created'], {
      came: started,
      deeds: [{ what: 'ends', at: 2_100 }],
    });
    expect(isRight(crashed, says('pod-crashed'))).toBe(true);
  });

  it('none makes a job unwell that came well: healthy is right, broken is not', () => {
    const well = truth(['logs-denied', 'secrets-in-logs'], { came: ready, deeds: [] });
    expect(isRight(well, says(undefined, 'healthy'))).toBe(true);
    expect(isRight(well, says('queue-missing'))).toBe(false);
    expect(isRight(well, says(undefined, 'broken'))).toBe(false);
    expect(isRight(well, says(undefined, 'inconclusive'))).toBeUndefined();
  });

  it('healthy is not right where the way to Focus Server was in the way', () => {
    const gateway = truth(['gateway-in-the-way', 'logs-denied'], { came: ready, deeds: [] });
    expect(isRight(gateway, says(undefined, 'healthy'))).toBe(false);
  });

  it('nobody says which is right where no story names a cause', () => {
    const blind = truth(['kubernetes-denied', 'rabbitmq-management-absent'], { came: started, deeds: [] });
    expect(isRight(blind, says('pod-crashed'))).toBeUndefined();
  });

  it('one that is but listed as possible is right to say, and one that is not listed is not told', () => {
    const missing = truth(['queue-missing'], { came: { ...started, queue: 40_000 }, deeds: [] });
    const alternatives = [{ id: 'queue-missing' }] as unknown as Report['alternatives'];
    expect(isRight(missing, { ...says(undefined), alternatives })).toBe(true);
    expect(isRight(missing, says(undefined))).toBeUndefined();
  });
});

describe('of one story', () => {
  const quote = '0/2 nodes are available: 1 Insufficient nvidia.com/gpu.shared, 1 node(s) were unschedulable.';
  const told = (headline: string, id = 'pod-not-scheduled') => ({
    ...says(id),
    headline,
    quote,
    nextStep: 'Run again',
  });

  it('the first lines are right that say what holds the job, and no more', () => {
    const both = told('job 1-41 found no node: 1 node has no free GPU and 1 node is cordoned');
    expect(wrongIn(both, unschedulable.expected)).toEqual([]);
  });

  it('the right cause is not enough where the words beside it are not so', () => {
    const one = told('job 1-41 found no node: all nodes are cordoned');
    expect(wrongIn(one, unschedulable.expected)).toEqual([
      'The first lines say “nodes are cordoned”, which is not so.',
    ]);
  });

  it('what is left out of them is told, any one of several words being enough', () => {
    const { quote: _, ...silent } = told('job 1-41 found no node: one node is cordoned');
    expect(wrongIn(silent, unschedulable.expected)).toEqual(['The first lines do not say “GPU”.']);
  });

  it('another cause or verdict than the story’s is wrong, whatever the words', () => {
    const other = told('job 1-41 found no node: 1 node has no free GPU and 1 node is cordoned', 'queue-missing');
    expect(wrongIn(other, unschedulable.expected)).toEqual([
      'It is broken with pod-not-scheduled, and not broken with queue-missing.',
    ]);
  });
});
