const NEWLINE = 10;

/**
 * The lines of a byte stream, without their line ends. What a line has beyond `maxBytes` is dropped; with
 * `partial`, what stands after the last line end is a line too.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  { maxBytes, partial }: { readonly maxBytes: number; readonly partial: boolean },
): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let size = 0;
  const keep = (part: Uint8Array) => {
    const kept = part.subarray(0, maxBytes - size);
    size += kept.length;
    if (kept.length > 0) parts.push(kept);
  };
  const take = () => {
    const line = Buffer.concat(parts);
    parts = [];
    size = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      keep(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    keep(chunk.subarray(from));
  }
  if (partial && size > 0) yield take();
}
