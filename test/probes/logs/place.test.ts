import { describe, expect, it } from 'vitest';
import { createPlace } from '#probes/logs/place.ts';

const at = (second: number, text = 'x') => `2026-01-01T00:00:0${second}.000000000Z ${text}`;

describe('the place in a log', () => {
  it('begins at the beginning, then goes on from the latest stamp', () => {
    const place = createPlace();
    expect(place.takeUp()).toBeUndefined();
    for (const line of [at(1), at(2)]) expect(place.isNew(line)).toBe(true);
    expect(place.takeUp()).toBe('2026-01-01T00:00:02.000000000Z');
  });

  it('takes every line of the first reading for new, also one out of order', () => {
    const place = createPlace();
    place.takeUp();
    expect([at(2), at(1), at(2)].map(place.isNew)).toEqual([true, true, true]);
  });

  it('passes over what was read before, and over no more', () => {
    const place = createPlace();
    place.takeUp();
    for (const line of [at(1), at(2, 'a'), at(2, 'b')]) place.isNew(line);
    place.takeUp();
    expect([at(1), at(2, 'a'), at(2, 'b'), at(2, 'c'), at(3)].map(place.isNew)).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
    place.takeUp();
    expect([at(3), at(4)].map(place.isNew)).toEqual([false, true]);
  });

  it("always passes on the kubelet's own words, which have no stamp", () => {
    const place = createPlace();
    place.takeUp();
    place.isNew(at(1));
    place.takeUp();
    expect(place.isNew('unable to retrieve container logs')).toBe(true);
  });
});
