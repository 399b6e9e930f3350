import { describe, expect, it } from 'vitest';
import { levelOf } from '#investigation/log-reading/level.ts';
import { maskLines } from '#investigation/log-reading/mask-lines.ts';
import { signatureOf } from '#investigation/log-reading/signature.ts';
import { clean, visible } from '#lib/clean.ts';
import { knownRedactor, redact } from '#lib/redact.ts';
import { inOneLine } from '#probes/focus-server/body.ts';
import { BEGINNINGS } from '../../bench/secrets/speed.ts';
import { growthOf } from '../support/growth.ts';
import { beginnings } from '../support/hostile.ts';

const hostile = [...new Set([...BEGINNINGS, ...beginnings])];
const repeated = (part: string) => (length: number) => part.repeat(Math.ceil(length / part.length));
/** Three times what linear work takes; quadratic work takes 64. */
const MOST = 24;

describe('the time of what reads texts from outside grows with their length alone', { timeout: 120_000 }, () => {
  it.each(hostile)('in masking: %j', (part) => {
    expect(growthOf(repeated(part), redact)).toBeLessThan(MOST);
  });

  it.each(['password: ', 'tokens: [', '-----BEGIN PRIVATE KEY-----', 'kind: Secret data: ', 'a'])(
    'in masking lines: %j',
    (part) => {
      const lines = (text: string) => maskLines(text.match(/.{1,200}/gs) ?? [], knownRedactor);
      expect(growthOf(repeated(part), lines)).toBeLessThan(MOST);
    },
  );

  it.each(['<title', '<html><title', '<title>', '<html>', '<!doctype', ' '])(
    'in reading a page of an error: %j',
    (part) => {
      const page = (length: number) => `<html>${repeated(part)(length)}`;
      expect(growthOf(page, (text) => inOneLine(text, 200))).toBeLessThan(MOST);
    },
  );

  it.each([...hostile, '2025-11-13T15:34:15', '0', '10.', 'error', '[', '{"level":', 'at ', 'line 1, '])(
    'in reading a line of a log: %j',
    (part) => {
      expect(growthOf(repeated(part), levelOf)).toBeLessThan(MOST);
      expect(growthOf(repeated(part), signatureOf)).toBeLessThan(MOST);
    },
  );

  it.each(['\u001b[', '\u001b[1;', '\r', ' ', '\u202e'])('in cleaning: %j', (part) => {
    expect(growthOf(repeated(part), clean)).toBeLessThan(MOST);
    expect(growthOf(repeated(part), visible)).toBeLessThan(MOST);
  });
});
