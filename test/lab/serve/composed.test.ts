import { describe, expect, it } from 'vitest';
import { scenarioCalled } from '#lab/scenario-list.ts';
import { composed } from '#lab/serve/composed.ts';

describe('what is switched on', () => {
  it('is a healthy stack where nothing is', () => {
    expect(composed([])).toMatchObject({ id: 'healthy', faults: [] });
    expect(composed(['healthy'])).toMatchObject({ id: 'healthy', faults: [] });
  });

  it('is one story as it is written, with the cause that is right', () => {
    expect(composed(['unschedulable'])).toMatchObject({
      ...scenarioCalled('unschedulable'),
      ingredients: [{ id: 'unschedulable', right: { ids: ['pod-not-scheduled'] }, deed: 'unschedulable' }],
    });
  });

  it('is all faults of several stories, each with its cause', () => {
    const [one, other] = [scenarioCalled('unschedulable'), scenarioCalled('rabbitmq-down')];
    const both = composed(['unschedulable', 'rabbitmq-down']);
    expect(both.faults).toEqual([...one.faults, ...other.faults]);
    expect(both.ingredients.map(({ right }) => right?.ids)).toEqual([[one.expected.cause], [other.expected.cause]]);
  });

  it('is the same random world for the same number', () => {
    const worlds = [3, 4, 5, 6, 7, 8].map((seed) => composed([`world-${seed}`]));
    expect(worlds).toEqual([3, 4, 5, 6, 7, 8].map((seed) => composed([`world-${seed}`])));
    expect(new Set(worlds.map(({ story }) => story)).size).toBeGreaterThan(3);
    expect(worlds.some(({ ingredients }) => ingredients.some(({ role }) => role === 'fault'))).toBe(true);
  });

  it('is refused where nobody knows it', () => {
    expect(() => composed(['unschedulabel'])).toThrow('did you mean unschedulable?');
  });
});
