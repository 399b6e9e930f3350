import { ExplainedError } from '#lib/errors.ts';
import { nearest } from '#lib/nearest.ts';
import type { Subcommand } from './subcommand.ts';
import { usageOf } from './usage.ts';

interface Known {
  /** Options that stand alone, without their dashes. */
  readonly flags?: readonly string[];
  /** Options that have a value. */
  readonly values?: readonly string[];
}

interface Options {
  readonly words: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
}

/** Sorts `word --flag --name value --name=value`. Throws an ExplainedError with the usage for what is not known. */
export function readOptions(
  typed: readonly string[],
  { flags: knownFlags = [], values: knownValues = [] }: Known,
  of: Pick<Subcommand, 'usage' | 'about'>,
): Options {
  const words: string[] = [];
  const flags = new Set<string>();
  const values = new Map<string, string>();
  const rest = [...typed];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, name, given] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === undefined) words.push(word);
    else if (knownFlags.includes(name) && given === undefined) flags.add(name);
    else if (knownValues.includes(name)) values.set(name, given || readValue(name, rest.shift(), of));
    else throw unknownOption(word, [...knownFlags, ...knownValues], of);
  }
  return { words, flags, values };
}

function readValue(name: string, next: string | undefined, of: Pick<Subcommand, 'usage' | 'about'>): string {
  if (next !== undefined && next !== '' && !next.startsWith('--')) return next;
  throw new ExplainedError(`--${name} has no value`, usageOf(of));
}

function unknownOption(word: string, known: readonly string[], of: Pick<Subcommand, 'usage' | 'about'>) {
  const meant = nearest(word.replace(/^--|=.*$/gs, ''), known);
  const hint = meant === undefined ? '' : `; did you mean --${meant}?`;
  return new ExplainedError(`there is no option ${word}${hint}`, usageOf(of));
}
