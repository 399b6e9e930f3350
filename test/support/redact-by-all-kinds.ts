import { headerKinds } from '#lib/redact/header.ts';
import { type Kind, mask } from '#lib/redact/kind.ts';
import { maskKubernetesSecrets, unsaidSecretKind } from '#lib/redact/kubernetes-secret.ts';
import { seal, unseal } from '#lib/redact/mark.ts';
import { namedKinds } from '#lib/redact/named.ts';
import { privateKeyKinds } from '#lib/redact/private-key.ts';
import { shapedKinds } from '#lib/redact/shaped.ts';
import { urlKinds } from '#lib/redact/url.ts';

const firstKinds = [...privateKeyKinds, ...shapedKinds, ...urlKinds, ...headerKinds];
const lastKinds = [unsaidSecretKind, ...namedKinds];
export const kinds: readonly Kind[] = [...firstKinds, ...lastKinds];

/** As `redact`, but looks for every kind in every text, whatever the kind needs. */
export function redactByAllKinds(text: string): string {
  const shown = firstKinds.reduce(maskAlways, seal(text));
  return unseal(lastKinds.reduce(maskAlways, maskKubernetesSecrets(shown)));
}

function maskAlways(text: string, { name, find, within }: Kind): string {
  return mask(text, { name, find, ...(within && { within }) });
}
