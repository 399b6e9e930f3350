import { readFileSync, statSync } from 'node:fs';
import { type Recorded, readRecorded } from '#bundle/read-recorded.ts';
import { LARGEST_BYTES } from '#bundle/unzip.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';

/** A recorded investigation from a file somebody named. Throws an ExplainedError that begins with the file's name. */
export function readFile(file: string): Recorded {
  try {
    return readRecorded(read(file));
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    throw new ExplainedError(`${file}: ${error.message}`, error.advice, { cause: error });
  }
}

function read(file: string): Uint8Array {
  try {
    const { size } = statSync(file);
    if (size > LARGEST_BYTES) throw new Error(`it has ${size} bytes, at most ${LARGEST_BYTES} are read`);
    return readFileSync(file);
  } catch (error) {
    const advice = 'Give the path of a bundle (.zip) or of an evidence file (.json)';
    throw new ExplainedError(`the file could not be read: ${describeError(error)}`, advice, { cause: error });
  }
}
