import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { type Recorded, readRecorded } from '#bundle/read-recorded.ts';
import { LARGEST_BYTES } from '#bundle/unzip.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';
import { readAtMost } from './read-at-most.ts';

/** A recorded investigation from a file somebody named. Throws an ExplainedError that begins with the file's name. */
export async function readFile(file: string): Promise<Recorded> {
  try {
    return readRecorded(await read(file));
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    throw new ExplainedError(`${file}: ${error.message}`, error.advice, { cause: error });
  }
}

async function read(file: string): Promise<Uint8Array> {
  try {
    return await readPlain(file);
  } catch (error) {
    const advice = 'Give the path of a bundle (.zip) or of an evidence file (.json)';
    throw new ExplainedError(`the file could not be read: ${describeError(error)}`, advice, { cause: error });
  }
}

async function readPlain(file: string): Promise<Uint8Array> {
  // A pipe that nobody writes to would hold up who opens it.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error(`it is ${otherThanFile(stats)}, and a plain file is expected`);
    const { size } = stats;
    if (size > LARGEST_BYTES) throw new Error(`it has ${size} bytes, at most ${LARGEST_BYTES} are read`);
    return await readAtMost(handle.createReadStream({ autoClose: false }), LARGEST_BYTES);
  } finally {
    await handle.close();
  }
}

function otherThanFile(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  return stats.isFIFO() || stats.isSocket() ? 'a pipe' : 'a device';
}
