import { nameShown } from './came.ts';

const ENTRY = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*([=:])[ \t]*("[^"]*"|'[^']*'|`[^`]*`|[^\r\n]*)/gm;
/** Another setting inside of quotes: the quote before it was never closed. */
const SWALLOWED = /\n[A-Z][A-Z0-9_]*=["'`]?$/m;

/** What of the text of `.env` is read otherwise than it looks, a line each; nothing of a value is told. */
export function misreadIn(text: string): readonly string[] {
  const lines = new Map<string, number>();
  return [...text.matchAll(ENTRY)].flatMap(({ index, 1: name = '', 2: sign, 3: value = '' }) => {
    const line = text.slice(0, index).split('\n').length;
    const before = lines.get(name);
    lines.set(name, line);
    const problems = [
      sign === ':' && `has a : in line ${line} where = is expected`,
      before !== undefined && `stands in line ${before} and in line ${line}; take one out`,
      isOpen(value) && `has a quote in line ${line} that nothing closes`,
      /^[^"'`\s#][^\s#]*#/.test(value) && `is cut at a # in line ${line}: put quotes around its value`,
    ];
    return problems.flatMap((problem) => (problem === false ? [] : [`.env: ${nameShown(name)}: ${problem}`]));
  });
}

function isOpen(value: string): boolean {
  const [quote = ''] = value;
  return /["'`]/.test(quote) && (!value.slice(1).includes(quote) || SWALLOWED.test(value));
}
