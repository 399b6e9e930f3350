import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

export const versionSchema = z.object({
  bot: z.string(),
  /** A fingerprint of all that judges: the same one makes the same report of the same evidence. */
  rules: z.string(),
});

export type Version = z.output<typeof versionSchema>;

let known: Version | undefined;
let plugins: readonly string[] = [];

/** Of this code, and of the plugins that judge with it. */
export function version(): Version {
  known ??= { bot: botVersion(), rules: fingerprint(new URL('../investigation/', import.meta.url)) };
  return known;
}

/** By the fingerprints of plugins, in their order. */
export function judgedAlsoBy(fingerprints: readonly string[]): void {
  plugins = fingerprints;
  known = undefined;
}

/** The bot's version, as its package.json says. */
export function botVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** The commit that an image was made from, as its `revision` file says. */
export function buildCommit(): string {
  try {
    return readFileSync(new URL('../../revision', import.meta.url), 'utf8').trim() || 'unknown';
  } catch {
    return 'unknown';
  }
}

/** `1.0.0 (rules 3f9a2c1d)` */
export function versionWords({ bot, rules }: Version): string {
  return `${bot} (rules ${rules})`;
}

/** The program runs as its sources are, so these are what judges: docs/decisions/0001. */
function fingerprint(folder: URL): string {
  const hash = createHash('sha256');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  for (const name of names.toSorted()) hash.update(name).update(readFileSync(new URL(name, folder)));
  for (const plugin of plugins) hash.update(plugin);
  return hash.digest('hex').slice(0, 8);
}
