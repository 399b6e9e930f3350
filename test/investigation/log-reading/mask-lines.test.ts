import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineMask, maskLines } from '#investigation/log-reading/mask-lines.ts';
import { redact } from '#lib/redact.ts';
import { canaries, keys } from '../../support/canaries.ts';

const PADDING = 'frame of the stream took 12 ms, and the queue has no messages at all';

/** Everything that a mask gives for texts that come so many at once. */
function maskedAll(texts: readonly string[], atOnce: number, mask = redact): readonly (string | undefined)[] {
  const lines = createLineMask(mask);
  const given: (string | undefined)[] = [];
  for (let i = 0; i < texts.length; i += atOnce) given.push(...lines.add(texts.slice(i, i + atOnce)));
  return [...given, ...lines.end()];
}

function padded(before: number, lines: readonly string[], after: number): readonly string[] {
  const padding = (count: number) => Array.from({ length: count }, (_, i) => `${i} ${PADDING}`);
  return [...padding(before), ...lines, ...padding(after)];
}

describe('masking lines', () => {
  it('gives every line that holds no secret as it is, in order', () => {
    const texts = padded(0, [], 5_000);
    expect(maskedAll(texts, 7)).toEqual(texts);
  });

  it('hides a key that stands on many lines, wherever it falls among thousands', () => {
    const key = keys.encrypted.split('\n');
    const secrets = key.filter((line) => /^[\w+/]{30,}=*$/.test(line));
    for (let before = 860; before < 930; before += 1) {
      const text = maskedAll(padded(before, key, 100), 50).join('\n');
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
  });

  it('leaves what stands around a key in its place', () => {
    const key = keys.RSA.split('\n');
    const texts = ['before', ...key, 'after', 'password=Hunter2x and', 'last'];
    const masked = maskLines(texts, redact);
    expect(masked).toHaveLength(texts.length);
    expect([masked[0], masked[1], masked[2]]).toEqual([
      'before',
      expect.stringMatching(/^‹hidden .{4}› \[5 lines\]$/),
      undefined,
    ]);
    expect(masked.slice(-3)).toEqual(['after', expect.stringMatching(/^password=‹hidden .{4}› and$/), 'last']);
  });

  it('shows no secret of any canary whose lines come one by one', () => {
    const leaks = canaries.filter(({ text, secrets }) => {
      const shown = maskedAll(padded(3, text.split('\n'), 3), 1).join('\n');
      return secrets.some((secret) => secret.split('\n').some((line) => shown.includes(line)));
    });
    expect(leaks.map(({ name }) => name)).toEqual([]);
  });

  it('gives as many places as it was given lines, whatever they hold', () => {
    const word = fc.constantFrom(
      'password=abc',
      'key: |',
      '  aGVsbG8=',
      'kind: Secret',
      'data:',
      '',
      'plain',
      ...keys.EC.split('\n'),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (texts, atOnce) => {
        expect(maskedAll(texts, atOnce)).toHaveLength(texts.length);
      }),
      { numRuns: 50 },
    );
  });

  it('masks each text no more than a few times, however many there are', () => {
    let chars = 0;
    const counting = (text: string) => {
      chars += text.length;
      return text;
    };
    const texts = padded(0, [], 20_000);
    maskedAll(texts, 500, counting);
    expect(chars).toBeLessThan(1.5 * texts.join('\n').length);
  });

  it('gives lines of any length, and holds few of them back', () => {
    const lines = createLineMask((text) => text);
    const long = 'x'.repeat(70_000);
    let given = 0;
    for (let i = 0; i < 100; i += 1) given += lines.add([long]).length;
    expect(given).toBeGreaterThanOrEqual(97);
    expect(given + lines.end().length).toBe(100);
  });
});
