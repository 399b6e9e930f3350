/** All that is to be read; throws where it is more than so many bytes, also where it never ends. */
export async function readAtMost(stream: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) throw tooMuch(most);
  }
  return Buffer.concat(chunks, length);
}

function tooMuch(most: number): Error {
  return new Error(`it has more than ${most} bytes, which is all that is read`);
}
