import { describe, expect, it } from 'vitest';
import { heldWords, isTooOftenWrong } from '#investigation/diagnosis/held.ts';
import { heldInWorlds } from '#investigation/diagnosis/held-in-worlds.ts';
import { rules } from '#investigation/rules/index.ts';

describe('how often a rule held in random worlds', () => {
  it('is said with the number of worlds, and never rounded up', () => {
    expect(heldWords({ worlds: 412, right: 411 })).toBe('held in 99 % of 412 strange worlds');
  });

  it('takes *likely* from a rule that was wrong in more than one of ten', () => {
    expect(isTooOftenWrong({ worlds: 100, right: 89 })).toBe(true);
    expect(isTooOftenWrong({ worlds: 100, right: 90 })).toBe(false);
    expect(isTooOftenWrong(undefined)).toBe(false);
  });

  it('is kept of rules that there are', () => {
    const ids = rules.map(({ id }) => id);
    expect(Object.keys(heldInWorlds).filter((id) => !ids.includes(id))).toEqual([]);
  });
});
