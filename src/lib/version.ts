import { readFileSync } from 'node:fs';
import { z } from 'zod';

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
