import { expect, it } from 'vitest';
import { mergeTexts } from '#investigation/log-reading/collect.ts';
import { contentOf, createKeptText } from '#investigation/log-reading/kept-text.ts';

const AT = Date.parse('2025-11-13T15:34:15Z');
const ROOMY = { first: 1_000_000, last: 1_000_000 };

function textOf(...lines: readonly (readonly [ms: number, text: string])[]) {
  const text = createKeptText(ROOMY);
  for (const [ms, line] of lines) text.add(AT + ms, line);
  return text;
}

function merged(...texts: Parameters<typeof mergeTexts>[0]): readonly string[] {
  const lines = contentOf(mergeTexts(texts, ROOMY)).split('\n').slice(0, -1);
  return lines.map((line) => line.slice(17));
}

it('brings lines into the order of their stamps, each with its label', () => {
  const a = { label: 'grpc/main', text: textOf([0, 'a0'], [20, 'a20']) };
  const b = { label: 'event', text: textOf([10, 'b10'], [20, 'b20'], [30, 'b30']) };
  expect(merged(a, b)).toEqual([
    '15.000000Z  grpc/main  a0',
    '15.010000Z  event  b10',
    '15.020000Z  grpc/main  a20',
    '15.020000Z  event  b20',
    '15.030000Z  event  b30',
  ]);
});

it('keeps the order within a text, also where its clock jumped back', () => {
  const a = { label: 'a', text: textOf([50, 'first'], [10, 'second']) };
  const b = { label: 'b', text: textOf([20, 'other']) };
  expect(merged(a, b).map((line) => line.slice(12))).toEqual(['b  other', 'a  first', 'a  second']);
});

it('says in its place what a text left out', () => {
  const text = createKeptText({ first: 100_000, last: 100_000 });
  for (let i = 0; i < 4_000; i += 1) text.add(AT + i, 'x'.repeat(100));
  const content = contentOf(mergeTexts([{ label: 'grpc/main', text }], ROOMY));
  expect(content).toMatch(
    /^2025-11-13T15:34:\d\d\.\d+Z {2}grpc\/main {2}… \d+ lines \(\d+ KB\) were left out here …$/m,
  );
});

it('is empty without texts', () => {
  expect(mergeTexts([{ label: 'a', text: textOf() }], ROOMY).lines).toBe(0);
});
