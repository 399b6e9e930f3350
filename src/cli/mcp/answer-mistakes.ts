import { Transform } from 'node:stream';
import { describeError } from '#lib/errors.ts';

/** https://www.jsonrpc.org/specification#error_object */
const PARSE_ERROR = -32_700;
const INVALID_REQUEST = -32_600;

/** As much as the library keeps of a line before it gives up. */
const MOST_BYTES = 10 * 1_048_576;
const NEWLINE = 0x0a;

/**
 * Lets through what comes, but for lines that are no JSON, or no message of JSON-RPC: the library passes over them in silence,
 * and whoever sent one would wait for ever. `answer` takes what they are told.
 */
export function answerMistakes(answer: (line: string) => void): Transform {
  let begun: Buffer[] = [];
  let bytes = 0;
  const take = (part: Buffer) => {
    begun.push(part);
    bytes += part.length;
  };
  const taken = () => {
    const line = Buffer.concat(begun);
    begun = [];
    bytes = 0;
    return line;
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let from = 0;
      for (let to = chunk.indexOf(NEWLINE); to !== -1; to = chunk.indexOf(NEWLINE, from)) {
        take(chunk.subarray(from, to + 1));
        const line = taken();
        const mistake = mistakeIn(line.toString('utf8'));
        if (mistake) answer(`${JSON.stringify({ jsonrpc: '2.0', ...mistake })}\n`);
        else this.push(line);
        from = to + 1;
      }
      take(chunk.subarray(from));
      // What is too long is the library's to end.
      if (bytes > MOST_BYTES) this.push(taken());
      done();
    },
  });
}

interface Mistake {
  readonly id: string | number | null;
  readonly error: { readonly code: number; readonly message: string };
}

function mistakeIn(line: string): Mistake | undefined {
  if (line.trim() === '') return undefined;
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch (error) {
    return { id: null, error: { code: PARSE_ERROR, message: `Parse error: ${describeError(error).slice(0, 200)}` } };
  }
  const { jsonrpc, id } = Object(message);
  if (jsonrpc === '2.0') return undefined;
  const known = typeof id === 'string' || typeof id === 'number' ? id : null;
  const expected = 'an object with "jsonrpc": "2.0" is expected, one a line';
  return { id: known, error: { code: INVALID_REQUEST, message: `Invalid request: ${expected}` } };
}
