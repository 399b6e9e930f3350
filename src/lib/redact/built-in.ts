import { anchorFinder } from './anchors.ts';
import { lookFor } from './look.ts';
import { type Page, pageOf, withLines, withText } from './page.ts';
import { type Reach, type Step, steps } from './steps.ts';
import { changed, eachAlone, stretchesAround } from './stretches.ts';

const anchorsOf = ({ needs }: Step): readonly string[] => (typeof needs === 'function' ? [] : needs);
const reaches = ['line', 'near', 'far'] as const;
const [line, near, far] = [1, 2, 4];
const find = anchorFinder(reaches.map((wanted) => steps.filter(({ reach }) => reach === wanted).flatMap(anchorsOf)));
const judged = steps.flatMap(({ needs }) => (typeof needs === 'function' ? [needs] : []));
/** What each step needs, and after all of them what else each does. */
const look = lookFor([...steps.map(anchorsOf), ...steps.map(({ also = [] }) => also.map((it) => it.toLowerCase()))]);

/**
 * Masks what the built-in kinds find in a sealed text. Most texts hold nothing that any kind needs: a kind is looked for
 * only where that stands. A mark adds nothing that a kind needs, so the text as it came tells for all of them.
 */
export function maskBuiltIn(text: string): string {
  if (find(text) === 0 && !judged.some((needs) => needs(text))) return text;
  let page = pageOf(text, look);
  const held = page.found();
  for (const [i, step] of steps.entries()) {
    if (held.has(i) || typeof step.needs === 'function') page = maskPage(page, step, i);
  }
  return page.text();
}

function maskPage(page: Page, step: Step, i: number): Page {
  const { looksAt, mask } = step;
  if (looksAt === 'text') return withText(page, mask(page.text()), look);
  const lines = page.lines();
  const places = placesOf(page, step, i);
  const stretches = looksAt === 'line' ? eachAlone(places) : stretchesAround(places, lines.length);
  return withLines(page, changed(lines, stretches, mask), look);
}

/** The lines that hold what it needs, the rarer where it needs two things. */
function placesOf(page: Page, { needs, also }: Step, i: number): readonly number[] {
  if (typeof needs === 'function') return [...page.lines().keys()].filter((at) => needs(page.lines()[at] ?? ''));
  return page.found().get(also ? steps.length + i : i) ?? [];
}

/** By what stands in the line: a secret of a kind has in one of its lines what its kind needs. */
export function reachOf(text: string): Reach {
  const found = find(text);
  if (found & far) return 'far';
  if (found & near || judged.some((needs) => needs(text))) return 'near';
  return found & line ? 'line' : 'none';
}
