import { describe, expect, it } from 'vitest';
import { redact } from '#lib/redact.ts';
import { canaries, plainCanaries } from '../support/canaries.ts';

const PIECE = 8;

describe('a canary', () => {
  it('has 200 siblings and more, all different', () => {
    expect(canaries.length).toBeGreaterThanOrEqual(200);
    expect(new Set(canaries.map(({ text }) => text)).size).toBe(canaries.length);
  });

  it.each(canaries)('does not get through: $name', ({ text, secrets, stays }) => {
    const masked = redact(text);
    for (const secret of secrets) expect(piecesOf(secret).filter((piece) => masked.includes(piece))).toEqual([]);
    for (const words of stays) expect(masked).toContain(words);
    expect(masked).toMatch(/‹hidden [0-9a-f]{4}›/);
    expect(redact(masked)).toBe(masked);
  });

  it('has the mark of its secret wherever it stands', () => {
    const marks = new Map<string, Set<string>>();
    for (const { text, secrets } of plainCanaries) {
      const [secret = ''] = secrets;
      for (const mark of redact(text).match(/‹hidden [0-9a-f]{4}›/g) ?? [])
        marks.set(secret, (marks.get(secret) ?? new Set()).add(mark));
    }
    const several = [...marks].filter(([, found]) => found.size > 1);
    expect(several).toEqual([]);
  });
});

/** Every stretch of a secret that is long enough to be of use. */
function piecesOf(secret: string): readonly string[] {
  return Array.from({ length: secret.length - PIECE + 1 }, (_, at) => secret.slice(at, at + PIECE));
}
