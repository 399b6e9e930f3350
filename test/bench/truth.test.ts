import { expect, it } from 'vitest';
import { explain } from '#investigation/investigate.ts';
import type { Report } from '#investigation/report/report.ts';
import { scenarioCalled } from '#lab/scenario-list.ts';
import { falseWords, verdictOf } from '../../bench/faults/cut/truth.ts';
import { evidence, healthyRun } from '../support/evidence.ts';

const seen = evidence(healthyRun);
const healthy = explain(seen);
const scenario = scenarioCalled('healthy');
const said = (headline: string): Report => ({ ...healthy, headline });

it('judges what a report came to by its cause, and by the words of its first lines', () => {
  expect(verdictOf(healthy, scenario)).toBe('right');
  expect(verdictOf(said('All is as it should be'), scenario)).toBe('unsaid');
  expect(verdictOf({ ...healthy, verdict: 'inconclusive' }, scenario)).toBe('open');
  expect(verdictOf({ ...healthy, verdict: 'degraded' }, scenario)).toBe('wrong');
  expect(verdictOf(healthy, scenarioCalled('unschedulable'))).toBe('wrong');
});

it('finds words that are not so, also in a report that decides nothing', () => {
  const broken = said('The consumer is broken');
  expect(falseWords(seen, healthy, undefined, scenario)).toEqual([]);
  expect(falseWords(seen, broken, undefined, scenario).join()).toContain('“broken”, which is not so');
  expect(falseWords(seen, { ...broken, verdict: 'inconclusive' }, undefined, scenario)).toHaveLength(1);
});
