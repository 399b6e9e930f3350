import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sliced, splitLines } from '#lib/lines.ts';

async function* chunksOf(chunks: readonly Uint8Array[]) {
  yield* chunks;
}

async function read(chunks: readonly (string | Uint8Array)[], mostBytes = 1_000) {
  const read = { texts: [] as string[], bytes: [] as (number | undefined)[], notText: 0 };
  for await (const lines of splitLines(chunksOf(chunks.map((chunk) => Buffer.from(chunk))), mostBytes)) {
    read.texts.push(...lines.texts);
    read.bytes.push(...lines.bytes);
    read.notText += lines.notText;
  }
  return read;
}

describe('the lines of a stream of bytes', () => {
  it('are the same however the stream is cut', async () => {
    const text = 'one\n\ntwö\r\nthree 😀\nrest';
    const bytes = Buffer.from(text);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(bytes.length), { maxLength: 6 }), async (cuts) => {
        const ends = [...cuts.toSorted((a, b) => a - b), bytes.length];
        const chunks = ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
        expect(await read(chunks)).toEqual({ texts: text.split('\n'), bytes: Array(5).fill(undefined), notText: 0 });
      }),
    );
  });

  it('are said to be without an end where the stream breaks a line off', async () => {
    const open: boolean[] = [];
    for await (const { isOpen } of splitLines(chunksOf([Buffer.from('one\ntw'), Buffer.from('o')]), 100))
      open.push(isOpen);
    expect(open).toEqual([false, true]);
  });

  it('have no last line where the stream ends with a line end', async () => {
    expect((await read(['one\n'])).texts).toEqual(['one']);
    expect((await read([])).texts).toEqual([]);
  });

  it('keep the beginning of a long line, and tell how long it was', async () => {
    const { texts, bytes } = await read(['x'.repeat(600), 'x'.repeat(600), `x\nnext\n${'y'.repeat(1_001)}\n`]);
    expect(texts.map((text) => text.length)).toEqual([1_000, 4, 1_000]);
    expect(bytes).toEqual([1_201, undefined, 1_001]);
  });

  it('cut a long line between characters', async () => {
    const { texts, notText } = await read([`${'😀'.repeat(300)}\n`], 1_002);
    expect(texts).toEqual(['😀'.repeat(250)]);
    expect(notText).toBe(0);
  });

  it('count the bytes that are no text, and no � that was written', async () => {
    const bytes = Buffer.concat([Buffer.from('a\ufffdb'), Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from('c\nok\n')]);
    const { texts, notText } = await read([bytes]);
    expect(notText).toBe(3);
    expect(texts).toEqual(['a\ufffdb\ufffd\ufffd\ufffdc', 'ok']);
  });

  it('take any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), async (chunks) => {
        const { texts } = await read(chunks, 50);
        expect(texts.every((text) => text.length <= 50 && !text.includes('\n'))).toBe(true);
      }),
    );
  });
});

describe('a stream of bytes in slices', () => {
  it('is the same stream, and gives others their turn after each slice', async () => {
    const chunks = [Buffer.alloc(100_000, 'a'), Buffer.from('b'), Buffer.alloc(0), Buffer.alloc(16_384, 'c')];
    let turns = 0;
    const count = () => {
      turns += 1;
      handle = setImmediate(count);
    };
    let handle = setImmediate(count);
    const slices: Uint8Array[] = [];
    for await (const slice of sliced(chunksOf(chunks))) slices.push(slice);
    clearImmediate(handle);
    expect(Buffer.concat(slices).equals(Buffer.concat(chunks))).toBe(true);
    expect(Math.max(...slices.map(({ length }) => length))).toBeLessThanOrEqual(16_384);
    expect(turns).toBeGreaterThanOrEqual(slices.length - 1);
  });
});
