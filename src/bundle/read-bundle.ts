import type { Evidence } from '#investigation/evidence.ts';
import { ExplainedError } from '#lib/errors.ts';
import { entryOf, FORMAT, type Manifest, manifestSchema } from './manifest.ts';
import { parseJson } from './parse-json.ts';
import { mistakes, readEvidence } from './read-evidence.ts';
import { unzip } from './unzip.ts';

/** A bundle whose every file is as its manifest says. */
export interface Bundle {
  readonly manifest: Manifest;
  readonly evidence: Evidence;
  /** report.md */
  readonly report: string;
  /** By their names inside of the bundle's folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const ADVICE = 'It was changed or damaged after it was made. Make it again: focus -- bundle <investigation>';

/** Reads a .zip, hostile until here. Throws an ExplainedError that names the file and what is wrong with it. */
export function readBundle(bytes: Uint8Array): Bundle {
  const files = insideFolder(unzip(bytes));
  const manifest = readManifest(fileOf(files, 'manifest.json'));
  for (const entry of manifest.files) check(entry, fileOf(files, entry.name));
  const listed = new Set(['manifest.json', ...manifest.files.map(({ name }) => name)]);
  for (const name of files.keys()) if (!listed.has(name)) throw refused(`${name} is not in its manifest`);
  const needed = ['evidence.json', 'report.md'].find((name) => !listed.has(name));
  if (needed) throw refused(`its manifest does not list ${needed}`);
  const evidence = readEvidence(parseJson('evidence.json', fileOf(files, 'evidence.json'), ADVICE));
  const { investigation } = evidence.subject;
  if (manifest.investigation !== investigation)
    throw refused(`its manifest is of investigation ${manifest.investigation}, its evidence of ${investigation}`);
  return { manifest, evidence, report: new TextDecoder().decode(fileOf(files, 'report.md')), files };
}

/** All files lie in one folder, whatever it is called: people rename it. */
function insideFolder(files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  const folders = new Set([...files.keys()].map((name) => name.slice(0, name.indexOf('/') + 1)));
  const [folder = '', ...more] = folders;
  if (more.length > 0) throw refused(`its files lie in ${folders.size} folders, one is expected`);
  return new Map([...files].map(([name, content]) => [name.slice(folder.length), content]));
}

function readManifest(content: Uint8Array): Manifest {
  const value = parseJson('manifest.json', content, ADVICE);
  const format = value !== null && typeof value === 'object' && 'format' in value ? value.format : undefined;
  if (typeof format === 'number' && format > FORMAT)
    throw new ExplainedError(
      `The bundle cannot be read: its format is ${format}, known is ${FORMAT}`,
      'A later bot made it: read it with that one',
    );
  const read = manifestSchema.safeParse(value);
  if (!read.success) throw refused(`manifest.json:\n${mistakes(read.error, value)}`);
  return read.data;
}

function check({ name, bytes, sha256 }: Manifest['files'][number], content: Uint8Array): void {
  const found = entryOf(name, content);
  if (found.bytes !== bytes) throw refused(`${name} has ${found.bytes} bytes, its manifest says ${bytes}`);
  if (found.sha256 !== sha256) throw refused(`${name} has another SHA-256 than its manifest says`);
}

function fileOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const content = files.get(name);
  if (!content) throw refused(`there is no ${name} in it`);
  return content;
}

function refused(why: string): ExplainedError {
  return new ExplainedError(`The bundle cannot be read: ${why}`, ADVICE);
}
