import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean } from '#lib/clean.ts';
import { cut, inert, mention, oneLine } from '#slack/blocks/escape.ts';
import { anyText } from '../../support/any-report.ts';

describe('inert', () => {
  it.each([
    ['<!channel> <@U1> <https://a.example|b>', '&lt;!channel&gt; &lt;@U1&gt; &lt;https://a.example|b&gt;'],
    ['a && b &lt; c', 'a &amp;&amp; b &amp;lt; c'],
    ['*bold* _sloped_ ~struck~', '∗bold∗ ˍslopedˍ ∼struck∼'],
    ['```code```', 'ˋˋˋcodeˋˋˋ'],
    ['two\nlines', 'two lines'],
    ['', '–'],
  ])('makes %j mean nothing but itself', (text, shown) => {
    expect(inert(text, 300)).toBe(shown);
  });

  it('leaves alone what Slack does not take for a style', () => {
    expect(inert('no_such_job at 10.0.0.1:5672 in grpc-job-19-7', 300)).toBe(
      'no_such_job at 10.0.0.1:5672 in grpc-job-19-7',
    );
  });

  it('counts entities and never cuts one', () => {
    expect(inert('<<<<', 11)).toBe('&lt;&lt;…');
  });

  it('keeps to its length and has no active markup, whatever comes', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 3000 }), (text, max) => {
        const shown = inert(text, max);
        return (
          shown.length > 0 && shown.length <= max && !/[<>`\n]|&(?!(amp|lt|gt);)/.test(shown) && shown.isWellFormed()
        );
      }),
    );
  });
});

describe('clean', () => {
  it('takes terminal colours away and shows where something hid', () => {
    expect(clean('\u001b[31mERROR\u001b[0m a\u202eb\u0000c\u200bd')).toBe('ERROR a\ufffdb\ufffdc\ufffdd');
  });

  it('keeps lines and words of every script', () => {
    expect(clean('שלום\r\nעולם\tok 👩‍👧')).toBe('שלום\nעולם  ok 👩‍👧');
  });
});

describe('cut', () => {
  it('shows that something is missing and never halves a character', () => {
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(cut('ab👧cd', 4)).toBe('ab…');
    expect(cut('abcd', 4)).toBe('abcd');
  });
});

describe('oneLine', () => {
  it('gives a dash for nothing, since Slack refuses an empty text', () => {
    expect(oneLine(' \n ', 10)).toBe('–');
  });
});

describe('mention', () => {
  it('mentions a Slack user, and only names anybody else', () => {
    expect(mention('U0ASKER')).toBe('<@U0ASKER>');
    expect(mention('roy')).toBe('roy');
    expect(mention('!channel')).toBe('!channel');
    expect(mention('U1> <!channel')).toBe('U1&gt; &lt;!channel');
  });
});
