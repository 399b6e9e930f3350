import { courseWords } from '#investigation/report/course.ts';
import type { Report } from '#investigation/report/report.ts';

/** The bot's own sentences about the cause, each checked by itself. */
export function sentencesOf({ headline, cause }: Report): readonly string[] {
  return [headline, ...(cause ? [cause.summary] : [])];
}

/** All that people read of a report before they ask for details. */
export function readOf(report: Report): string {
  const { quote, facts, course, alsoFound } = report;
  const also = alsoFound.flatMap(({ headline, summary }) => [headline, summary]);
  return [...sentencesOf(report), quote, ...facts, courseWords(course), ...also].join(' ');
}
