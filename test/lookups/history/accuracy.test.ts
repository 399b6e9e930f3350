import { describe, expect, it } from 'vitest';
import type { Afterwards } from '#history/afterwards.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';
import { judgeAccuracy } from '#lookups/history/accuracy.ts';
import { writeAccuracy } from '#lookups/history/accuracy-report.ts';
import { NOW, past } from '../../support/past.ts';

const MINUTE = 60_000;
const right: Afterwards = { opinion: { says: 'right', by: 'U0ONCALL', at: NOW } };
const wrong = (instead?: string): Afterwards => ({
  opinion: { says: 'wrong', by: 'U0LEAD', at: NOW, ...(instead !== undefined && { instead }) },
});
const looked = (look: Omit<NonNullable<Afterwards['secondLook']>, 'at'>): Afterwards => ({
  secondLook: { at: NOW, ...look },
});

type Told = readonly [cause: string | undefined, known?: Afterwards];

/** A verdict each, the newest first, with what became known of it. */
function accuracyOf(...verdicts: readonly Told[]) {
  const lines = verdicts.map(
    ([cause], i): PastInvestigation =>
      past({
        investigation: `inv-${i}`,
        verdict: 'broken',
        startedAt: NOW - i * MINUTE,
        ...(cause !== undefined && { cause }),
      }),
  );
  const known = verdicts.flatMap(([, each], i) => (each ? [[`inv-${i}`, each] as const] : []));
  return judgeAccuracy(lines, new Map(known));
}
const asked = { lookup: 'look-1', requestedBy: 'U0ASKER', at: NOW, environment: 'staging' };
const reportOf = (...verdicts: readonly Told[]) => writeAccuracy(accuracyOf(...verdicts), asked);

describe('how often verdicts held', () => {
  it('counts by cause what was said, the most frequent cause first', () => {
    const { rows, since } = accuracyOf(
      ['queue-missing', right],
      ['pod-crashed', wrong('pod-out-of-memory')],
      ['queue-missing', wrong('rabbitmq-alarm')],
      ['queue-missing'],
    );
    expect(since).toBe(NOW - 3 * MINUTE);
    expect(rows).toMatchObject([
      { cause: 'queue-missing', verdicts: 3, right: 1, wrong: 1, instead: [{ cause: 'rabbitmq-alarm', times: 1 }] },
      { cause: 'pod-crashed', verdicts: 1, right: 0, wrong: 1 },
    ]);
  });

  it('names what it was instead, the most frequent first, and what no rule names apart', () => {
    const [row] = accuracyOf(['a', wrong()], ['a', wrong('b')], ['a', wrong('c')], ['a', wrong('b')]).rows;
    expect(row?.instead).toEqual([{ cause: 'b', times: 2 }, { times: 1 }, { cause: 'c', times: 1 }]);
  });

  it('takes verdicts without a cause as a row of their own', () => {
    const [row] = accuracyOf([undefined, wrong('queue-missing')], [undefined]).rows;
    expect(row).toMatchObject({ verdicts: 2, instead: [{ cause: 'queue-missing', times: 1 }] });
    expect(row).not.toHaveProperty('cause');
  });

  it('leaves healthy ones out: nobody asks whether they were right', () => {
    const lines = [
      past({ verdict: 'healthy' }),
      past({ investigation: 'late', verdict: 'degraded', cause: 'pod-slow' }),
    ];
    expect(judgeAccuracy(lines, new Map()).rows.map(({ cause }) => cause)).toEqual(['pod-slow']);
  });

  it('counts of second looks only what each could see', () => {
    const { rows } = accuracyOf(
      ['a', looked({ next: { consumer: true, from: 'history' }, restarted: true, alert: 'healed' })],
      ['a', looked({ next: { consumer: false, from: 'look' }, restarted: false })],
      ['a', looked({ alert: 'open' })],
      ['a'],
    );
    expect(rows[0]?.looks).toEqual({ taken: 3, consumer: 1, noConsumer: 1, restarted: 1, healed: 1, open: 1 });
  });
});

describe('how often verdicts held, in words', () => {
  it('says how many were marked, and how', () => {
    expect(reportOf(['a', right], ['a', right], ['b', wrong('c')], ['b'], [undefined, wrong('c')]).headline).toBe(
      '4 of 5 verdicts in staging were marked: 2 right, 1 wrong, 1 without a cause told what it was',
    );
    expect(reportOf(['a', right]).headline).toBe('1 of 1 verdict in staging was marked: 1 right, 0 wrong');
  });

  it('claims no rate where nobody said anything, or nothing was there to say', () => {
    expect(reportOf(['a'], ['a'])).toMatchObject({
      headline: 'Nobody has said of 2 verdicts in staging whether it was right',
      facts: ['What nobody marked counts neither as right nor as wrong'],
    });
    expect(reportOf()).toMatchObject({
      headline: 'No verdict in staging is remembered that could be right or wrong',
      facts: [],
      rows: [],
    });
  });

  it('says which causes were wrong most often, what it was, and that few marks are no rate', () => {
    const { facts } = reportOf(['a', wrong('b')], ['a', wrong()], ['a', right], ['c', right]);
    expect(facts).toEqual([
      'a was wrong in 2 of 3 marked: 1 × b, 1 × something else',
      'So few marks are no rate: it takes 10 to say more',
      'What nobody marked counts neither as right nor as wrong',
    ]);
    const many = Array.from({ length: 10 }, () => ['a', right] as const);
    expect(reportOf(...many).facts).toEqual(['What nobody marked counts neither as right nor as wrong']);
  });

  it('says what second looks found', () => {
    const next = (consumer: boolean) => looked({ next: { consumer, from: 'history' } });
    const words =
      'the next job got its consumer in 2 of 3, the backend was restarted in 1 of 4, the alert was over in 0 of 1';
    const report = reportOf(
      ['a', next(true)],
      ['a', next(true)],
      ['a', next(false)],
      ['a', looked({ restarted: true, alert: 'open' })],
    );
    expect(report.facts[0]).toBe(`Ten minutes after a verdict the bot looked again: ${words}`);
    expect(report.rows[0]?.at(-1)).toBe(words);
    expect(reportOf(['a', looked({})]).rows[0]?.at(-1)).toBe('1 look, nothing to tell');
  });

  it('has a row of as many cells as there are columns for every cause, and no number where there is none', () => {
    const { columns, rows } = reportOf([undefined, wrong('b')], ['a', right]);
    for (const row of rows) expect(row).toHaveLength(columns.length);
    expect(rows).toEqual([
      ['not determined', '1', '–', '–', '1 × b', '–'],
      ['a', '1', '1', '0', '–', '–'],
    ]);
  });
});
