import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, redact, redactDeep } from '#lib/redact.ts';
import { canaries } from '../support/canaries.ts';
import { innocent } from '../support/innocent.ts';

const hidden = (password: string): string => redactDeep({ password }).password;

describe('a pattern of the operator', () => {
  it.each([
    ['all of its match', /BADGE-\d+/, 'by BADGE-1234 today', `by ${hidden('BADGE-1234')} today`],
    ['every match', /\bB\d\b/, 'B1, B2 and B1', `${hidden('B1')}, ${hidden('B2')} and ${hidden('B1')}`],
    ['its group secret alone', /badge (?<secret>\d+)/, 'badge 1234 of 1234', `badge ${hidden('1234')} of 1234`],
    ['its match where the group took no part', /badge (?<secret>\d+)|B\d+/, 'B12 badge', `${hidden('B12')} badge`],
    ['nothing where the group is empty', /badge(?<secret>\d*)/, 'badge of B12', 'badge of B12'],
    ['with its flags', /^badge .*$/im, 'a\nBadge 12\nb', `a\n${hidden('Badge 12')}\nb`],
    ['with flags that do not matter', /B\d/dgy, 'a B1 B2', `a ${hidden('B1')} ${hidden('B2')}`],
  ])('masks %s', (_what, pattern, text, masked) => {
    expect(createRedactor([pattern]).redact(text)).toBe(masked);
  });

  it.each([[/x*/], [/(?:)/], [/$/m], [/\b/], [/(?<secret>)badge/]])(
    'masks nothing by an empty match: %s',
    (pattern) => {
      const { redact } = createRedactor([pattern]);
      expect(redact('badge 12\n\nB1 é 😀')).toBe('badge 12\n\nB1 é 😀');
      expect(redact('')).toBe('');
    },
  );

  it('is not changed, and keeps no place from one text to the next', () => {
    const pattern = /B\d/g;
    pattern.lastIndex = 5;
    const { redact } = createRedactor([pattern]);
    for (const _ of [1, 2, 3]) expect(redact('B1 B2')).toBe(`${hidden('B1')} ${hidden('B2')}`);
    expect(pattern.lastIndex).toBe(5);
  });

  it('leaves an equal secret its mark, whether a built-in kind found it or not', () => {
    const { redact } = createRedactor([/badge (?<secret>\S+)/, /^hunter2/]);
    const mark = hidden('hunter2');
    expect(redact('hunter2: password=hunter2 badge hunter2 amqp://u:hunter2@h')).toBe(
      `${mark}: password=${mark} badge ${mark} amqp://u:${mark}@h`,
    );
  });

  it('masks what stands around a mark, which stays', () => {
    const { redact } = createRedactor([/conn=(?<secret>\S+)/]);
    const masked = `conn=${hidden('amqp://u:')}${hidden('hunter2')}${hidden('@h')} tail`;
    expect(redact('conn=amqp://u:hunter2@h tail')).toBe(masked);
    expect(redact(`conn=amqp://u:${hidden('hunter2')}@h tail`)).toBe(masked);
  });

  it('has what it shares with a later one', () => {
    const { redact } = createRedactor([/B\d+-/, /-\w+/, /B1/]);
    expect(redact('a B12-x b')).toBe(`a ${hidden('B12-')}${hidden('x')} b`);
  });

  it('works in every text of a value', () => {
    const own = createRedactor([/badge (?<secret>\d+)/]);
    const value = { list: ['badge 12', { a: 'badge 13', password: 'badge 14' }], at: 5 };
    expect(own.redactDeep(value)).toEqual({
      list: [`badge ${hidden('12')}`, { a: `badge ${hidden('13')}`, ...redactDeep({ password: 'badge 14' }) }],
      at: 5,
    });
  });
});

describe('patterns of the operator', () => {
  const patterns = [
    ...[/BADGE-\d+/, /\d{4}/, /[0-9a-f]{4}/, /hidden/, /‹.*›/, /\S+/, /.+/, /[^,]{4,7}/, /.{2}/s, /(?<secret>\w+)=\w+/],
    ...[/^(?<secret>..)/, /(?<secret>[a-z]+)$/, /user=\S+ pin=(?<secret>\d+)/, /(?<=pin=)\w/, /x*/, /[\uE000-\uF8FF]/],
    ...[/password/, /token|secret|key/i, /[:@/]/],
  ];
  const parts = [
    ...['BADGE-12', '1234', 'abcd', 'a=b=c', 'pin=', 'user=', 'password=', 'hunter2', 'amqp://u:', '@', 'h', '/', ' '],
    ...[
      '\n',
      ',',
      '"',
      "'",
      '‹hidden 3f9a›',
      '‹hidden›',
      '\uE000',
      '\uE0013',
      '\uE0001234\uE001',
      'xoxb-1234567890-abc',
    ],
    ...['http://a:8080/b', 'null', ':', 'Bearer ', 'é', '😀'],
  ];
  const texts = fc.array(fc.constantFrom(...parts), { maxLength: 14 }).map((some) => some.join(''));
  const some = fc.subarray(patterns, { maxLength: 3 });

  it('show nothing that would be hidden without them', () => {
    for (const pattern of [[], ...patterns.map((one) => [one])]) {
      const { redact } = createRedactor(pattern);
      for (const { text, secrets } of canaries) {
        const masked = redact(text);
        expect(secrets.filter((secret) => masked.includes(secret))).toEqual([]);
      }
    }
  });

  it('leave a masked text as it is', () => {
    const masksOnce = fc.property(some, texts, (patterns, text) => {
      const { redact } = createRedactor(patterns);
      expect(redact(redact(text))).toBe(redact(text));
    });
    fc.assert(masksOnce, { numRuns: 5_000 });
  });

  it('hide what they match', () => {
    const hides = fc.property(texts, texts, (before, after) => {
      const { redact } = createRedactor([/BADGE-\d+/]);
      expect(redact(`${before} BADGE-4321 ${after}`)).not.toContain('BADGE-4321');
    });
    fc.assert(hides, { numRuns: 2_000 });
  });

  it('change nothing where there are none', () => {
    const none = createRedactor([]);
    for (const text of [...innocent, ...canaries.map(({ text }) => text)]) expect(none.redact(text)).toBe(redact(text));
    const value = { password: 'hunter2', list: ['token=abc'] };
    expect(none.redactDeep(value)).toEqual(redactDeep(value));
  });
});
