import { plainWords } from '../say.ts';
import type { Report } from './report.ts';

const MOST_OTHERS = 4;

const OPEN: Readonly<Record<Report['standing'], string>> = {
  works: 'Nothing wrong was found',
  slow: 'It was late, and nothing that was seen says why',
  fails: 'It did not work',
  request: 'What was asked for cannot work',
  open: 'What was seen fits more than one cause',
  blind: 'What was seen is not enough to say',
};

/** Two or three sentences. What the headline and the quote say is not said again, so there may be none. */
export function whyOf(report: Omit<Report, 'why'>): string {
  const { cause, headline, standing, alternatives, changes, alsoFound, decidingLook, clocks } = report;
  // What the bot itself could not see is told as not seen.
  const also = alsoFound.find(({ blames }) => blames !== 'path');
  const others = alternatives.filter(({ means }) => !headline.includes(means)).slice(0, MOST_OTHERS);
  const sentences = [
    ...(cause === undefined ? [OPEN[standing]] : inFull(report, cause.summary)),
    ...(cause === undefined && decidingLook ? [decidingLook.why] : []),
    ...(cause === undefined && others.length > 0
      ? [`It could be: ${others.map(({ means }) => means).join('; ')}`]
      : []),
    ...(also ? [`Also found: ${also.headline}`] : []),
    ...(clocks === undefined ? [] : [clocks]),
    ...(changes && changes.rows.length > 0 ? [changes.sentence] : []),
  ];
  return sentences.length === 0 ? '' : `${sentences.join('. ')}.`;
}

/** The cause in full, but for the parts that the headline or the quote says. */
function inFull({ environment, headline, quote }: Omit<Report, 'why'>, summary: string): readonly string[] {
  const said = new Set(wordsOf(`${environment} ${headline}`));
  const isNews = (part: string) => {
    const words = wordsOf(part);
    return words.filter((word) => said.has(word)).length < MOST_SAID * words.length;
  };
  const parts = plainWords(withoutQuote(summary, quote)).split(/(?<=[;:]) /);
  const news = parts
    .filter(isNews)
    .join(' ')
    .replace(/[;:.]$/, '');
  return news === '' ? [] : [news.replace(/^[a-z]+(?= )/, (word) => word.replace(/^./, capital))];
}

/** What was quoted, with the words that lead to it, such as `; it logged "…"`. */
function withoutQuote(summary: string, quote = ''): string {
  const shared = longestShared(summary, quote);
  if (shared === '' || (shared.length < LEAST_QUOTED && shared !== quote)) return summary;
  const at = summary.indexOf(shared);
  const head = summary.slice(0, at);
  const lead = Math.max(0, ...['; ', ': ', ', and '].map((mark) => head.lastIndexOf(mark)));
  return `${head.slice(0, lead)}${summary.slice(at + shared.length).replace(/^[^;:,]+/, '')}`;
}

function longestShared(one: string, other: string): string {
  let longest = '';
  for (let from = 0; from < other.length; from += 1)
    while (from + longest.length < other.length && one.includes(other.slice(from, from + longest.length + 1)))
      longest = other.slice(from, from + longest.length + 1);
  return longest;
}

/** A part of which so many words stand in the headline says nothing new. */
const MOST_SAID = 0.8;
const LEAST_QUOTED = 30;

/** Short ones mean nothing by themselves. */
function wordsOf(text: string): readonly string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}.-]+/gu) ?? []).filter((word) => word.length > 2);
}

function capital(letter: string): string {
  return letter.toUpperCase();
}

/** Facts that say more than the sentences, the quote and each other: one whose end stands there is said. */
export function newsOf(facts: readonly string[], why: string, quote = ''): readonly string[] {
  return facts.filter((fact, index) => {
    const end = fact.slice(-LEAST_QUOTED);
    const isTold = [why, ...facts.slice(0, index)].some((words) => words.includes(end));
    return end.length < LEAST_QUOTED || (!isTold && longestShared(fact, quote).length < LEAST_QUOTED);
  });
}
