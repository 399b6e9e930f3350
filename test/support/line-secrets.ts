import { createHash } from 'node:crypto';
import { type Form, readForms } from '../../bench/secrets/corpus.ts';
import { keys } from './canaries.ts';

/** Lines of a log that hold secrets which some line does not show by itself, or shows only by itself. */
export interface LineSecret {
  readonly name: string;
  readonly lines: readonly string[];
  readonly secrets: readonly string[];
  readonly stays: readonly string[];
}

/** The operator's own: one of a whole line, one over two lines. */
export const ownPatterns: readonly RegExp[] = [
  /^pin (?<secret>\d+)$/,
  /seal of office:\n(?<secret>\S+)\nend of the seal/,
];

const base64 = (text: string): string => Buffer.from(text).toString('base64');
/** A key of 8,192 bits. */
const longKey = Array.from({ length: 100 }, (_, i) => createHash('sha384').update(`block ${i}`).digest('base64'));
const lastOfKey = 'q7Jd0LmZx2Vw==';
const shapeless = keys.RSA.split('\n').at(-2) ?? '';
const words = Array.from({ length: 40 }, (_, i) => `Hunter2-word${i}`);
const entries = Array.from({ length: 100 }, (_, i) => base64(`entry ${i} of a map`));

/** All forms of a kind one after the other, as a pod would write them that prints each and goes on. */
function allOf(kind: string, forms: readonly Form[]): LineSecret {
  const text = forms.map((form) => form.text).join('\n');
  const secrets = forms.flatMap((form) => form.secrets).flatMap((secret) => secret.split('\n'));
  const once = secrets.filter((secret) => secret.length > 6 && text.split(secret).length === 2);
  return {
    name: `every form of the corpus, ${kind}`,
    lines: forms.flatMap((form) => [...form.text.split('\n'), '2025-11-13T15:34:15+0000 INFO and on']),
    secrets: once,
    stays: ['2025-11-13T15:34:15+0000 INFO and on'],
  };
}

const ofCorpus = Object.entries(Object.groupBy(readForms(), ({ kind }) => kind)).map(([kind, forms]) =>
  allOf(kind, forms ?? []),
);

export const lineSecrets: readonly LineSecret[] = [
  ...ofCorpus,
  {
    name: 'a quoted value on the line after its name',
    lines: ['loaded {', '  "password":', '    "Hunter2-below"', '} in 3 ms'],
    secrets: ['Hunter2-below'],
    stays: ['loaded {', '} in 3 ms'],
  },
  {
    name: 'an argument on the line after its option',
    lines: ["argv = ['run.py',", "        '--password',", "        'Hunter2-argument',", "        '--port 5000']"],
    secrets: ['Hunter2-argument'],
    stays: ["argv = ['run.py',", "'--port 5000']"],
  },
  {
    name: 'a list of values, one a line',
    lines: ['"tokens": [', '  "Hunter2-first",', '  "Hunter2-second"', ']'],
    secrets: ['Hunter2-first', 'Hunter2-second'],
    stays: ['"tokens": ['],
  },
  {
    name: 'a long list of values, one a line',
    lines: ['"tokens": [', ...words.map((word) => `  "${word}",`), '  "Hunter2-last"', ']'],
    secrets: [...words, 'Hunter2-last'],
    stays: ['"tokens": ['],
  },
  {
    name: 'a long text below its name',
    lines: ['settings:', '  passphrase: |', ...words.map((word) => `    ${word} of the phrase`), '  retries: 3'],
    secrets: words,
    stays: ['settings:', '  retries: 3'],
  },
  {
    name: 'a manifest that says last that it is a secret',
    lines: ['apiVersion: v1', 'data:', '  mode: cHJv', '  pin: MTIz', 'kind: Secret', 'type: Opaque'],
    secrets: ['cHJv', 'MTIz'],
    stays: ['apiVersion: v1', 'type: Opaque'],
  },
  {
    name: 'what a pattern of the operator finds on two lines',
    lines: ['the seal of office:', 'Hunter2-sealed', 'end of the seal'],
    secrets: ['Hunter2-sealed'],
    stays: ['the seal of office:', 'end of the seal'],
  },
  {
    name: 'what a pattern of the operator finds on a whole line',
    lines: ['asked for a pin', 'pin 86753091', 'it fits'],
    secrets: ['86753091'],
    stays: ['asked for a pin', 'it fits'],
  },
  {
    name: 'a named value below another name',
    lines: ['token:', '"password": "Hunter2-nested"', 'done'],
    secrets: ['Hunter2-nested'],
    stays: ['done'],
  },
  {
    name: 'the end of a long key',
    lines: ['-----BEGIN PRIVATE KEY-----', ...longKey, lastOfKey, '2025-11-13 INFO no end was written'],
    secrets: [...longKey, lastOfKey],
    stays: ['2025-11-13 INFO no end was written'],
  },
  {
    name: 'a key whose end is missing',
    lines: ['-----BEGIN RSA PRIVATE KEY-----', shapeless, '2025-11-13 INFO and on'],
    secrets: [shapeless],
    stays: ['2025-11-13 INFO and on'],
  },
  {
    name: 'many values of a secret that nothing near says to be one',
    lines: ['data:', ...entries.map((entry, i) => `  key${i}: ${entry}`), 'metadata:', '  name: panda'],
    secrets: entries,
    stays: ['  name: panda'],
  },
];
