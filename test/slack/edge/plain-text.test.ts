import { describe, expect, it } from 'vitest';
import { plainText } from '#slack/edge/plain-text.ts';

describe('a text that Slack wrote', () => {
  it.each([
    ['grep="a &amp;&amp; b &lt;none&gt; &amp;lt;"', 'grep="a && b <none> &lt;"'],
    ['see <https://example.org/19-7|job 19-7>', 'see job 19-7'],
    ['see <https://example.org/19-7>', 'see https://example.org/19-7'],
    ['in <#C0OPS|ops> <@U0LEAD>', 'in ops <@U0LEAD>'],
    ['call <tel:19-7|19-7>', 'call 19-7'],
  ])('reads as people see it: %s', (sent, seen) => {
    expect(plainText(sent)).toBe(seen);
  });
});
