import { anchorFinder } from './anchors.ts';
import { headerKinds } from './header.ts';
import { type Kind, mask } from './kind.ts';
import { maskKubernetesSecrets } from './kubernetes-secret.ts';
import { namedKinds } from './named.ts';
import { privateKeyKinds } from './private-key.ts';
import { shapedKinds } from './shaped.ts';
import { urlKinds } from './url.ts';

interface Step extends Pick<Kind, 'needs'> {
  readonly mask: (text: string) => string;
}

// What shows by itself comes first, so that it has the same mark under a name that gives it away as elsewhere.
const steps: readonly Step[] = [
  ...[...privateKeyKinds, ...shapedKinds, ...urlKinds, ...headerKinds].map(stepOf),
  { needs: ['secret'], mask: maskKubernetesSecrets },
  ...namedKinds.map(stepOf),
];

function stepOf(kind: Kind): Step {
  return { needs: kind.needs, mask: (text) => mask(text, kind) };
}

/**
 * Masks what the built-in kinds find in a sealed text. Most texts hold nothing that any kind needs: a kind is looked for
 * only where that stands. A mark adds nothing that a kind needs, so the text as it came tells for all of them.
 */
export const maskBuiltIn: (text: string) => string = masking(steps);

function masking(steps: readonly Step[]): (text: string) => string {
  const anchors = [...new Set(steps.flatMap(({ needs }) => (typeof needs === 'function' ? [] : [needs])))];
  const find = anchorFinder(anchors);
  const due = steps.map(({ needs, mask }) => {
    if (typeof needs === 'function') return { bit: 0, mask: (text: string) => (needs(text) ? mask(text) : text) };
    return { bit: 1 << anchors.indexOf(needs), mask };
  });
  const always = due.filter(({ bit }) => bit === 0);
  return (text) => {
    const found = find(text);
    if (found === 0) return always.reduce((masked, { mask }) => mask(masked), text);
    return due.reduce((masked, { bit, mask }) => (bit === 0 || found & bit ? mask(masked) : masked), text);
  };
}
