import type { Form } from '../../bench/secrets/corpus.ts';

/** Of these a longer one is another thing: a token of so many characters, a line of a key. */
const EXACT = /^(?:AKIA|ASIA|key-|SK0|s\.|dapi|-----BEGIN|[A-Za-z0-9+/]{64}$)/;
/** Two letters or digits of a secret beside each other. */
const PAIR = /[A-Za-z0-9](?=[A-Za-z0-9])/g;

/** The forms with a secret of each so much longer, in itself: how it begins and ends stays. */
export function stretched(forms: readonly Form[], length: number): readonly Form[] {
  return forms.flatMap(({ kind, text, secrets }) =>
    secrets
      .filter((secret) => !secret.includes('\n') && secret.length > 3 && !EXACT.test(secret))
      .map((secret) => {
        const at = Array.from(secret.matchAll(PAIR)).at(-1)?.index ?? 0;
        const long = secret.slice(0, at) + (secret[at] ?? '').repeat(length) + secret.slice(at);
        return { kind, text: text.replace(secret, () => long), secrets: [long] };
      }),
  );
}
