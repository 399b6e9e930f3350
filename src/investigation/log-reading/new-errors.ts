import type { Background, Evidence } from '../evidence.ts';
import { observed } from '../evidence.ts';
import { tellingLine } from '../log-entry.ts';
import type { Group } from './groups.ts';
import { signatureOf } from './signature.ts';

/** With fewer earlier investigations than this, nothing is called new. */
const ENOUGH_INVESTIGATIONS = 3;

/** An error that no earlier investigation has seen, where enough of them are known. */
export function isNewError(
  { level, signature }: Pick<Group, 'level' | 'signature'>,
  { investigations, knownErrors }: Background,
): boolean {
  return level === 'error' && investigations >= ENOUGH_INVESTIGATIONS && !knownErrors.includes(signature);
}

/** The signatures of all errors that were logged, each once: what history remembers of an investigation. */
export function errorSignatures(evidence: Evidence): readonly string[] {
  const errors = observed(evidence, 'log-line').filter(({ fact }) => fact.level === 'error');
  return [...new Set(errors.map(({ fact }) => signatureOf(tellingLine(fact.text))))];
}
