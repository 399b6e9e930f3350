import { createKeptText, type KeptLine, type KeptText, type Limits } from './kept-text.ts';

export interface LabelledText {
  readonly label: string;
  readonly text: KeptText;
}

/** Several texts as one in the order of their stamps, each line after the label of its text. The order within a text stays. */
export function mergeTexts(texts: readonly LabelledText[], limits: Limits): KeptText {
  const encoder = new TextEncoder();
  const merged = createKeptText(limits);
  const heads = texts.flatMap(({ label, text }) => {
    const lines = text.entries();
    const first = lines.next();
    return first.done ? [] : [{ label: encoder.encode(`${label}  `), lines, next: first.value }];
  });
  while (heads.length > 0) {
    const head = earliest(heads);
    merged.add(head.next.at, head.label, head.next.bytes);
    const following = head.lines.next();
    if (following.done) heads.splice(heads.indexOf(head), 1);
    else head.next = following.value;
  }
  return merged;
}

function earliest<H extends { readonly next: KeptLine }>(heads: readonly H[]): H {
  return heads.reduce((first, head) => (head.next.at < first.next.at ? head : first));
}
