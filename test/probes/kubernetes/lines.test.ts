import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLines } from '#probes/kubernetes/lines.ts';

async function split(
  chunks: readonly Uint8Array[],
  options = { maxBytes: 1_000, partial: true },
): Promise<readonly string[]> {
  const lines: string[] = [];
  const stream = async function* () {
    yield* chunks;
  };
  for await (const line of splitLines(stream(), options)) lines.push(Buffer.from(line).toString('utf8'));
  return lines;
}

describe('splitting bytes into lines', () => {
  it('gives the same lines however the bytes are cut', async () => {
    const cuts = fc.array(fc.nat(40), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', ''))),
        cuts,
        async (lines, at) => {
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const edges = [0, ...at.toSorted((a, b) => a - b), bytes.length];
          const chunks = edges.slice(1).map((edge, i) => bytes.subarray(edges[i], edge));
          expect(await split(chunks)).toEqual(lines);
        },
      ),
    );
  });

  it('takes what has no line end for a line only where told', async () => {
    expect(await split([Buffer.from('a\nb')])).toEqual(['a', 'b']);
    expect(await split([Buffer.from('a\nb')], { maxBytes: 10, partial: false })).toEqual(['a']);
  });

  it('drops what a line has beyond the limit, and nothing of the next', async () => {
    const chunks = ['aaaa', 'aaaa\nbb', 'b\n'].map((text) => Buffer.from(text));
    expect(await split(chunks, { maxBytes: 3, partial: true })).toEqual(['aaa', 'bbb']);
  });
});
