import type { Diagnosis } from './diagnosis.ts';
import { namedKinds } from './words.ts';

/** What the cause leaves open, and the causes that could not be asked about, a sentence each. */
export function undecided({ cause, notExcluded, verdict }: Diagnosis): readonly string[] {
  if (verdict === 'healthy') return [];
  const unseen = Map.groupBy(notExcluded, ({ missing }) => namedKinds(missing));
  const unasked = [...unseen].map(
    ([what, rules]) =>
      `Not excluded, because ${what} could not be seen: ${rules.map(({ rule }) => rule.id).join(', ')}`,
  );
  return [...(cause?.open ?? []), ...unasked];
}
