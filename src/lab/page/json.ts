/** What a block is before it is known what. */
export type Json = Readonly<Record<string, unknown>>;

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const inside = (value as Json | undefined)?.text;
  return inside === undefined ? '' : wordsOf(inside);
}

export interface Option {
  readonly value: string;
  readonly words: string;
}

export function optionsOf(it: Json): readonly Option[] {
  const groups = list(it.option_groups).flatMap((group) => list((group as Json).options));
  return [...list(it.options), ...groups].map((option) => ({
    value: String((option as Json).value),
    words: wordsOf((option as Json).text),
  }));
}
