import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvidence } from '#bundle/read-evidence.ts';
import type { Baseline, Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import { anyBaseline, background, baseline, quick, usually } from '../../support/baseline.ts';
import {
  but,
  evidence,
  foundEvidence,
  healthyRun,
  metadata,
  notConfigured,
  queue,
  type Seen,
  unknownFrom,
} from '../../support/evidence.ts';
import { trueRuns } from '../../support/true-run.ts';

/** The consumer came 6.1 to 6.4 s after its queue. */
const slowConsumer = but(
  healthyRun,
  ['metadata-answer', 'queue-state'],
  queue(2_200, 'absent'),
  queue(2_300, {}),
  queue(8_400, {}),
  queue(8_600, { consumers: 1 }),
  ...unknownFrom(400, 8_600),
  metadata(8_700, 'ready'),
);

function told(seen: readonly Seen[], usual?: Baseline) {
  return explain({ ...evidence(seen), background: background(usual) });
}

function row(seen: readonly Seen[], id: string, usual?: Baseline) {
  return told(seen, usual).phases.find((phase) => phase.id === id);
}

describe('a phase in the report', () => {
  it('says what is usual here and in how many runs', () => {
    const usual = baseline({ queue: usually(620, 1_910, 180) });
    expect(row(healthyRun, 'queue', usual)).toMatchObject({ usual: '0.62–1.91 s', runs: 180, judgement: 'usual' });
    expect(row(healthyRun, 'consumer', usual)).not.toHaveProperty('runs');
    expect(row(healthyRun, 'consumer', usual)?.usual).toBe('1–5 s');
  });

  it('is not slow where it is as slow by nature', () => {
    expect(row(slowConsumer, 'consumer')?.judgement).toBe('slow');
    expect(row(slowConsumer, 'consumer', baseline({ consumer: usually(5_000, 7_000) }))?.judgement).toBe('usual');
  });

  it('is longer than usual where it is beyond that, and not yet slow', () => {
    expect(row(slowConsumer, 'consumer', baseline({ consumer: usually(2_000, 4_500) }))?.judgement).toBe('longer');
    expect(row(slowConsumer, 'consumer', baseline({ consumer: usually(2_000, 4_000) }))?.judgement).toBe('slow');
  });
});

describe('where the usual comes from', () => {
  it('is from so many runs since a day', () => {
    expect(told(healthyRun, baseline(quick)).usualFrom).toBe('from 214 healthy runs since 8 Nov');
  });

  it('tells whether these runs had the image', () => {
    const cached = (imageCached: boolean) => told(healthyRun, baseline(quick, { imageCached })).usualFrom;
    expect(cached(true)).toBe('from 214 healthy runs since 8 Nov with the image cached');
    expect(cached(false)).toBe('from 214 healthy runs since 8 Nov that pulled the image');
  });

  it('says so where some phases are as documented', () => {
    expect(told(healthyRun, baseline({ queue: usually(600, 1_900) })).usualFrom).toBe(
      'from 214 healthy runs since 8 Nov, else from the documents',
    );
  });

  it('is from the documents where too few runs are known', () => {
    expect(told(healthyRun).usualFrom).toBe('from the documents: too few runs here');
    expect(told(healthyRun, baseline()).usualFrom).toBe('from the documents: too few runs here');
  });

  it('is from the documents where nobody looked for runs', () => {
    expect(explain(evidence(healthyRun)).usualFrom).toBe('from the documents');
    expect(explain({ ...foundEvidence(healthyRun), background: background() }).usualFrom).toBe('from the documents');
  });

  it('is not told where there is no phase', () => {
    const refused: Seen = [20, notConfigured({ status: 500, detail: 'no' })];
    expect(told([refused], baseline(quick))).not.toHaveProperty('usualFrom');
  });
});

describe('the sentences', () => {
  it('say of the whole way what is usual here', () => {
    expect(told(healthyRun, baseline({}, { total: usually(2_100, 3_400) })).course.usual).toBe('2.1–3.4 s');
  });

  it('name the runs beside the phase that was slow', () => {
    expect(told(slowConsumer, baseline({ consumer: usually(400, 1_200) })).cause?.summary).toMatch(
      /^From the queue to the consumer took 6\.1–6\.4 s, usually 0\.4–1\.2 s in 214 runs, so /,
    );
  });

  it('blame no phase that is as slow by nature', () => {
    const { verdict, cause } = told(slowConsumer, baseline({ consumer: usually(5_000, 7_000) }));
    expect({ verdict, cause }).toEqual({ verdict: 'degraded', cause: undefined });
  });
});

describe('history', () => {
  it('makes no alarm: whatever it knows, no phase becomes slow and no verdict changes', () => {
    const slowOf = (seen: Evidence) =>
      explain(seen).phases.flatMap(({ id, judgement }) => (judgement === 'slow' ? id : []));
    fc.assert(
      fc.property(trueRuns, anyBaseline, ({ evidence: seen }, usual) => {
        const known = { ...seen, background: background(usual) };
        const slow = slowOf(seen);
        for (const id of slowOf(known)) expect(slow).toContain(id);
        expect(explain(known).verdict).toBe(explain(seen).verdict);
      }),
      { numRuns: 100 },
    );
  });

  it('is replayed: evidence that was stored gives the same report', () => {
    fc.assert(
      fc.property(trueRuns, anyBaseline, ({ evidence: seen }, usual) => {
        const known = { ...seen, background: background(usual) };
        const stored = readEvidence(JSON.parse(JSON.stringify(known)));
        expect(JSON.stringify(explain(stored))).toBe(JSON.stringify(explain(known)));
      }),
      { numRuns: 40 },
    );
  });
});
