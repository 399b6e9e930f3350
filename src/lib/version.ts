import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The bot's version, as its package.json says. */
export function botVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
