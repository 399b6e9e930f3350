import { describe, expect, it } from 'vitest';
import { createRedactor, redact } from '#lib/redact.ts';
import { beginnings, heads } from '../support/hostile.ts';

const LENGTH = 100_000;
const own = createRedactor([/badge \d+/, /(?<secret>[a-z]{1,40})[=:]/, /x*/]);

describe('a hostile text of many beginnings', () => {
  it.each(beginnings)('comes to an end: %j', (beginning) => {
    const text = beginning.repeat(LENGTH / beginning.length);
    for (const head of heads) expect(redact(`${head}${text}`)).toBeTypeOf('string');
  });

  it.each(beginnings)('comes to an end with patterns of the operator: %j', (beginning) => {
    const text = beginning.repeat(LENGTH / 5 / beginning.length);
    expect(own.redact(text)).toBeTypeOf('string');
  });
});
