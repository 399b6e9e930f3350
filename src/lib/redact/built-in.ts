import { anchorFinder } from './anchors.ts';
import { callKinds } from './calls.ts';
import { commandKinds } from './commands.ts';
import { entryKinds } from './entries.ts';
import { headerKinds } from './header.ts';
import { type Kind, mask } from './kind.ts';
import { maskKubernetesSecrets, unsaidSecretKind } from './kubernetes-secret.ts';
import { type Looked, lookFor } from './look.ts';
import { maskNamed } from './named.ts';
import { NAME_PARTS } from './names.ts';
import { privateKeyKinds } from './private-key.ts';
import { shapedKinds } from './shaped.ts';
import { statementKinds } from './statements.ts';
import { maskTables } from './tables.ts';
import { urlKinds } from './url.ts';

/** Where more of a secret that stands in a line may be: in no line at all, in this alone, in some lines around, or in many. */
export type Reach = 'none' | 'line' | 'near' | 'far';

interface Step extends Pick<Kind, 'needs'> {
  readonly reach: Exclude<Reach, 'none'>;
  readonly mask: (text: string) => string;
}

// What shows by itself comes first, so that it has the same mark under a name that gives it away as elsewhere.
const steps: readonly Step[] = [
  ...privateKeyKinds.map(anywhere),
  ...[...shapedKinds, ...urlKinds].map(onOneLine),
  ...headerKinds.map(anywhere),
  { needs: ['secret', 'stringdata'], reach: 'far', mask: maskKubernetesSecrets },
  anywhere(unsaidSecretKind),
  ...commandKinds.map(onOneLine),
  ...[...entryKinds, ...callKinds].map(anywhere),
  ...statementKinds.map(onOneLine),
  { needs: NAME_PARTS, reach: 'near', mask: (text) => maskNamed(maskTables(text)) },
];

function anywhere(kind: Kind): Step {
  return { needs: kind.needs, reach: kind.isBlock ? 'far' : 'near', mask: (text) => mask(text, kind) };
}

/** Each line is looked at for what it holds itself. */
function onOneLine(kind: Kind): Step {
  return { needs: kind.needs, reach: 'line', mask: (text) => mask(text, kind) };
}

const anchorsOf = ({ needs }: Step): readonly string[] => (typeof needs === 'function' ? [] : needs);
const reaches = ['line', 'near', 'far'] as const;
const [line, near, far] = [1, 2, 4];
const find = anchorFinder(
  reaches.map((wanted) => steps.filter(({ reach }) => reach === wanted).flatMap((step) => anchorsOf(step))),
);
const judged = steps.flatMap(({ needs, mask }) => (typeof needs === 'function' ? [{ needs, mask }] : []));
const look = lookFor(steps.map(anchorsOf));
/** Steps one after the other that look at lines, or at all of a text. */
const stretches = stretchesOf(steps);

interface Stretch {
  readonly isOfLines: boolean;
  readonly steps: readonly (Step & { readonly place: number })[];
}

function stretchesOf(all: readonly Step[]): readonly Stretch[] {
  const found: { isOfLines: boolean; steps: (Step & { place: number })[] }[] = [];
  for (const [place, step] of all.entries()) {
    const isOfLines = step.reach === 'line';
    if (found.at(-1)?.isOfLines !== isOfLines) found.push({ isOfLines, steps: [] });
    found.at(-1)?.steps.push({ ...step, place });
  }
  return found;
}

/**
 * Masks what the built-in kinds find in a sealed text. Most texts hold nothing that any kind needs: a kind is looked for
 * only where that stands. A mark adds nothing that a kind needs, so the text as it came tells for all of them.
 */
export function maskBuiltIn(text: string): string {
  if (find(text) === 0)
    return judged.reduce((masked, { needs, mask }) => (needs(masked) ? mask(masked) : masked), text);
  const looked = look(text);
  return stretches.reduce(
    (masked, { isOfLines, steps }) =>
      isOfLines ? maskEachLine(masked, looked, steps) : maskDue(masked, looked, steps),
    text,
  );
}

function maskDue(text: string, looked: Looked, steps: Stretch['steps']): string {
  let masked = text;
  for (const { needs, place, mask } of steps) {
    if (typeof needs === 'function' ? needs(masked) : looked.holds(place)) masked = mask(masked);
  }
  return masked;
}

/** What was seen in each line still tells, as long as no mark took the place of several. */
function maskEachLine(text: string, looked: Looked, steps: Stretch['steps']): string {
  if (!steps.some(({ place }) => looked.holds(place))) return text;
  const lines = text.split('\n');
  const seen = lines.length === looked.lines.length ? looked : look(text);
  return lines.map((line, i) => maskDue(line, seen.lines[i] ?? seen, steps)).join('\n');
}

/** By what stands in the line: a secret of a kind has in one of its lines what its kind needs. */
export function reachOf(text: string): Reach {
  const found = find(text);
  if (found & far) return 'far';
  if (found & near || judged.some(({ needs }) => needs(text))) return 'near';
  return found & line ? 'line' : 'none';
}
