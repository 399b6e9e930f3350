import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeAccuracy } from '#lookups/history/accuracy.ts';
import { type AccuracyReport, writeAccuracy } from '#lookups/history/accuracy-report.ts';
import { accuracyMessage } from '#slack/blocks/accuracy.ts';
import { anyText, holdsForAny } from '../../support/any-report.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';
import { NOW, past } from '../../support/past.ts';

const asked = { lookup: 'look-1', requestedBy: 'U0ASKER', at: NOW };
const opinion = { says: 'wrong', instead: 'rabbitmq-alarm', by: 'U0LEAD', at: NOW } as const;
const lines = [past({ verdict: 'broken', cause: 'queue-missing' })];
const report = writeAccuracy(judgeAccuracy(lines, new Map([['inv-7f3a', { opinion }]])), asked);

describe('the message of how often verdicts held', () => {
  it('tells the answer first, then a table by cause, and what it is of', () => {
    const content = accuracyMessage(report);
    expectAcceptable(content);
    expect(content.text).toBe(':dart: 1 of 1 verdict was marked: 0 right, 1 wrong');
    expect(content.blocks?.map(({ type }) => type)).toEqual(['rich_text', 'rich_text', 'table', 'context']);
    const words = wordsOf(content);
    expect(words).toContain('Cause\nVerdicts\nRight\nWrong\nIt was\nSecond look\nqueue-missing\n1\n0\n1');
    expect(words).toContain('Asked by <@U0ASKER> · all environments · since ');
    expect(wordsOf(accuracyMessage({ ...report, environment: 'staging' }))).toContain('· staging · since');
  });

  it('has no table where there is no verdict', () => {
    const content = accuracyMessage(writeAccuracy(judgeAccuracy([], new Map()), asked));
    expectAcceptable(content);
    expect(content.blocks?.map(({ type }) => type)).toEqual(['rich_text', 'context']);
  });

  it('says how many causes do not fit', () => {
    const rows = Array.from({ length: 99 }, (_, i) => [`cause-${i}`, '1', '0', '0', '–', 'x'.repeat(160)]);
    const content = accuracyMessage({ ...report, rows });
    expectAcceptable(content);
    expect(wordsOf(content)).toMatch(/\d+ more causes do not fit into a message\./);
  });

  it('is accepted by Slack and inert for any report', () => {
    const many = fc.array(anyText, { maxLength: 30 });
    const any: fc.Arbitrary<AccuracyReport> = fc.record({
      lookup: anyText,
      requestedBy: fc.oneof(fc.constant('U0ASKER'), anyText),
      at: fc.nat(),
      environment: anyText,
      since: fc.nat(),
      headline: anyText,
      facts: many,
      columns: fc.constant(report.columns),
      rows: fc.array(fc.array(anyText, { maxLength: 6 }), { maxLength: 200 }),
    });
    holdsForAny(any, (each) => expectAcceptable(accuracyMessage(each)));
  });
});
