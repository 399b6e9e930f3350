import type { IncomingMessage, ServerResponse } from 'node:http';

/** Real ms, and bytes: whoever sends more has had time to read. */
const LONGEST_MS = 2_000;
const MOST_BYTES = 32 * 1_048_576;

/**
 * Ends an answer to what has not come whole. It is all sent already: what still comes is thrown away for a while, as a connection that
 * is closed over unread bytes is reset, and the answer lost with it.
 */
export function hangUp(request: IncomingMessage, response: ServerResponse): void {
  let bytes = 0;
  const end = () => {
    clearTimeout(patience);
    response.end();
  };
  const patience = setTimeout(end, LONGEST_MS);
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) end();
  });
  request.once('end', end).once('close', end).once('error', end);
}
