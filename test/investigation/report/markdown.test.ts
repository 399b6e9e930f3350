import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, fenced, prose, table } from '#investigation/report/as-markdown.ts';

describe('pieces of Markdown', () => {
  it('escapes what means something, and leaves the rest readable', () => {
    expect(prose('"Invalid job_id" for 30.0 s (limit 30 s), 19-7')).toBe(
      '"Invalid job_id" for 30.0 s (limit 30 s), 19-7',
    );
    expect(prose('*a* _b_ [c](d) `e` <f> g|h ~i~ $j$ &lt; \\k')).toBe(
      String.raw`\*a\* \_b\_ \[c\](d) \`e\` \<f> g\|h \~i\~ \$j\$ \&lt; \\k`,
    );
  });

  it('escapes at the beginning what would make a list, a heading or a quotation of a line', () => {
    expect(['# a', '> a', '- a', '--- a', '+ a', '1. a', '=== a', '+1.2 s', '-1 s', '0.2 s', 'a #'].map(prose)).toEqual(
      [
        String.raw`\# a`,
        String.raw`\> a`,
        String.raw`\- a`,
        String.raw`\--- a`,
        String.raw`\+ a`,
        String.raw`1\. a`,
        String.raw`\=== a`,
        '+1.2 s',
        '-1 s',
        '0.2 s',
        String.raw`a \#`,
      ],
    );
  });

  it('keeps every sign of a text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab1 _*`|\\<>[]#&;.-+~$='.split('')), minLength: 1 }),
        (text) => {
          const calm = text.replace(/ +/g, ' ').trim() || '–';
          expect(prose(text).replace(/\\([^a-zA-Z0-9\s])/g, '$1')).toBe(calm);
          expect(code(text)).toContain(calm);
          expect(fenced([text]).split('\n').slice(1, -1)).toEqual([text]);
        },
      ),
    );
  });

  it('gives each row of a table as many cells as its head', () => {
    expect(table(['a', 'b'], [['1|2', '\\|']])).toBe('| a | b |\n| --- | --- |\n| 1\\|2 | \\\\\\| |');
  });
});
