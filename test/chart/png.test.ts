import { afterAll, describe, expect, it } from 'vitest';
import { createPainter } from '#chart/png.ts';
import { trendSvg } from '#chart/trend-svg.ts';
import { findTrend } from '#investigation/past/trend.ts';
import { DAY, slowerSinceTuesday, TUESDAY } from '../support/trend-runs.ts';

const svg = (inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50" font-family="Inter" font-size="20">${inside}</svg>`;

describe('a picture as PNG', () => {
  const painter = createPainter();
  afterAll(() => painter.close());

  it('is 1.6 times as wide and high as its SVG', async () => {
    const asked = { from: TUESDAY - 9 * DAY, to: TUESDAY + 5 * DAY, environment: 'staging' };
    const picture = trendSvg(findTrend(slowerSinceTuesday(), asked));
    const height = Number(/height="(\d+)"/.exec(picture)?.[1]);
    const png = await painter.draw(picture);
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect(png.readUInt32BE(16)).toBe(1_920);
    expect(Math.abs(png.readUInt32BE(20) - 1.6 * height)).toBeLessThan(2);
  });

  it('has its texts drawn, in the weight they ask for', async () => {
    const [none, plain, bold] = await Promise.all(
      [
        '<text x="10" y="30"></text>',
        '<text x="10" y="30">Focus</text>',
        '<text x="10" y="30" font-weight="700">Focus</text>',
      ].map((inside) => painter.draw(svg(inside))),
    );
    if (!none || !plain || !bold) throw new Error('three pictures');
    expect(plain.equals(none)).toBe(false);
    expect(plain.equals(bold)).toBe(false);
  });

  it('has Hebrew drawn letter by letter, and not a box for each', async () => {
    const drawn = (text: string) => painter.draw(svg(`<text x="10" y="30" font-weight="700">${text}</text>`));
    const [none, staging, shorter, other] = await Promise.all(['', 'אתר', 'את', 'נתר'].map(drawn));
    if (!none || !staging || !shorter || !other) throw new Error('four pictures');
    expect(new Set([none, staging, shorter, other].map((png) => png.toString('base64'))).size).toBe(4);
  });

  it('is refused for what is no SVG, with the reason', async () => {
    await expect(painter.draw('<svg')).rejects.toMatchObject({
      message: 'drawing the picture failed',
      cause: expect.anything(),
    });
  });

  it('is given up when the signal says so', async () => {
    const reason = new Error('nobody waits any more');
    await expect(painter.draw(svg(''), AbortSignal.abort(reason))).rejects.toMatchObject({ cause: reason });
  });

  it('is not taken for the one that was given up before it', async () => {
    const one = painter.draw(svg('<text x="10" y="30">one</text>'), AbortSignal.timeout(1));
    const other = painter.draw(svg('<text x="10" y="30">other</text>'));
    await one.catch(() => undefined);
    expect((await other).equals(await painter.draw(svg('<text x="10" y="30">other</text>')))).toBe(true);
  });

  it('is drawn also after one that was no SVG', async () => {
    await painter.draw('<svg').catch(() => undefined);
    expect((await painter.draw(svg('<text x="10" y="30">Focus</text>'))).length).toBeGreaterThan(100);
  });
});
