import { sayBytes } from './say-bytes.ts';

/** Stamped lines of which the first and the last are kept, however many there are: memory is bounded. */
export interface KeptText {
  /** `at` in ms since the epoch, with a fraction. The parts make one line. */
  add(at: number, ...parts: readonly (string | Uint8Array)[]): void;
  /** How many lines were added. */
  readonly lines: number;
  /** What is kept, in the order in which it was added; where lines were left out a note without a stamp stands for them. */
  entries(): Generator<KeptLine>;
}

export interface KeptLine {
  /** Of a note the stamp of what follows. */
  readonly at: number;
  readonly isNote: boolean;
  /** UTF-8; valid until the next line is added. */
  readonly bytes: Uint8Array;
}

export interface Limits {
  /** Bytes to keep from the beginning and from the end. */
  readonly first: number;
  readonly last: number;
}

const encoder = new TextEncoder();
const BLOCK_BYTES = 64 * 1_024;
const BLOCK_LINES = 1_024;
/** `2025-11-13T15:34:15.123456Z`, two spaces, and the line's end. */
const AROUND = 27 + 3;

/** Some lines one after the other. */
interface Block {
  readonly bytes: Uint8Array;
  readonly stamps: Float64Array;
  readonly ends: Uint32Array;
  used: number;
  lines: number;
}

export function createKeptText(limits: Limits): KeptText {
  const beginning: Block[] = [];
  const end: Block[] = [];
  const omitted = { lines: 0, bytes: 0 };
  let [lines, size, endSize] = [0, 0, 0];
  // What is left out makes room for what comes: a long log makes no garbage.
  let spare: Block | undefined;
  const blockFor = (bytes: number): Block => {
    const blocks = size < limits.first ? beginning : end;
    const last = blocks.at(-1);
    if (last && last.lines < BLOCK_LINES && last.bytes.length - last.used >= bytes) return last;
    const block = spare && spare.bytes.length >= bytes ? emptied(spare) : newBlock(bytes);
    spare = undefined;
    blocks.push(block);
    return block;
  };
  const leaveOut = () => {
    while (endSize > limits.last && end.length > 1) {
      spare = end.shift();
      omitted.lines += spare?.lines ?? 0;
      omitted.bytes += spare ? sizeOf(spare) : 0;
      endSize -= spare ? sizeOf(spare) : 0;
    }
  };
  return {
    add: (at, ...parts) => {
      // A UTF-16 unit takes three bytes at most.
      const block = blockFor(parts.reduce((sum, part) => sum + part.length * 3, 0));
      const before = sizeOf(block);
      for (const part of parts) block.used += write(part, block);
      block.stamps[block.lines] = at;
      block.ends[block.lines] = block.used;
      block.lines += 1;
      lines += 1;
      const added = sizeOf(block) - before;
      size += added;
      if (end.length > 0) endSize += added;
      leaveOut();
    },
    get lines() {
      return lines;
    },
    *entries() {
      for (const block of beginning) yield* linesOf(block);
      const note = `… ${omitted.lines} lines (${sayBytes(omitted.bytes)}) were left out here …`;
      if (omitted.lines > 0) yield { at: end[0]?.stamps[0] ?? 0, isNote: true, bytes: encoder.encode(note) };
      for (const block of end) yield* linesOf(block);
    },
  };
}

function newBlock(bytes: number): Block {
  const room = { bytes: new Uint8Array(Math.max(BLOCK_BYTES, bytes)), used: 0 };
  return { ...room, stamps: new Float64Array(BLOCK_LINES), ends: new Uint32Array(BLOCK_LINES), lines: 0 };
}

function emptied(block: Block): Block {
  block.used = 0;
  block.lines = 0;
  return block;
}

function sizeOf({ used, lines }: Block): number {
  return used + lines * AROUND;
}

function write(part: string | Uint8Array, { bytes, used }: Block): number {
  if (typeof part === 'string') return encoder.encodeInto(part, bytes.subarray(used)).written;
  bytes.set(part, used);
  return part.length;
}

function* linesOf({ bytes, stamps, ends, lines }: Block): Generator<KeptLine> {
  for (let i = 0; i < lines; i += 1)
    yield { at: stamps[i] ?? 0, isNote: false, bytes: bytes.subarray(i === 0 ? 0 : ends[i - 1], ends[i]) };
}

/** `2025-11-13T15:34:15.123456Z  text` a line: UTC, microseconds. Notes stand without a stamp, those given at the end. */
export function contentOf(text: KeptText, ...notes: readonly string[]): string {
  const last = notes.map((note) => encoder.encode(note));
  const content = new Uint8Array(sum(lengths(text.entries())) + sum(last.map(({ length }) => length + 1)));
  const stampOf = createStamps();
  let used = 0;
  for (const { at, isNote, bytes } of text.entries()) {
    if (!isNote) used += encoder.encodeInto(`${stampOf(at)}  `, content.subarray(used)).written;
    used = append(content, used, bytes);
  }
  for (const bytes of last) used = append(content, used, bytes);
  return new TextDecoder().decode(content.subarray(0, used));
}

function* lengths(entries: Iterable<KeptLine>): Generator<number> {
  for (const { bytes } of entries) yield bytes.length + AROUND;
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

const NEWLINE = 10;

function append(content: Uint8Array, used: number, bytes: Uint8Array): number {
  content.set(bytes, used);
  content[used + bytes.length] = NEWLINE;
  return used + bytes.length + 1;
}

/** Stamps in words; the part down to the second is made once a second. */
function createStamps(): (at: number) => string {
  let [second, words] = [Number.NaN, ''];
  return (at) => {
    const micros = Math.round(at * 1_000);
    const whole = Math.floor(micros / 1e6);
    if (whole !== second) [second, words] = [whole, new Date(whole * 1_000).toISOString().slice(0, 20)];
    return `${words}${String(micros - whole * 1e6).padStart(6, '0')}Z`;
  };
}
