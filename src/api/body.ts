import type { IncomingMessage } from 'node:http';
import { describeError } from '#lib/errors.ts';
import { DEEPEST, depthOf } from '#lib/json-depth.ts';
import { Problem } from './problem.ts';

const MOST_BYTES = 64 * 1_024;

export interface Body {
  readonly text: string;
  readonly body: object;
}

/** An object as JSON of at most 64 kB; whatever else comes is a Problem, and is not read to its end. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const { 'content-type': type = '', 'content-length': length, 'content-encoding': encoding } = request.headers;
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type) || encoding !== undefined)
    throw new Problem(415, 'JSON is expected', {
      detail: `Send Content-Type: application/json, in UTF-8 and not compressed; came ${type.slice(0, 80) || 'none'}`,
    });
  if (Number(length) > MOST_BYTES) throw tooLarge();
  const text = await textOf(request);
  if (depthOf(text) > DEEPEST)
    throw new Problem(400, 'The body is nested too deep', { detail: `At most ${DEEPEST} levels are read` });
  const body = parsed(text);
  if (body === null || typeof body !== 'object' || Array.isArray(body))
    throw new Problem(400, 'An object is expected', { detail: 'Such as {"environment": "staging"}' });
  return { text, body };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Its connection still has the answer to carry where not all of it is read.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new Problem(400, 'The body is not UTF-8');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(400, 'The body is not JSON', { detail: describeError(error).slice(0, 200) });
  }
}

function tooLarge(): Problem {
  return new Problem(413, 'The body is too large', { detail: `At most ${MOST_BYTES} bytes are read` });
}
