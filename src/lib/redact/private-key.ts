import type { Kind } from './kind.ts';

const BEGIN = '-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----';
const END = '-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----';
/** The end of a line, as it is or escaped in JSON. */
const LINE_END = '(?:\\r?\\n[ \\t]*|(?:\\\\+[rn])+)';

/** Keys in PEM, on many lines, in one text of JSON, encrypted, or cut short. */
export const privateKeyKinds: readonly Kind[] = [
  { name: 'a private key', find: new RegExp(`${BEGIN}(?:(?!-----BEGIN)[^"])*?${END}`, 'g') },
  {
    name: 'a private key that was cut short',
    find: new RegExp(
      `${BEGIN}(?:${LINE_END}(?:(?:Proc-Type|DEK-Info|Version|Comment):[^\\n"'\\\\]*)?(?:[A-Za-z0-9+/]+={0,2}(?![^\\s"'\\\\.…]))?|[ ][A-Za-z0-9+/]{16,}={0,2})*`,
      'g',
    ),
  },
  // Log lines come one by one. A digest has no capitals.
  {
    name: 'a line from the middle of a private key',
    find: /(?<![^\s"'])(?=[a-z0-9+/]*[A-Z])(?=[A-Z0-9+/]*[a-z])(?:[A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{70}|[A-Za-z0-9+/]{76})(?![^\s"'\\])/g,
  },
];
