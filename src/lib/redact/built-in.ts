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
const alsoOf = ({ also = [] }: Step): readonly string[] => also;
/** Many steps need the same. */
const sets = [...new Set(steps.flatMap((step) => [anchorsOf(step), alsoOf(step)]))];
const look = lookFor(sets.map((set) => set.map((anchor) => anchor.toLowerCase())));
const placed = steps.map((step) => ({ step, needs: sets.indexOf(anchorsOf(step)), also: sets.indexOf(alsoOf(step)) }));
type Placed = (typeof placed)[number];

/**
 * Masks what the built-in kinds find in a sealed text. Most texts hold nothing that any kind needs: a kind is looked for
 * only where that stands. A mark adds nothing that a kind needs, so the text as it came tells for all of them.
 */
export function maskBuiltIn(text: string): string {
  if (find(text) === 0 && !judged.some((needs) => needs(text))) return text;
  let page = pageOf(text, look);
  const held = page.found();
  for (const each of placed) {
    if (held.has(each.needs) || typeof each.step.needs === 'function') page = maskPage(page, each);
  }
  return page.text();
}

function maskPage(page: Page, each: Placed): Page {
  const { looksAt, mask } = each.step;
  if (looksAt === 'text') return withText(page, mask(page.text()), look);
  const lines = page.lines();
  const places = placesOf(page, each);
  const stretches = looksAt === 'line' ? eachAlone(places) : stretchesAround(places, lines.length);
  return withLines(page, changed(lines, stretches, mask), look);
}

/** The lines that hold what it needs, or what else it does, which is rarer. */
function placesOf(page: Page, { step, needs, also }: Placed): readonly number[] {
  const holds = step.needs;
  if (typeof holds === 'function') return [...page.lines().keys()].filter((at) => holds(page.lines()[at] ?? ''));
  return page.found().get(step.also ? also : needs) ?? [];
}

/** By what stands in the line: a secret of a kind has in one of its lines what its kind needs. */
export function reachOf(text: string): Reach {
  const found = find(text);
  if (found & far) return 'far';
  if (found & near || judged.some((needs) => needs(text))) return 'near';
  return found & line ? 'line' : 'none';
}
