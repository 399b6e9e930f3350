import { describe, expect, it } from 'vitest';
import type { Report, ReportedFinding } from '#investigation/report/report.ts';
import { composed } from '#lab/serve/composed.ts';
import { isRight } from '#lab/worlds/right.ts';
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
