import { describeError, ExplainedError } from '#lib/errors.ts';
import { type ZipEntry, zipEntries } from './zip-entries.ts';

export const LARGEST_BYTES = 64 * 1024 * 1024;
const MOST_ENTRIES = 500;
const LONGEST_NAME = 300;

/** Plain names in folders, none of which leads out: `focus-x/logs/a.b.log`. */
const NAME = /^[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9][a-z0-9._-]*){0,3}$/i;

const ADVICE = 'Download or make it again: focus -- bundle <investigation>';

/**
 * The files of a .zip by name. What it declares is checked before a byte is unpacked: how many, names, sizes; and
 * nothing is unpacked to more than it declares. Throws an ExplainedError that names what is wrong.
 */
export function unzip(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  if (bytes.length > LARGEST_BYTES) throw refused(`it has ${bytes.length} bytes, at most ${LARGEST_BYTES} are read`);
  const entries = new Map<string, ZipEntry>();
  let total = 0;
  attempt('', () => {
    for (const entry of zipEntries(bytes)) {
      const { name, size } = entry;
      if (entries.has(name)) throw refused(`${shown(name)} is in it twice`);
      if (entries.size === MOST_ENTRIES) throw refused(`it has more than ${MOST_ENTRIES} entries`);
      if (name.length > LONGEST_NAME || !NAME.test(name.replace(/\/$/, '')))
        throw refused(`it has an entry ${shown(name)}; plain names inside of its folder are expected`);
      total += size;
      if (total > LARGEST_BYTES)
        throw refused(`${shown(name)} and what is before it have more than ${LARGEST_BYTES} bytes when unpacked`);
      entries.set(name, entry);
    }
  });
  const files = [...entries].filter(([name]) => !name.endsWith('/'));
  return new Map(files.map(([name, entry]) => [name, attempt(`${shown(name)}: `, () => entry.unpack())]));
}

function attempt<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ExplainedError) throw error;
    throw refused(`${where}${whyNot(error)}`, { cause: error });
  }
}

function whyNot(error: unknown): string {
  const isTooLong = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
  return isTooLong ? 'it unpacks to more than it declares' : `it is damaged or cut off: ${describeError(error)}`;
}

function refused(why: string, options?: ErrorOptions): ExplainedError {
  return new ExplainedError(`The zip file cannot be read: ${why}`, ADVICE, options);
}

function shown(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
