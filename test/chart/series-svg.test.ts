import { describe, expect, it } from 'vitest';
import { seriesSvg } from '#chart/series-svg.ts';
import { findSeries } from '#investigation/past/series.ts';
import { mixedSeries, seriesOf } from '../support/series.ts';
import { parseXml } from '../support/xml.ts';

const limits = { consumerGoodMs: 5_000, consumerWarnMs: 20_000, consumerFailMs: 30_000, configureMs: 1_000 };
const drawn = (runs = mixedSeries) =>
  parseXml(
    seriesSvg(findSeries(runs), { headline: '6 of 9 <runs>', about: 'staging · live', limits } as Parameters<
      typeof seriesSvg
    >[1]),
  );
const textsOf = (elements: ReturnType<typeof drawn>) =>
  elements.filter(({ name }) => name === 'text').map(({ text }) => text);

describe('a series as a picture', () => {
  it('has each run by its number, the limits, and the share that came', () => {
    const texts = textsOf(drawn());
    expect(texts).toEqual(expect.arrayContaining(['1', '2', '3', '4', '5', '6', '7', '9', '10', '67 %']));
    expect(texts).toEqual(expect.arrayContaining(['good 5 s', 'warn 20 s', 'fail 30 s', '6 of 9 <runs>']));
  });

  it('marks a run without a consumer by a cross, and one with it by a dot', () => {
    const dots = drawn().filter(({ name }) => name === 'circle');
    // Two are the legend's.
    expect(dots).toHaveLength(6 + 2);
  });

  it('draws what is quick on a short scale, and a series without a consumer without a curve', () => {
    expect(textsOf(drawn(seriesOf(['healthy', 'healthy'])))).not.toContain('fail 30 s');
    const none = drawn(seriesOf(['failed', 'failed']));
    expect(none.filter(({ name, attributes }) => name === 'path' && attributes['stroke-width'] === '2.5')).toEqual([]);
  });

  it('lays no run over another, however many took as long', () => {
    const all = drawn(seriesOf(Array.from({ length: 20 }, () => 'failed' as const)));
    const numbers = all.filter(({ name, attributes }) => name === 'text' && attributes['font-size'] === '10');
    expect(numbers).toHaveLength(20);
    expect(new Set(numbers.map(({ attributes }) => `${attributes.x} ${attributes.y}`)).size).toBe(20);
  });

  it('is the same bytes for the same runs', () => {
    expect(drawn()).toEqual(drawn());
  });
});
