import type { Report, ReportedFinding } from '#investigation/report/report.ts';
import type { Expected } from '../scenario.ts';
import { readOf } from './read.ts';
import type { Truth } from './truth.ts';

/** What of the report is not so as the story expects it, a sentence each; empty where it is right. */
export function wrongIn(report: Report, { verdict, cause, says = [], never = [] }: Expected): readonly string[] {
  const { headline, quote = '', nextStep } = report;
  const first = `${headline}\n${quote}\n${nextStep}`;
  const [told, meant] = [called(report.verdict, report.cause?.id), called(verdict, cause)];
  const missing = says.map((word) => [word].flat()).filter((anyOf) => !quotes(first, anyOf));
  return [
    ...(told === meant ? [] : [`It is ${meant}, and not ${told}.`]),
    ...missing.map((anyOf) => `The first lines do not say ${anyOf.map((word) => `“${word}”`).join(' or ')}.`),
    ...never.filter((word) => quotes(first, [word])).map((word) => `The first lines say “${word}”, which is not so.`),
  ];
}

function called(verdict: string, cause = 'no cause'): string {
  return `${verdict} with ${cause}`;
}

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
