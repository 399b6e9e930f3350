import type { Background } from '../../evidence.ts';
import type { Collected } from '../../log-reading/collect.ts';
import type { Group } from '../../log-reading/groups.ts';
import { isNewError } from '../../log-reading/new-errors.ts';
import type { PlacedLine } from '../../log-reading/order.ts';
import { repetition } from '../../log-reading/repetition.ts';
import type { ReportedLogLine } from '../../report.ts';
import { seconds } from '../../say.ts';

const LONGEST_TEXT = 1_000;
const LONGEST_EXAMPLE = 200;

export function reportedLine(group: Group<PlacedLine>, background: Background | undefined): ReportedLogLine {
  const { example, first, last, count, everyMs } = group;
  const { source, pod, level, text } = example;
  return {
    source,
    pod,
    at: timeOfDay(first),
    level,
    text: beginning(text, LONGEST_TEXT),
    ...(count > 1 && { count, lastAt: timeOfDay(last) }),
    ...(everyMs !== undefined && { every: seconds(everyMs) }),
    ...(background && isNewError(group, background) && { isNew: true as const }),
  };
}

/** How much was logged and what tells most: `251 errors in 312 lines, most telling: … ×250, first 15:34:15.120, …`. */
export function linesSentence({ counts, groups }: Pick<Collected, 'counts' | 'groups'>, whyNone: string): string {
  const { lines, errors, warnings } = counts;
  if (lines === 0) return sentence(whyNone);
  const [group] = groups;
  const all = `${lines} ${lines === 1 ? 'line' : 'lines'}`;
  if (errors + warnings === 0 || !group)
    return lines === 1 ? 'Its one line does not complain' : `None of ${all} complains`;
  const errorWords = errors === 0 ? 'No error' : `${errors} ${errors === 1 ? 'error' : 'errors'}`;
  const warned = warnings === 0 ? '' : ` and ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  return `${errorWords}${warned} in ${all}. Most telling: ${exampleOf(group)}`;
}

function exampleOf(group: Group<PlacedLine>): string {
  const line = reportedLine(group, undefined);
  const text = beginning(line.text.replace(/\s+/g, ' '), LONGEST_EXAMPLE);
  if (line.count === undefined) return `${text} (${line.at})`;
  return `${text}${repetition(line).replace(',', `, first ${line.at},`)}`;
}

function beginning(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** In UTC: `15:34:15.120`. */
export function timeOfDay(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}
