import type { Report, ReportedFinding } from '#investigation/report/report.ts';
import { readOf } from './read.ts';
import type { Truth } from './truth.ts';

/** Whether what people read is so, also where it is but one of several that it could be; undefined where that cannot be told. */
export function isRight(truth: Truth, report: Report): boolean | undefined {
  const { verdict, cause } = report;
  const { right, because, fate, unwell } = truth;
  const isKnown = because.length === 0 || right.ids.length + right.words.length > 0;
  if (cause) return rightToSay(truth, report, cause) || (isKnown ? false : undefined);
  if (verdict === 'healthy') return !unwell;
  if (unwell && isNamed(truth, report)) return true;
  return fate === 'well' && verdict !== 'inconclusive' ? false : undefined;
}

export function rightToSay(
  { right, blind }: Truth,
  { headline, quote = '' }: Report,
  { id, summary }: ReportedFinding,
): boolean {
  return [...right.ids, ...blind].includes(id) || quotes(`${headline} ${summary} ${quote}`, right.words);
}

/** What had hold of the job is the cause, or among what was found or what it could be. */
export function isNamed({ right, withoutKubernetes }: Truth, report: Report): boolean {
  const { cause, alsoFound, alternatives } = report;
  const ids = [...(cause ? [cause] : []), ...alsoFound, ...alternatives].map(({ id }) => id);
  const near = withoutKubernetes ? right.family : [];
  return ids.some((id) => right.ids.includes(id) || near.includes(id)) || quotes(readOf(report), right.words);
}

function quotes(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.some((word) => lower.includes(word.toLowerCase()));
}
