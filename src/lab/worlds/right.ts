import type { Report, ReportedFinding } from '#investigation/report/report.ts';
import type { Truth } from './truth.ts';

/** Whether what people read is so; undefined where that cannot be told of it. */
export function isRight(truth: Truth, report: Report): boolean | undefined {
  const { verdict, cause } = report;
  const { right, because, fate, unwell } = truth;
  const isKnown = because.length === 0 || right.ids.length + right.words.length > 0;
  if (cause) return rightToSay(truth, report, cause) || (isKnown ? false : undefined);
  if (verdict === 'healthy') return !unwell;
  return fate === 'well' && verdict !== 'inconclusive' ? false : undefined;
}

export function rightToSay(
  { right, blind }: Truth,
  { headline, quote = '' }: Report,
  { id, summary }: ReportedFinding,
): boolean {
  return [...right.ids, ...blind].includes(id) || quotes(`${headline} ${summary} ${quote}`, right.words);
}

export function quotes(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.some((word) => lower.includes(word.toLowerCase()));
}
