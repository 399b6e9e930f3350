import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OwnRule } from '#investigation/finding.ts';
import type { LogReader } from '#investigation/log-reading/level.ts';
import { describeError } from '#lib/errors.ts';
import { came } from '../came.ts';
import { explain, namesOf } from '../mistakes.ts';
import { pluginSchema } from './schema.ts';
import { sound } from './sound.ts';

/** A module of one's own, checked. */
export interface Plugin {
  /** As focus.yml names it. */
  readonly name: string;
  readonly rules: readonly OwnRule[];
  readonly logReaders: readonly LogReader[];
  readonly redact: readonly RegExp[];
  /** Of the module and what it imports from its own folder. */
  readonly fingerprint: string;
}

/** The plugins of a focus.yml, as seen from its folder. Their code runs here; what is wrong with one is a mistake like others. */
export function readPlugins(names: readonly string[], folder: string, file: string, mistakes: string[]) {
  const plugins: Plugin[] = [];
  for (const [i, name] of names.entries()) {
    const refuse = (why: string) => mistakes.push(`${file}: plugins.${i}: came ${came(name, ['plugins', i])}, ${why}`);
    try {
      const { exported, fingerprint } = load(name, path.join(folder, 'focus.yml'));
      const schema = pluginSchema(plugins.flatMap(({ rules }) => rules));
      const read = schema.safeParse(exported);
      if (exported === undefined)
        refuse('it exports no plugin: `export const plugin = { rules: [], logReaders: [], redact: [] }` is expected');
      else if (read.success) {
        const rules = read.data.rules.map((rule) => sound(rule, name));
        plugins.push({ name, ...read.data, rules, fingerprint });
      } else mistakes.push(...explain(read.error, exported, `${file}: plugins.${i}: ${name}`, NAMES));
    } catch (error) {
      refuse(whyNotLoaded(error, name, folder));
    }
  }
  return plugins;
}

const NAMES = namesOf(pluginSchema([]));
const OURS = fileURLToPath(new URL('../../', import.meta.url));

interface Loaded {
  readonly exported: unknown;
  readonly fingerprint: string;
}

/** As Node keeps modules, and tells only once which files one is made of. */
const loaded = new Map<string, Loaded>();

function load(name: string, from: string): Loaded {
  const require = createRequire(from);
  const entry = require.resolve(name);
  const known = loaded.get(entry);
  if (known) return known;
  const files: string[] = [];
  const hooks = registerHooks({
    load(url, context, next) {
      if (url.startsWith('file:')) files.push(fileURLToPath(url));
      return next(url, context);
    },
  });
  try {
    const { plugin } = require(entry);
    const now = { exported: plugin, fingerprint: fingerprintOf(files.filter((file) => isBeside(file, entry))) };
    loaded.set(entry, now);
    return now;
  } finally {
    hooks.deregister();
  }
}

/** What others may have loaded before is left out: it would count in some processes only. */
function isBeside(file: string, entry: string): boolean {
  const way = path.relative(path.dirname(entry), file).split(path.sep);
  return file === entry || !(way.includes('..') || way.includes('node_modules') || file.startsWith(OURS));
}

function fingerprintOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(path.basename(file)).update(readFileSync(file));
  return hash.digest('hex');
}

function whyNotLoaded(error: unknown, name: string, folder: string): string {
  const said = describeError(error).split('\n')[0];
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'MODULE_NOT_FOUND':
      if (said?.includes(`'${name}'`))
        return `there is no such ${/^[./]/.test(name) ? 'file' : 'package; a file begins with ./, a package'} as seen from ${folder}`;
      break;
    case 'ERR_REQUIRE_ASYNC_MODULE':
      return 'it waits (await) as it is loaded: a plugin is there at once';
    case 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING':
      return 'TypeScript in node_modules is not run: a package holds JavaScript';
    case 'ERR_INVALID_TYPESCRIPT_SYNTAX':
    case 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX':
      return `it cannot be read: ${said}`;
  }
  return `it fails as it is loaded: ${said}`;
}
