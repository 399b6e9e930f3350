import { describeError, ExplainedError } from '#lib/errors.ts';
import { DEEPEST, depthOf } from '#lib/json-depth.ts';

/** The parser's own words repeat what stands there, and any file of the machine may be named by mistake. */
const REPEATS = /^Unexpected token .* is not valid JSON$/s;

/** JSON of a file, hostile. Throws an ExplainedError that begins with `what`, such as "evidence.json". */
export function parseJson(what: string, bytes: Uint8Array, advice: string): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (depthOf(text) > DEEPEST) throw new Error(`it is nested deeper than ${DEEPEST} levels`);
    return JSON.parse(text);
  } catch (error) {
    const why = describeError(error).replace(REPEATS, 'it is something else').slice(0, 300);
    throw new ExplainedError(`${what} cannot be read as JSON: ${why}`, advice, { cause: error });
  }
}
