import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trendSvg } from '#chart/trend-svg.ts';
import type { PastInvestigation } from '#investigation/past/past.ts';
import { findTrend } from '#investigation/past/trend.ts';
import { anyCharacters } from '../support/any-characters.ts';
import { brokenRun, DAY, HOUR, pastRun, series, slowerSinceTuesday, TUESDAY } from '../support/trend-runs.ts';
import { parseXml, type XmlElement } from '../support/xml.ts';

const asked = { from: TUESDAY - 9 * DAY, to: TUESDAY + 5 * DAY, environment: 'staging' };
const drawn = (past: readonly PastInvestigation[], over: Partial<typeof asked> = {}) =>
  parseXml(trendSvg(findTrend(past, { ...asked, ...over })));
const textsOf = (elements: readonly XmlElement[]) =>
  elements.filter(({ name }) => name === 'text').map(({ text }) => text);
const linesOf = (elements: readonly XmlElement[]) =>
  elements.filter(({ name, attributes }) => name === 'path' && attributes['stroke-width'] === '2.5');

describe('a trend as a picture', () => {
  it('says what changed, when, with which deploy and where, without colour', () => {
    const texts = textsOf(drawn(slowerSinceTuesday()));
    expect(texts).toContain('SLOWER');
    expect(texts).toEqual(expect.arrayContaining(['→ 1.5.0', 'median 1.42 s', 'median 3.13 s', '0.5 s → 2.2 s']));
    expect(texts).toEqual(expect.arrayContaining(['UTC', 'Tue 17 Nov', 'new image', 'each point 12 hours']));
    expect(texts.join(' ')).toContain('since Tue 17 Nov 14:00 UTC, when the backend’s image changed');
  });

  it('draws nothing across a stretch without runs', () => {
    const past = [
      ...series({ from: asked.from, count: 72, everyMs: HOUR }),
      ...series({ from: TUESDAY, count: 72, everyMs: HOUR }),
    ];
    expect(linesOf(drawn(past))).toHaveLength(2);
    expect(linesOf(drawn(series({ from: asked.from, count: 336, everyMs: HOUR })))).toHaveLength(1);
  });

  it('counts failures where they were, and names the cause', () => {
    const past = [pastRun(TUESDAY), ...[1, 2, 3].map((i) => brokenRun(TUESDAY + i, 'no-queue'))];
    const elements = drawn(past);
    expect(textsOf(elements)).toEqual(expect.arrayContaining(['3', '3 in all', '3 × no-queue']));
    expect(textsOf(drawn([pastRun(TUESDAY)]))).toContain('none');
  });

  it('makes one line of many restarts at once', () => {
    const past = Array.from({ length: 30 }, (_, restarts) =>
      pastRun(TUESDAY + restarts * 60_000, { backend: { image: 'a:1', restarts } }),
    );
    const elements = drawn(past);
    expect(textsOf(elements)).toContain('29 restarts');
    const dotted = elements.filter(({ attributes }) => attributes['stroke-dasharray'] === '1 3');
    expect(dotted).toHaveLength(2);
  });

  it('is not flattened by one very slow run', () => {
    const past = [
      ...series({ from: asked.from, count: 60, everyMs: 5 * HOUR }),
      pastRun(TUESDAY + HOUR / 2, {}, 90_000),
    ];
    const texts = textsOf(drawn(past));
    expect(texts).toContain('p95 90.0 s');
    expect(
      texts
        .filter((text) => /^[\d.]+$/.test(text))
        .map(Number)
        .every((value) => value < 60),
    ).toBe(true);
  });

  it('stays a picture without any run', () => {
    const texts = textsOf(drawn([]));
    expect(texts).toEqual(expect.arrayContaining(['NO RUNS', 'no run with a total in this time']));
  });

  it('is well-formed, within its frame and the same bytes again, whatever ran', () => {
    const text = anyCharacters({ maxLength: 60 }).map((one) => `${one}</text><script>&"'${one}`);
    const run = fc.record({
      at: fc.integer({ min: 0, max: 14 * DAY - 1 }),
      totalMs: fc.oneof(fc.double({ min: 0, max: 1e7, noNaN: true }), fc.constant(undefined)),
      cause: text,
      image: text,
      restarts: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 60 }), text, (runs, hostile) => {
        const past = runs.map(({ at, totalMs, cause, image, restarts }) => {
          const over = { environment: hostile, request: hostile, cause, backend: { image, restarts } };
          const verdict = totalMs === undefined ? 'broken' : 'healthy';
          const { totalMs: _, ...bare } = pastRun(asked.from + at, { ...over, verdict }, totalMs);
          return totalMs === undefined ? bare : { ...bare, totalMs };
        });
        const trend = findTrend(past, { ...asked, environment: hostile });
        const picture = trendSvg(trend);
        expect(picture).toBe(trendSvg(structuredClone(trend)));
        expect(picture).not.toMatch(/NaN|Infinity/);
        const elements = parseXml(picture);
        expect(elements.map(({ name }) => name)).not.toContain('script');
        for (const { attributes } of elements.filter(({ name }) => name === 'circle')) {
          if (Number(attributes.cx) < 100) continue;
          expect(Number(attributes.cx)).toBeGreaterThanOrEqual(216);
          expect(Number(attributes.cx)).toBeLessThanOrEqual(1020);
        }
      }),
      { numRuns: 30 },
    );
  });
});
