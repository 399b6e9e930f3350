import type { TableBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTrend } from '#investigation/past/trend.ts';
import { type TrendReport, writeTrend } from '#lookups/trend/report.ts';
import { trendMessage } from '#slack/blocks/trend.ts';
import { anyText, holdsForAny } from '../../support/any-report.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';
import { DAY, slowerSinceTuesday, TUESDAY } from '../../support/trend-runs.ts';

const asked = { from: TUESDAY - 9 * DAY, to: TUESDAY + 5 * DAY, environment: 'staging' };
const asker = { lookup: 'look-1', requestedBy: 'U0ASKER' };
const slower = writeTrend(findTrend(slowerSinceTuesday(), asked), asker);

const types = (blocks: readonly { readonly type: string }[] = []) => blocks.map(({ type }) => type);

describe('the message of a trend', () => {
  it('tells the answer first, in the notification too', () => {
    const content = trendMessage(slower);
    expectAcceptable(content);
    expect(content.text).toBe(`:chart_with_upwards_trend: ${slower.headline}`);
    expect(wordsOf(content).startsWith(` \n${slower.headline}\nWhat to know\nThe change lies between`)).toBe(true);
  });

  it('has a table of the phases', () => {
    const table = trendMessage(slower).blocks?.find((block): block is TableBlock => block.type === 'table');
    const rows = table?.rows.map((row) => row.map((cell) => (cell.type === 'raw_text' ? cell.text : '')));
    expect(rows?.[0]?.slice(0, 3)).toEqual(['From configure to metadata', 'Median before', 'p95 before']);
    expect(rows?.[4]).toEqual(['Starting the container', '0.5 s', '0.57 s', '2.2 s', '2.26 s', '+1.7 s']);
    expect(rows).toHaveLength(8);
  });

  it('says what it is of, and who asked', () => {
    expect(wordsOf(trendMessage({ ...slower, check: 'nightly', runs: 1 }))).toContain(
      'Asked by <@U0ASKER> · staging · check nightly · 1 run in 14 days · multichannel, channels 1-50, NFFT 1024, 0-500 Hz, 10 s, height 1000, live · look-up look-1',
    );
  });

  it('has a chart of the same, for workspaces that take one', () => {
    const { newer, blocks } = trendMessage(slower);
    expect(types(newer?.blocks)).toEqual(['rich_text', 'data_visualization', ...types(blocks).slice(1)]);
    const chart = newer?.blocks.find((block) => block.type === 'data_visualization')?.chart;
    const labels = chart?.axis_config.categories ?? [];
    expect(labels.length).toBeGreaterThan(10);
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels[0]).toMatch(/^\d\d \w{3} \d\d:00$/);
    const [median, p95] = chart?.series ?? [];
    expect([median?.name, p95?.name]).toEqual(['median', 'p95']);
    expect(median?.data.at(-1)?.value).toBeGreaterThan((median?.data[0]?.value ?? 0) + 1);
  });

  it('has no chart of a single point', () => {
    expect(trendMessage({ ...slower, points: slower.points.slice(0, 1) })).not.toHaveProperty('newer');
  });

  it('has no table where nothing ran', () => {
    const content = trendMessage(writeTrend(findTrend([], asked), asker));
    expectAcceptable(content);
    expect(content.blocks?.map(({ type }) => type)).toEqual(['rich_text', 'context']);
  });

  it('is accepted by Slack and inert for any report', () => {
    const many = fc.array(anyText, { maxLength: 30 });
    const row = fc.record({ id: anyText, label: anyText, values: many });
    const any: fc.Arbitrary<TrendReport> = fc.record({
      version: fc.constant(1 as const),
      lookup: anyText,
      environment: anyText,
      check: anyText,
      requestedBy: fc.oneof(fc.constant('U0ASKER'), anyText),
      from: fc.nat(),
      to: fc.nat(),
      judgement: fc.constantFrom('slower' as const, 'none' as const),
      headline: anyText,
      facts: many,
      request: anyText,
      runs: fc.nat(),
      table: fc.record({ columns: many, rows: fc.array(row, { maxLength: 40 }) }),
      points: fc.array(fc.record({ label: anyText, median: fc.nat(), p95: fc.nat() }), { maxLength: 30 }),
    });
    holdsForAny(any, (report) => expectAcceptable(trendMessage(report)));
  });
});
