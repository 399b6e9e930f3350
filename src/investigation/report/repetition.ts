import type { ReportedLogLine } from './report.ts';

/** What follows a line that came more than once: ` ×250, last +29.8 s, every ~3.2 s`; nothing after one that did not. */
export function repetition({ count, lastAt, every }: Pick<ReportedLogLine, 'count' | 'lastAt' | 'every'>): string {
  if (count === undefined || count < 2) return '';
  const times = [lastAt && `last ${lastAt}`, every && `every ~${every}`].filter(Boolean);
  return [` ×${count}`, ...times].join(', ');
}
