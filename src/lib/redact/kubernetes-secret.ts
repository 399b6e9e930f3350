import { type Kind, mask } from './kind.ts';

const QUOTE = '\\\\{0,7}["\']';
const IS_SECRET = new RegExp(`\\bkind(?:${QUOTE})?\\s{0,40}:\\s{0,40}(?:${QUOTE})?Secret(?:List)?\\b|\\bstringData\\b`);
/** A line's end, as it is or escaped in JSON, and what a line is made of. */
const LINE_END = '(?:\\r?\\n|\\\\{1,7}n)';
const IN_LINE = '(?:[^\\n\\\\]|\\\\(?!\\\\{0,6}n))';

const KINDS: readonly Omit<Kind, 'needs'>[] = [
  // One that is cut short goes no further than its line.
  {
    name: 'the values of a secret in JSON',
    find: new RegExp(
      `\\b(?:data|stringData)(?<q>${QUOTE})\\s{0,40}:\\s{0,40}\\{(?:\\k<q>(?:(?!\\k<q>)(?:\\\\+[^\\\\\\n]|[^\\\\\\n]))*(?:\\k<q>|$|(?=\\n))|[^}"'\\\\]|\\\\+n)*`,
      'g',
    ),
    within: new RegExp(
      `(?<keep>:\\s{0,40}(?<quote>${QUOTE}))(?<secret>(?:(?!\\k<quote>)(?:\\\\+[^\\\\\\n]|[^\\\\\\n]))+)`,
      'g',
    ),
  },
  {
    name: 'the values of a secret in YAML',
    find: new RegExp(
      `(?<=^|${LINE_END})(?<indent>[ \\t]{0,80})(?:data|stringData):[ \\t]*(?:${LINE_END}(?:\\k<indent>[ \\t]+${IN_LINE}*|[ \\t]*(?=\\n|\\\\+n)))*`,
      'g',
    ),
    within: new RegExp(
      `(?<keep>${LINE_END}(?<indent>[ \\t]+)["']?[-.\\w]{1,253}["']?:[ \\t]*(?:[|>][+-]?\\d?[ \\t]*${LINE_END}\\k<indent>[ \\t]+|${QUOTE})?)(?<secret>[^\\s"'\\\\]${IN_LINE}*?(?:${LINE_END}\\k<indent>[ \\t]+${IN_LINE}+)*)(?=\\\\{0,7}["']?[ \\t]{0,8}(?:${LINE_END}|$))`,
      'g',
    ),
  },
];

/** Whatever says that this is a secret may stand too far away to be seen: of these, what looks like base64 is a value of one. */
export const unsaidSecretKind: Kind = {
  name: 'values in base64 below data',
  needs: ['data:', 'data":', "data':"],
  isBlock: true,
  also: ['\n'],
  find: /(?<=^|\n)(?<indent>[ \t]{0,80})["']?(?:data|stringData)["']?:[ \t]*\{?[ \t]*(?:\r?\n(?:\k<indent>[ \t]+[^\n]*|[ \t]*(?=\r?\n|$)))+/g,
  within:
    /(?<keep>:[ \t]*["']?)(?<secret>(?=[A-Za-z0-9+/]{8})(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)(?=["']?,?[ \t]*\r?(?:\n|$))/g,
};

/** Masks all values of Kubernetes secrets, whatever their keys. A text that holds no secret keeps its `data`. */
export function maskKubernetesSecrets(text: string): string {
  return IS_SECRET.test(text) ? KINDS.reduce(mask, text) : text;
}
