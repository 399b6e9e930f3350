import { callKinds } from '#lib/redact/calls.ts';
import { commandKinds } from '#lib/redact/commands/commands.ts';
import { entryKinds } from '#lib/redact/entries.ts';
import { headerKinds } from '#lib/redact/header.ts';
import { type Kind, mask } from '#lib/redact/kind.ts';
import { maskKubernetesSecrets, unsaidSecretKind } from '#lib/redact/kubernetes-secret.ts';
import { maskLiterals } from '#lib/redact/literals.ts';
import { seal, unseal } from '#lib/redact/mark.ts';
import { maskNamed } from '#lib/redact/named.ts';
import { privateKeyKinds } from '#lib/redact/private-key.ts';
import { shapedKinds } from '#lib/redact/shaped.ts';
import { statementKinds } from '#lib/redact/statements.ts';
import { maskTables } from '#lib/redact/tables.ts';
import { shownKinds, toldKinds } from '#lib/redact/told.ts';
import { urlKinds } from '#lib/redact/url.ts';

const ofLine = new Set([...shapedKinds, ...urlKinds, ...commandKinds, ...statementKinds, ...toldKinds]);
const firstKinds = [...privateKeyKinds, ...shapedKinds, ...urlKinds, ...headerKinds];
const lastKinds = [
  unsaidSecretKind,
  ...commandKinds,
  ...entryKinds,
  ...callKinds,
  ...statementKinds,
  ...toldKinds,
  ...shownKinds,
];
export const kinds: readonly Kind[] = [...firstKinds, ...lastKinds];

/** As `redact`, but looks for every kind in every text, whatever the kind needs. */
export function redactByAllKinds(text: string): string {
  return unseal(maskAll(maskLiterals(seal(text), maskAll)));
}

function maskAll(text: string): string {
  const shown = firstKinds.reduce(maskAlways, text);
  const masked = lastKinds.reduce(maskAlways, maskKubernetesSecrets(shown));
  return maskNamed(maskTables(masked));
}

function maskAlways(text: string, kind: Kind): string {
  const { needs: _needs, also: _also, ...always } = kind;
  const lines = ofLine.has(kind) ? text.split('\n') : [text];
  return lines.map((line) => mask(line, always)).join('\n');
}
