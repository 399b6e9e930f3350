import { formatDuration, parseDuration } from '#lib/duration.ts';
import { nearest } from '#lib/nearest.ts';
import type { Mistake } from './limits.ts';
import { tidy } from './words.ts';

/** What is wanted of a check after `/focus checks`. */
export type AskedPause =
  | { readonly kind: 'pause'; readonly check: string; readonly lengthMs?: number }
  | { readonly kind: 'resume'; readonly check: string }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly Mistake[] };

const SHORTEST_MS = 5 * 60_000;
const LONGEST_MS = 7 * 24 * 60 * 60_000;
const ALLOWED = 'from 5m to 7d, such as 2h';

/** Undefined where neither is meant. */
export function parsePause(text: string, checks: readonly string[]): AskedPause | undefined {
  const [word = '', name, ...rest] = tidy(text).trim().split(/\s+/);
  const kind = word.toLowerCase();
  if (kind !== 'pause' && kind !== 'resume') return undefined;
  const check = checks.find((known) => known === name?.toLowerCase());
  const length = rest.join(' ');
  const lengthMs = parseDuration(length);
  const mistakes = [
    ...(check === undefined ? [{ argument: 'check', message: unknownCheck(kind, name, checks) }] : []),
    ...(length === '' ? [] : lengthMistakes(kind, length, lengthMs)),
  ];
  if (mistakes.length > 0 || check === undefined) return { kind: 'mistakes', mistakes };
  return { kind, check, ...(lengthMs !== undefined && { lengthMs }) };
}

function unknownCheck(kind: string, name: string | undefined, checks: readonly string[]): string {
  const all = checks.length === 0 ? 'there are none' : `there are ${checks.join(', ')}`;
  if (name === undefined) return `${kind} of which check? Write its name behind it; ${all}`;
  const meant = nearest(name, checks);
  return `no check is called "${name}"; ${meant === undefined ? all : `did you mean ${meant}?`}`;
}

function lengthMistakes(kind: string, length: string, ms: number | undefined): readonly Mistake[] {
  const wrong = (message: string) => [{ argument: 'length', message }];
  if (kind === 'resume') return wrong(`resume takes no length, came "${length}"`);
  if (ms === undefined) return wrong(`"${length}" is no length of a pause; allowed is ${ALLOWED}`);
  if (ms >= SHORTEST_MS && ms <= LONGEST_MS) return [];
  return wrong(`a pause of ${formatDuration(ms)} is too ${ms < SHORTEST_MS ? 'short' : 'long'}; allowed is ${ALLOWED}`);
}
