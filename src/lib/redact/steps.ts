import { callKinds } from './calls.ts';
import { commandKinds } from './commands/commands.ts';
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
import { shownKinds, toldKinds } from './told.ts';
import { urlKinds } from './url.ts';

/** Where more of a secret that stands in a line may be: in no line at all, in this alone, in some lines around, or in many. */
export type Reach = 'none' | 'line' | 'near' | 'far';

/** What masks the secrets of a kind in a text. */
export interface Step extends Pick<Kind, 'needs' | 'also'> {
  readonly reach: Exclude<Reach, 'none'>;
  /** At each line that holds what it needs, at some around it too, or at all there are. */
  readonly looksAt: 'line' | 'stretch' | 'text';
  readonly mask: (text: string) => string;
}

/** All kinds of secrets that are known. What shows by itself comes first, so that it has the same mark under a name as elsewhere. */
export const steps: readonly Step[] = [
  // By their own shape: keys in PEM, tokens of known issuers, URLs.
  ...privateKeyKinds.map(nearby),
  ...[...shapedKinds, ...urlKinds].map(onOneLine),
  // By their place: headers and cookies, manifests, commands and settings, entries of a name and a value, calls, SQL.
  ...headerKinds.map(nearby),
  { needs: ['secret', 'stringdata'], reach: 'far', looksAt: 'text', mask: maskKubernetesSecrets },
  nearby(unsaidSecretKind),
  ...commandKinds.map(onOneLine),
  ...[...entryKinds, ...callKinds].map(nearby),
  ...statementKinds.map(onOneLine),
  // By what a sentence tells of it.
  ...toldKinds.map(onOneLine),
  ...shownKinds.map(nearby),
  // By their name before them, or above their column.
  { needs: NAME_PARTS, reach: 'near', looksAt: 'text', mask: (text) => maskNamed(maskTables(text)) },
];

function nearby(kind: Kind): Step {
  const { needs, also, isBlock } = kind;
  const step = { needs, ...(also && { also }), mask: (text: string) => mask(text, kind) };
  return isBlock ? { ...step, reach: 'far', looksAt: 'text' } : { ...step, reach: 'near', looksAt: 'stretch' };
}

function onOneLine(kind: Kind): Step {
  const { needs, also } = kind;
  return { needs, ...(also && { also }), reach: 'line', looksAt: 'line', mask: (text) => mask(text, kind) };
}
