import { anchorFinder } from './anchors.ts';
import { lookFor } from './look.ts';
import { type Reach, type Step, steps } from './steps.ts';
import { changed, stretchesAround } from './stretches.ts';

const anchorsOf = ({ needs }: Step): readonly string[] => (typeof needs === 'function' ? [] : needs);
const reaches = ['line', 'near', 'far'] as const;
const [line, near, far] = [1, 2, 4];
const find = anchorFinder(reaches.map((wanted) => steps.filter(({ reach }) => reach === wanted).flatMap(anchorsOf)));
const judged = steps.flatMap(({ needs }) => (typeof needs === 'function' ? [needs] : []));
/** What each step needs, and after all of them what else each does. */
const look = lookFor([...steps.map(anchorsOf), ...steps.map(({ also = [] }) => also.map((it) => it.toLowerCase()))]);

/**
 * Masks what the built-in kinds find in a sealed text. Most texts hold nothing that any kind needs: a kind is looked for
 * only where that stands. A mark adds nothing that a kind needs, so the lines as they came tell for all of them.
 */
export function maskBuiltIn(text: string): string {
  if (find(text) === 0 && !judged.some((needs) => needs(text))) return text;
  let lines: readonly string[] = text.split('\n');
  let found = look(lines);
  for (const [i, step] of steps.entries()) {
    const places = typeof step.needs === 'function' ? placesOf(lines, step.needs) : found.get(i);
    if (!places?.length) continue;
    const masked = maskStep(step, lines, step.also ? (found.get(steps.length + i) ?? []) : places);
    if (masked.length !== lines.length) found = look(masked);
    lines = masked;
  }
  return lines.join('\n');
}

function placesOf(lines: readonly string[], holds: (line: string) => boolean): readonly number[] {
  return [...lines.keys()].filter((i) => holds(lines[i] ?? ''));
}

function maskStep(
  { reach, around, mask }: Step,
  lines: readonly string[],
  places: readonly number[],
): readonly string[] {
  if (reach === 'line') {
    const masked = [...lines];
    for (const place of places) masked[place] = mask(lines[place] ?? '');
    return masked;
  }
  return changed(lines, around ? stretchesAround(places, around, lines.length) : [[0, lines.length]], mask);
}

/** By what stands in the line: a secret of a kind has in one of its lines what its kind needs. */
export function reachOf(text: string): Reach {
  const found = find(text);
  if (found & far) return 'far';
  if (found & near || judged.some((needs) => needs(text))) return 'near';
  return found & line ? 'line' : 'none';
}
