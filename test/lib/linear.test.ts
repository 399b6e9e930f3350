import { describe, expect, it } from 'vitest';
import { levelOf } from '#investigation/log-reading/level.ts';
import { maskLines } from '#investigation/log-reading/mask-lines.ts';
import { signatureOf } from '#investigation/log-reading/signature.ts';
import { clean, visible } from '#lib/clean.ts';
import { knownRedactor, redact } from '#lib/redact.ts';
import { inOneLine } from '#probes/focus-server/body.ts';
import { type Form, readForms } from '../../bench/secrets/corpus.ts';
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

  it('in masking what begins as any form of the corpus does, and goes on without an end', () => {
    const growing = endless(readForms()).filter(([, textOf]) => grows(textOf));
    expect(growing.map(([name]) => name)).toEqual([]);
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

type TextOf = (length: number) => string;

/** What stands before a secret, again and again, or once with much of one kind behind it. */
function endless(forms: readonly Form[]): readonly (readonly [name: string, textOf: TextOf])[] {
  const heads = forms.map(({ text, secrets: [secret = ''] }) => text.slice(0, text.indexOf(secret)));
  const alike = new Map(heads.filter((head) => head !== '').map((head) => [head.replace(/\d/g, '0'), head]));
  return [...alike.values()].flatMap((head) => [
    [head, repeated(head)] as const,
    ...[' ', 'aB1 ', '\\', 'a'].map((part) => {
      const textOf = (length: number) => `${head}${repeated(part)(length)}\rb`;
      return [`${head}${part}…`, textOf] as const;
    }),
  ]);
}

/** Measured only where it is several times what masking takes at its slowest, and from little on: what explodes is seen at once. */
function grows(textOf: TextOf): boolean {
  for (const length of [1_024, 4_096]) if (timeOf(textOf(length)) > 1_000) return true;
  return timeOf(textOf(32_768)) > 25 && growthOf(textOf, redact) >= MOST;
}

function timeOf(text: string): number {
  const began = performance.now();
  redact(text);
  return performance.now() - began;
}
