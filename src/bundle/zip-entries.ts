import { inflateRawSync } from 'node:zlib';

/** What a zip file's directory says of one file in it. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes when unpacked, as declared. */
  readonly size: number;
  /** Throws when it does not unpack, or to more than declared. */
  unpack(): Uint8Array;
}

const END = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

/**
 * The directory of a zip file, read entry by entry, so that who reads may stop; nothing is unpacked yet. Throws where
 * the file is none. Field offsets: PKWARE's APPNOTE 4.3.
 */
export function* zipEntries(bytes: Uint8Array): Generator<ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i += 1) {
    if (view.getUint32(at, true) !== ENTRY) throw new Error(`its directory breaks off at entry ${i + 1} of ${count}`);
    const nameBytes = view.getUint16(at + 28, true);
    yield entryAt(bytes, view, at, nameBytes);
    at += ENTRY_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
}

function findEnd(view: DataView): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at -= 1)
    if (view.getUint32(at, true) === END) return at;
  throw new Error('it has no directory at its end');
}

function entryAt(bytes: Uint8Array, view: DataView, at: number, nameBytes: number): ZipEntry {
  const method = view.getUint16(at + 10, true);
  const packed = view.getUint32(at + 20, true);
  const size = view.getUint32(at + 24, true);
  const local = view.getUint32(at + 42, true);
  return {
    name: new TextDecoder().decode(bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes)),
    size,
    unpack() {
      const start = local + LOCAL_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const content = bytes.subarray(start, start + packed);
      if (method === STORED) return content;
      if (method !== DEFLATED) throw new Error(`it is packed by method ${method}, known are stored and deflated`);
      return inflateRawSync(content, { maxOutputLength: Math.max(1, size) });
    },
  };
}
