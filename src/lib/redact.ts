import { maskBuiltIn, reachOf } from './redact/built-in.ts';
import { maskLiterals } from './redact/literals.ts';
import { holdsOver, seal, sealedMark, unseal } from './redact/mark.ts';
import { namesSecret } from './redact/names.ts';
import { ownMasking } from './redact/own.ts';
import type { Reach } from './redact/steps.ts';

/** Masks secrets in texts from outside. What is masked stays as it is when masked again. */
export interface Redactor {
  /**
   * Masks what looks like a secret in a text, as `‹hidden 3f9a›`: equal secrets have equal marks, in whatever syntax they
   * stand. Names, quotes and all else stay. Takes time linear in the text, as far as the patterns do.
   */
  redact(text: string): string;
  /** The same of lines that follow each other. A mark of several lines is one line, so there may be fewer. */
  redactLines(lines: readonly string[]): readonly MaskedLine[];
  /**
   * The same value with every text in it redacted, keys untouched. Whatever stands under a key that names a secret is
   * masked, texts and numbers, and so are the values of Kubernetes secrets and of environment entries named like one.
   */
  redactDeep<T>(value: T): T;
  /** In which lines around this one there may be more of a secret that stands in it; none for most lines. */
  reach(line: string): Reach;
  /** Whether own patterns find together in lines what they do not find in each. */
  goesOver(lines: readonly string[]): boolean;
}

export type { Reach };

export interface MaskedLine {
  readonly text: string;
  /** What is hidden in it depends on other lines too: by itself it may show less, or more. */
  readonly isOver: boolean;
}

/** What an own pattern masked may make a pattern see more beside it. It takes two rounds, but for patterns that match nearly all. */
const ROUNDS = 8;

/**
 * Masks the built-in kinds of secrets, and what the patterns match: a match's group `secret` alone where it has one, else
 * all of it. A pattern's flags `g`, `y` and `d` do not matter. It sees the text with what is built in masked already.
 */
export function createRedactor(patterns: readonly RegExp[]): Redactor {
  const maskOwn = ownMasking(patterns);
  const sealed = (text: string): string => {
    let masked = maskBuiltIn(maskLiterals(seal(text), maskBuiltIn));
    for (let round = 0; round < ROUNDS && patterns.length > 0; round++) {
      const more = maskOwn(masked);
      if (more === masked) break;
      masked = maskBuiltIn(more);
    }
    return masked;
  };
  const redact = (text: string): string => unseal(sealed(text));
  const own = (text: string) => unseal(maskOwn(seal(text)));
  return {
    redact,
    redactLines: (lines) => {
      const masked = sealed(lines.join('\n')).split('\n');
      return masked.map((line) => ({ text: unseal(line), isOver: patterns.length > 0 || holdsOver(line) }));
    },
    redactDeep: (value) => redactDeepBy(redact, value),
    reach: (line) => {
      const reach = reachOf(line);
      return reach === 'none' && patterns.length > 0 && own(line) !== line ? 'line' : reach;
    },
    goesOver: (lines) => {
      if (patterns.length === 0) return false;
      const text = lines.join('\n');
      const together = own(text);
      return together !== text && together !== lines.map(own).join('\n');
    },
  };
}

/** The built-in kinds alone. */
export const knownRedactor: Redactor = createRedactor([]);
export const { redact, redactDeep } = knownRedactor;

function redactDeepBy<T>(redact: Redactor['redact'], value: T): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((part) => redactDeepBy(redact, part)) as T;
  if (value === null || typeof value !== 'object') return value;
  const hides = hidesKey(value);
  return fromEntries(value, (key, part) => (hides(key) ? hideDeep(part) : redactDeepBy(redact, part))) as T;
}

function hidesKey(value: object): (key: string) => boolean {
  const isSecret = 'kind' in value && value.kind === 'Secret';
  const isNamed = 'name' in value && typeof value.name === 'string' && namesSecret(value.name);
  return (key) =>
    namesSecret(key) || (isSecret && (key === 'data' || key === 'stringData')) || (isNamed && key === 'value');
}

function hideDeep(value: unknown): unknown {
  if (typeof value === 'string') return value && unseal(sealedMark(seal(value)));
  if (typeof value === 'number' || typeof value === 'bigint') return unseal(sealedMark(String(value)));
  if (Array.isArray(value)) return value.map(hideDeep);
  if (value === null || typeof value !== 'object') return value;
  return fromEntries(value, (_key, part) => hideDeep(part));
}

function fromEntries(value: object, change: (key: string, part: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, change(key, part)]));
}
