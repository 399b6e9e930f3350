import { describe, expect, it } from 'vitest';
import { contentOf, createKeptText } from '#investigation/log-reading/kept-text.ts';

const AT = Date.parse('2025-11-13T15:34:15.123Z');
const ROOMY = { first: 1_000_000, last: 1_000_000 };

describe('a kept text', () => {
  it('is its lines with their stamps, in UTC to the microsecond', () => {
    const text = createKeptText(ROOMY);
    text.add(AT + 0.456, 'one');
    text.add(AT + 900, 'pod/main  ', new TextEncoder().encode('two — 2 µs'));
    text.add(AT + 1_000, '');
    expect(contentOf(text)).toBe(
      '2025-11-13T15:34:15.123456Z  one\n2025-11-13T15:34:16.023000Z  pod/main  two — 2 µs\n2025-11-13T15:34:16.123000Z  \n',
    );
  });

  it('keeps the first and the last lines, and says how much is missing between them', () => {
    const text = createKeptText({ first: 200_000, last: 300_000 });
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} ${'x'.repeat(70)}`);
    for (const [i, line] of lines.entries()) text.add(AT + i, line);
    const shown = contentOf(text).split('\n').slice(0, -1);
    const gap = shown.findIndex((line) => line.startsWith('…'));
    const [, omitted] = /^… (\d+) lines \(1\.\d MB\) were left out here …$/.exec(shown[gap] ?? '') ?? [];
    expect(shown.slice(0, gap).map((line) => line.slice(29))).toEqual(lines.slice(0, gap));
    const last = shown.slice(gap + 1);
    expect(last.map((line) => line.slice(29))).toEqual(lines.slice(-last.length));
    expect(gap + Number(omitted) + last.length).toBe(20_000);
    expect(contentOf(text).length).toBeLessThan(200_000 + 300_000 + 70_000);
    expect(text.lines).toBe(20_000);
  });

  it('keeps long lines and short ones by the same measure', () => {
    const text = createKeptText({ first: 100_000, last: 100_000 });
    for (let i = 0; i < 200; i += 1) text.add(AT + i, 'ü'.repeat(i % 2 === 0 ? 8_000 : 1));
    const lengths = contentOf(text)
      .split('\n')
      .map((line) => (line.startsWith('…') ? line.replace(/\d+/, 'N') : line.length - 29));
    expect(lengths.slice(0, 3)).toEqual([8_000, 1, 8_000]);
    expect(lengths).toContain('… N lines (1.4 MB) were left out here …');
    expect(lengths.slice(-4, -1)).toEqual([1, 8_000, 1]);
  });

  it('holds many empty lines', () => {
    const text = createKeptText(ROOMY);
    for (let i = 0; i < 5_000; i += 1) text.add(AT, '');
    expect(contentOf(text).split('\n')).toHaveLength(5_001);
  });

  it('ends with the notes it is given', () => {
    const text = createKeptText(ROOMY);
    text.add(AT, 'one');
    expect(contentOf(text, '… a note …').split('\n').slice(1)).toEqual(['… a note …', '']);
  });

  it('takes half a character for none', () => {
    const text = createKeptText(ROOMY);
    text.add(AT, 'a\ud83d');
    expect(contentOf(text)).toContain('  a\ufffd\n');
  });
});
