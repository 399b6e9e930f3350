import { headerKinds } from './redact/header.ts';
import { mask } from './redact/kind.ts';
import { maskKubernetesSecrets } from './redact/kubernetes-secret.ts';
import { seal, sealedMark, unseal } from './redact/mark.ts';
import { namedKinds, namesSecret } from './redact/named.ts';
import { privateKeyKinds } from './redact/private-key.ts';
import { shapedKinds } from './redact/shaped.ts';
import { urlKinds } from './redact/url.ts';

// What shows by itself comes first, so that it has the same mark under a name that gives it away as elsewhere.
const firstKinds = [...privateKeyKinds, ...shapedKinds, ...urlKinds, ...headerKinds];

/**
 * Masks what looks like a secret in a text from outside, as `‹hidden 3f9a›`: equal secrets have equal marks, in whatever
 * syntax they stand. Names, quotes and all else stay. A masked text stays as it is. Takes time linear in the text.
 */
export function redact(text: string): string {
  const shown = firstKinds.reduce(mask, seal(text));
  return unseal(namedKinds.reduce(mask, maskKubernetesSecrets(shown)));
}

/**
 * The same value with every text in it redacted, keys untouched. Whatever stands under a key that names a secret is
 * masked, texts and numbers, and so are the values of Kubernetes secrets and of environment entries named like one.
 */
export function redactDeep<T>(value: T): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map(redactDeep) as T;
  if (value === null || typeof value !== 'object') return value;
  const hides = hidesKey(value);
  return fromEntries(value, (key, part) => (hides(key) ? hideDeep(part) : redactDeep(part))) as T;
}

function hidesKey(value: object): (key: string) => boolean {
  const isSecret = 'kind' in value && value.kind === 'Secret';
  const isNamed = 'name' in value && typeof value.name === 'string' && namesSecret(value.name);
  return (key) =>
    namesSecret(key) || (isSecret && (key === 'data' || key === 'stringData')) || (isNamed && key === 'value');
}

function hideDeep(value: unknown): unknown {
  if (typeof value === 'string') return value && unseal(sealedMark(seal(value)));
  if (typeof value === 'number' || typeof value === 'bigint') return unseal(sealedMark(String(value)));
  if (Array.isArray(value)) return value.map(hideDeep);
  if (value === null || typeof value !== 'object') return value;
  return fromEntries(value, (_key, part) => hideDeep(part));
}

function fromEntries(value: object, change: (key: string, part: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, change(key, part)]));
}
