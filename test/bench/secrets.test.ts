import { describe, expect, it } from 'vitest';
import { maskLines } from '#investigation/log-reading/mask-lines.ts';
import { knownRedactor, redact } from '#lib/redact.ts';
import { readForms, readHarmless, survivors } from '../../bench/secrets/corpus.ts';
import { stretched } from '../support/stretched.ts';

const forms = readForms();
const harmless = readHarmless();
const asLines = (text: string): string =>
  maskLines(text.split('\n'), knownRedactor)
    .filter((line) => line !== undefined)
    .join('\n');

describe('the corpus of secrets', () => {
  it('has 600 forms and more, and 200 harmless texts, all different', () => {
    expect(new Set(forms.map(({ text }) => text)).size).toBeGreaterThanOrEqual(600);
    expect(new Set(harmless).size).toBeGreaterThanOrEqual(200);
    expect(forms.filter(({ secrets }) => secrets.length === 0)).toEqual([]);
  });

  it('notices a secret of which a piece is left', () => {
    const form = { kind: 'x', text: 'password=Hunter2-of-mine', secrets: ['Hunter2-of-mine'] };
    expect(survivors(form, 'password=‹hidden 3f9a›2-of-mine')).toContain('2-of-m');
    expect(survivors(form, 'password=‹hidden 3f9a›')).toEqual([]);
  });

  it.each(forms)('of $kind does not get through: $text', (form) => {
    expect(survivors(form, redact(form.text))).toEqual([]);
    expect(survivors(form, asLines(form.text))).toEqual([]);
    expect(redact(redact(form.text))).toBe(redact(form.text));
  });

  it.each([400, 5_000])('does not get through where a secret is longer by %i characters', (length) => {
    const long = stretched(forms, length);
    expect(long.length).toBeGreaterThan(1_500);
    expect(long.filter((form) => survivors(form, redact(form.text)).length > 0).map(({ text }) => text)).toEqual([]);
  });

  it.each(forms)('of $kind does not get through as a text in JSON, which stays JSON: $text', (form) => {
    const line = JSON.stringify({ level: 30, msg: form.text, n: 1 });
    expect(survivors(form, JSON.parse(redact(line)).msg)).toEqual([]);
  });

  it.each(harmless.map((text) => [text]))('leaves what tells something as it is: %s', (text) => {
    expect(redact(text)).toBe(text);
    expect(asLines(text)).toBe(text);
  });
});
