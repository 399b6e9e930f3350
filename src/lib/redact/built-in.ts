import { anchorFinder } from './anchors.ts';
import { callKinds } from './calls.ts';
import { commandKinds } from './commands.ts';
import { entryKinds } from './entries.ts';
import { headerKinds } from './header.ts';
import { type Kind, mask } from './kind.ts';
import { maskKubernetesSecrets, unsaidSecretKind } from './kubernetes-secret.ts';
import { maskNamed } from './named.ts';
import { NAME_PARTS } from './names.ts';
import { privateKeyKinds } from './private-key.ts';
import { shapedKinds } from './shaped.ts';
import { statementKinds } from './statements.ts';
import { maskTables } from './tables.ts';
import { urlKinds } from './url.ts';

interface Step extends Pick<Kind, 'needs'> {
  /** Where more of what it finds may stand. */
  readonly reach: Exclude<Reach, 'none'>;
  readonly mask: (text: string) => string;
}

// What shows by itself comes first, so that it has the same mark under a name that gives it away as elsewhere.
const steps: readonly Step[] = [
  ...privateKeyKinds.map(stepOf),
  lineByLine([...shapedKinds, ...urlKinds]),
  ...headerKinds.map(stepOf),
  { needs: ['secret', 'stringdata'], reach: 'far', mask: maskKubernetesSecrets },
  stepOf(unsaidSecretKind),
  lineByLine(commandKinds),
  groupOf([...entryKinds, ...callKinds]),
  lineByLine(statementKinds),
  { needs: NAME_PARTS, reach: 'near', mask: (text) => maskNamed(maskTables(text)) },
];

function stepOf(kind: Kind): Step {
  return { needs: kind.needs, reach: kind.isBlock ? 'far' : 'near', mask: (text) => mask(text, kind) };
}

/** Kinds that are looked for one by one only in a text that holds what any of them needs. */
function groupOf(kinds: readonly Kind[]): Step {
  const needs = kinds.map((kind) => (typeof kind.needs === 'function' ? [] : kind.needs));
  const halves = [0, 31].map((from) => ({
    kinds: kinds.slice(from, from + 31),
    find: anchorFinder(needs.slice(from, from + 31)),
  }));
  const maskAll = (text: string): string =>
    halves.reduce((all, { kinds, find }) => {
      const found = find(text);
      return kinds.reduce((masked, kind, i) => (found & (1 << i) ? mask(masked, kind) : masked), all);
    }, text);
  return { needs: [...new Set(needs.flat())], reach: 'near', mask: maskAll };
}

/** Kinds that stand on one line: each line is looked at for what it holds itself. */
function lineByLine(kinds: readonly Kind[]): Step {
  const { needs, mask } = groupOf(kinds);
  return {
    needs,
    reach: 'line',
    mask: (text) => (text.includes('\n') ? text.split('\n').map(mask).join('\n') : mask(text)),
  };
}

const anchors = [...new Set(steps.flatMap(({ needs }) => (typeof needs === 'function' ? [] : [needs])))];
const find = anchorFinder(anchors);
const due = steps.map(({ needs, reach, mask }) => {
  if (typeof needs !== 'function') return { bit: 1 << anchors.indexOf(needs), reach, mask };
  return { bit: 0, reach, needs, mask: (text: string) => (needs(text) ? mask(text) : text) };
});
const always = due.filter(({ bit }) => bit === 0);
const bitsOf = (wanted: Reach): number =>
  due.reduce((bits, { bit, reach }) => (reach === wanted ? bits | bit : bits), 0);
const [far, near] = [bitsOf('far'), bitsOf('near')];

/**
 * Masks what the built-in kinds find in a sealed text. Most texts hold nothing that any kind needs: a kind is looked for
 * only where that stands. A mark adds nothing that a kind needs, so the text as it came tells for all of them.
 */
export function maskBuiltIn(text: string): string {
  const found = find(text);
  if (found === 0) return always.reduce((masked, { mask }) => mask(masked), text);
  return due.reduce((masked, { bit, mask }) => (bit === 0 || found & bit ? mask(masked) : masked), text);
}

/** Where more of a secret that stands in a line may be: in no line at all, in this alone, in some lines around, or in many. */
export type Reach = 'none' | 'line' | 'near' | 'far';

/** By what stands in the line: a secret of a kind has in one of its lines what its kind needs. */
export function reachOf(line: string): Reach {
  const found = find(line);
  if (found & far) return 'far';
  if (found & near || always.some(({ needs }) => needs?.(line))) return 'near';
  return found ? 'line' : 'none';
}
