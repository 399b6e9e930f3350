import type { z } from 'zod';
import type { Evidence } from '#investigation/evidence.ts';
import { ExplainedError } from '#lib/errors.ts';
import { redact } from '#lib/redact.ts';
import { evidenceSchema } from './evidence-schema.ts';

/** What can be read. */
export const READABLE =
  'Give a bundle (.zip), its evidence.json, or what `focus -- timing --json` prints; docs/evidence-format.md describes it';
const MOST_MISTAKES = 5;

/**
 * Evidence from a file, hostile until here. Fields that are not known stay: a later bot of the same version may have
 * written them. Throws an ExplainedError that names what is wrong, and where.
 */
export function readEvidence(value: unknown): Evidence {
  const version = value !== null && typeof value === 'object' && 'version' in value ? value.version : undefined;
  if (version !== undefined && version !== 1)
    throw new ExplainedError(
      `The evidence cannot be read: its version is ${shown(version)}, known is 1`,
      'It was written by another bot: read it with one of that version or later',
    );
  const read = evidenceSchema.safeParse(value);
  if (!read.success) throw new ExplainedError(`The evidence cannot be read:\n${mistakes(read.error, value)}`, READABLE);
  return value as Evidence;
}

/** Each mistake on a line: where, what came, what is expected. */
export function mistakes({ issues }: z.ZodError, value: unknown): string {
  const lines = issues.slice(0, MOST_MISTAKES).map((issue) => {
    const expected = issue.message
      .replace(/^(Invalid input|Invalid option|Too small|Too big): /, '')
      .replace(/, received .*/, '');
    return `  ${place(issue.path)}: came ${came(value, issue.path)}, ${expected}`;
  });
  const more = issues.length - lines.length;
  return [...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n');
}

function place(path: readonly PropertyKey[]): string {
  const written = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return written.replace(/^\./, '') || 'as a whole';
}

function came(value: unknown, path: readonly PropertyKey[]): string {
  const at = path.reduce<unknown>(
    (inside, key) => (inside !== null && typeof inside === 'object' ? Reflect.get(inside, key) : undefined),
    value,
  );
  return at === undefined ? 'nothing' : shown(at);
}

function shown(value: unknown): string {
  const text = redact((JSON.stringify(value) ?? String(value)).slice(0, 500));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
