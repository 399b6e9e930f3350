import { nearest } from '#lib/nearest.ts';
import type { Mistake } from './limits.ts';

/** The arguments as people typed them, before any value is understood. */
export interface Typed {
  /** Words without a name, in order: at most one is meant to be there, the environment. */
  readonly loose: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  readonly mistakes: readonly Mistake[];
}

/** Longer than any honest request; what comes after it is not read. */
export const LONGEST = 2000;

/** What is typed after `/focus`, or after one of these, and means something itself: an environment of such a name could not be named. */
export const commandWords: readonly string[] = [
  ...['timing', 'job', 'logs', 'jobs', 'status', 'checks', 'history', 'trend', 'diff', 'doctor', 'cancel', 'audit'],
  ...['version', 'help', 'form', 'watched', 'accuracy'],
];

/** Sorts typed words into named values and loose words; spaces around `=`, quotes and typographic dashes are forgiven. */
export function readWords(words: readonly string[], names: readonly string[]): Typed {
  const loose: string[] = [];
  const values = new Map<string, string>();
  const mistakes: Mistake[] = [];
  const rest = tidy(words.join(' ')).split(/\s+/).filter(Boolean);
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, typedName, value] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
    const name = (typedName ?? word).toLowerCase();
    if (typedName === undefined && !names.includes(name)) loose.push(word);
    else if (!names.includes(name)) mistakes.push(unknownName(typedName ?? '', names));
    else if (!value) mistakes.push(withoutValue(name, rest[0]?.includes('=') ? undefined : rest.shift()));
    else if (values.has(name)) mistakes.push(repeated(name, values.get(name) ?? '', value));
    else values.set(name, value);
  }
  return { loose, values, mistakes };
}

/**
 * Slack makes curly quotes and long dashes of what people type, and people put spaces where they like, or dashes as on
 * a command line. Tidied twice is tidied once.
 */
export function tidy(text: string): string {
  return text
    .slice(0, LONGEST)
    .replace(/["'`´‘’‚‛“”„‟«»‹›]/g, '')
    .replace(/[‐‑‒–—―−]/g, '-')
    .replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, ' ')
    .replace(/(^| )-+(?=\p{L})/gu, '$1')
    .replace(/ ?= ?/g, '=')
    .replace(/(=\d+) ?- ?(?=\d)/g, '$1-')
    .replace(/(\d{4}-\d\d-\d\d) (?=\d\d:\d\d)/g, '$1T')
    .replace(/(=[\d.-]+) (ms|s|sec|seconds|m|min|minutes|h|hours|hz)(?= |$)/gi, '$1$2');
}

function unknownName(name: string, names: readonly string[]): Mistake {
  const meant = nearest(name, names);
  const hint = meant === undefined ? `; the arguments are ${names.join(', ')}` : `; did you mean ${meant}?`;
  return { argument: shown(name), message: `there is no argument ${shown(name)}${hint}` };
}

/** The next word is most likely the value that was meant. */
function withoutValue(name: string, next: string | undefined): Mistake {
  const hint = next === undefined ? 'the value after it' : 'no space';
  return { argument: name, message: `${name} has no value; write ${name}=${shown(next ?? '')} with ${hint}` };
}

export function repeated(name: string, first: string, second: string): Mistake {
  const both = `${name}=${shown(first)} and ${name}=${shown(second)}`;
  return { argument: name, message: `${name} is given twice, ${both}; keep one` };
}

/** What came, short enough for a sentence. */
export function shown(text: string): string {
  const points = [...text];
  return points.length > 40 ? `${points.slice(0, 40).join('')}…` : text;
}
