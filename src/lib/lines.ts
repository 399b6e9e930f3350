import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Lines as they came, without their ends. Lists side by side, no object a line: of many objects that live as long as
 * a batch, V8 learns to make all in the old space, which then grows by hundreds of MB.
 */
export interface Lines {
  readonly texts: readonly string[];
  /** How long a line was whose text is only its beginning; undefined for all others. */
  readonly bytes: readonly (number | undefined)[];
  /** How many bytes are shown as `�` because they are no UTF-8. */
  readonly notText: number;
  /** The last one has no line end: the stream is over. */
  readonly isOpen: boolean;
}

const NEWLINE = 10;

/** So many bytes are worked on in one go. */
export const SLICE = 16 * 1_024;

/** The chunks of a byte stream in slices; others have their turn after each. */
export async function* sliced(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += SLICE) {
      yield chunk.subarray(from, from + SLICE);
      await nextTurn();
    }
  }
}

/**
 * The lines of a byte stream, those of a chunk at once. Of a line no more than `mostBytes` are kept, however long it
 * is. What stands after the last line end is a line too.
 */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>, mostBytes: number): AsyncGenerator<Lines> {
  const open = createOpenLine(mostBytes);
  for await (const bytes of chunks) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const lines = createLines();
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      if (open.isBegun() || end - from > mostBytes) open.close(lines, chunk.subarray(from, end));
      else lines.add(chunk.subarray(from, end));
      from = end + 1;
    }
    open.add(chunk.subarray(from));
    if (from > 0) yield lines.all();
  }
  if (!open.isBegun()) return;
  const last = createLines();
  open.close(last);
  yield { ...last.all(), isOpen: true };
}

function createLines() {
  const texts: string[] = [];
  const lengths: (number | undefined)[] = [];
  let notText = 0;
  return {
    add: (line: Buffer, length?: number) => {
      const text = line.toString('utf8');
      if (!isUtf8(line)) notText += notTextIn(line, text);
      texts.push(text);
      lengths.push(length);
    },
    all: (): Lines => ({ texts, bytes: lengths, notText, isOpen: false }),
  };
}

/** A line whose end has not come yet. */
function createOpenLine(mostBytes: number) {
  let parts: Buffer[] = [];
  let [kept, size] = [0, 0];
  const add = (part: Buffer) => {
    const fitting = part.subarray(0, Math.max(0, mostBytes - kept));
    // A copy: the line may wait for its end for long, and a part would keep its chunk.
    if (fitting.length > 0) parts.push(Buffer.from(fitting));
    kept += fitting.length;
    size += part.length;
  };
  return {
    isBegun: () => size > 0,
    add,
    close: (lines: ReturnType<typeof createLines>, last?: Buffer) => {
      if (last) add(last);
      const bytes = Buffer.concat(parts);
      if (size > kept) lines.add(wholeCharacters(bytes), size);
      else lines.add(bytes);
      parts = [];
      [kept, size] = [0, 0];
    },
  };
}

const REPLACED = '\ufffd';
const REPLACED_BYTES = Buffer.from(REPLACED);

/** What decoding replaced is neither in the text's own bytes nor a � that was written. */
function notTextIn(bytes: Buffer, text: string): number {
  const replaced = count(text, REPLACED) - count(bytes, REPLACED_BYTES);
  return bytes.length - Buffer.byteLength(text) + replaced * REPLACED_BYTES.length;
}

function count<T extends string | Buffer>(whole: T, part: T): number {
  let found = 0;
  for (let at = indexIn(whole, part, 0); at !== -1; at = indexIn(whole, part, at + part.length)) found += 1;
  return found;
}

function indexIn(whole: string | Buffer, part: string | Buffer, from: number): number {
  return typeof whole === 'string' ? whole.indexOf(String(part), from) : whole.indexOf(part, from);
}

/** Without the beginning of a character whose rest was not kept. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back);
    if (byte < 0x80) return bytes;
  }
  return bytes;
}
