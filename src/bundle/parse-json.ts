import { describeError, ExplainedError } from '#lib/errors.ts';

/** Deeper than anything that the bot writes; what walks through a value goes as deep as it is. */
const DEEPEST = 60;

/** JSON of a file, hostile. Throws an ExplainedError that begins with `what`, such as "evidence.json". */
export function parseJson(what: string, bytes: Uint8Array, advice: string): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (depthOf(text) > DEEPEST) throw new Error(`it is nested deeper than ${DEEPEST} levels`);
    return JSON.parse(text);
  } catch (error) {
    throw new ExplainedError(`${what} cannot be read as JSON: ${describeError(error).slice(0, 300)}`, advice, {
      cause: error,
    });
  }
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i];
    if (quoted) {
      if (sign === '\\') i += 1;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === '{' || sign === '[') deepest = Math.max(deepest, ++depth);
    else if (sign === '}' || sign === ']') depth -= 1;
  }
  return deepest;
}
