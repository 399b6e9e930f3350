import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, cleanLine } from '#lib/clean.ts';
import { anyCharacters } from '../support/any-characters.ts';

describe('clean', () => {
  it('leaves honest text as it is, with its lines', () => {
    const text = '2025-11-13 ERROR Grüße · 你好 · 🦊\n  at main()';
    expect(clean(text)).toBe(text);
  });

  it('drops colours and shows what hides or turns a text', () => {
    expect(clean('\u001b[31mred\u001b[0m')).toBe('red');
    expect(clean('a\u202eb\u0000c\u200bd')).toBe('a\ufffdb\ufffdc\ufffdd');
    expect(clean('\ud800')).toBe('\ufffd');
  });

  it('makes one kind of line break and tabs of spaces', () => {
    expect(clean('a\r\nb\rc\u2028d\te')).toBe('a\nb\nc\nd  e');
  });

  it('has one line, never an empty one, and no control character for any text', () => {
    fc.assert(
      fc.property(anyCharacters(), (text) => {
        const line = cleanLine(text);
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|^$/);
        expect(cleanLine(line)).toBe(line);
      }),
    );
  });
});
