import { type UnzipFileInfo, unzipSync } from 'fflate';
import { describeError, ExplainedError } from '#lib/errors.ts';

export const LARGEST_BYTES = 64 * 1024 * 1024;
const MOST_ENTRIES = 500;
const LONGEST_NAME = 300;

/** Plain names in folders, none of which leads out: `focus-x/logs/a.b.log`. */
const NAME = /^[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9][a-z0-9._-]*){0,3}$/i;

const ADVICE = 'Download or make it again: focus -- bundle <investigation>';

/**
 * The files of a .zip by name. What it declares of an entry is checked before a byte of it is unpacked: how many there are,
 * its name and size; and nothing is unpacked to more than it declares. Throws an ExplainedError that names what is wrong.
 */
export function unzip(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  if (bytes.length > LARGEST_BYTES) throw refused(`it has ${bytes.length} bytes, at most ${LARGEST_BYTES} are read`);
  const sizes = new Map<string, number>();
  const files = new Map(Object.entries(unpack(bytes, sizes)));
  for (const [name, { length }] of files)
    if (length !== sizes.get(name))
      throw refused(`${shown(name)} unpacks to ${length} bytes, it declares ${sizes.get(name)}`);
  return files;
}

/** Notes the declared sizes. fflate unpacks an entry as soon as the filter has passed it, into as many bytes as it declares. */
function unpack(bytes: Uint8Array, sizes: Map<string, number>): Readonly<Record<string, Uint8Array>> {
  try {
    return unzipSync(bytes, {
      filter(entry) {
        check(entry, sizes);
        sizes.set(entry.name, entry.originalSize);
        return !entry.name.endsWith('/');
      },
    });
  } catch (error) {
    if (error instanceof ExplainedError) throw error;
    const last = [...sizes.keys()].at(-1);
    const where = last === undefined ? '' : `${shown(last)}: `;
    throw refused(`${where}it is damaged or cut off: ${describeError(error)}`, { cause: error });
  }
}

function check({ name, size, originalSize }: UnzipFileInfo, before: ReadonlyMap<string, number>): void {
  if (before.has(name)) throw refused(`${shown(name)} is in it twice`);
  if (before.size === MOST_ENTRIES) throw refused(`it has more than ${MOST_ENTRIES} entries`);
  if (name.length > LONGEST_NAME || !NAME.test(name.replace(/\/$/, '')))
    throw refused(`it has an entry ${shown(name)}; plain names inside of its folder are expected`);
  if (size > longestPacked(originalSize))
    throw refused(`${shown(name)} has ${size} bytes packed, too many for the ${originalSize} that it declares`);
  if ([...before.values()].reduce((sum, one) => sum + one, originalSize) > LARGEST_BYTES)
    throw refused(`${shown(name)} and what is before it have more than ${LARGEST_BYTES} bytes when unpacked`);
}

/** Deflate makes nothing longer than by a seventh and some bytes: zlib's deflateBound. */
function longestPacked(size: number): number {
  return size * 1.2 + 64;
}

function refused(why: string, options?: ErrorOptions): ExplainedError {
  return new ExplainedError(`The zip file cannot be read: ${why}`, ADVICE, options);
}

function shown(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
