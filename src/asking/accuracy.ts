import { type Mistaken, type Places, readEnvironment } from './places.ts';
import { readWords, tidy } from './words.ts';

export type AskedAccuracy =
  /** Of all environments where absent. */
  { readonly kind: 'accuracy'; readonly environment?: string } | Mistaken;

/** What may be typed, for help. */
export const accuracyArgument = {
  name: 'accuracy',
  example: 'accuracy in=staging',
  allowed: 'how often verdicts held instead of a list: what people said of them, and what second looks found',
} as const;

/** Understands `accuracy [in=environment]`; undefined where the first word is another. */
export function parseAccuracy(text: string, places: Places): AskedAccuracy | undefined {
  const [first = '', ...rest] = tidy(text).trim().split(' ');
  if (first.toLowerCase() !== accuracyArgument.name) return undefined;
  const typed = readWords(rest, ['environment', 'in']);
  const within = typed.values.get('in');
  const loose = within === undefined ? typed.loose : [within, ...typed.loose];
  if (typed.mistakes.length > 0) return { kind: 'mistakes', mistakes: typed.mistakes };
  if (loose.length === 0 && !typed.values.has('environment')) return { kind: 'accuracy' };
  const { environment, mistakes } = readEnvironment({ ...typed, loose }, places);
  return mistakes.length > 0 ? { kind: 'mistakes', mistakes } : { kind: 'accuracy', environment };
}
