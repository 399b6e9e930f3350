import { describe, expect, it } from 'vitest';
import { redact } from '#lib/redact.ts';
import { innocent } from '../support/innocent.ts';

describe('what is no secret', () => {
  it.each(innocent)('stays as it is: %s', (text) => {
    expect(redact(text)).toBe(text);
  });
});
