import { readdirSync, readFileSync } from 'node:fs';
import { parseSync, Visitor } from 'oxc-parser';

/** A regular expression of the sources, and where it stands: `src/lib/clean.ts:12`. */
export interface Pattern {
  readonly at: string;
  readonly pattern: RegExp;
}

interface Written {
  readonly literals: readonly Pattern[];
  /** Where one is made of a text. */
  readonly made: readonly string[];
}

const SRC = new URL('../../src/', import.meta.url);
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.startsWith('lab/'),
);

/** Every regular expression that is written in src, but for the lab's. */
export function writtenPatterns(): Written {
  const literals: Pattern[] = [];
  const made: string[] = [];
  for (const file of files) {
    const text = readFileSync(new URL(file, SRC), 'utf8');
    const at = (start: number) => `src/${file}:${text.slice(0, start).split('\n').length}`;
    const isMade = (callee: { readonly type: string }) =>
      callee.type === 'Identifier' && 'name' in callee && callee.name === 'RegExp';
    new Visitor({
      Literal({ start, ...literal }) {
        if (!('regex' in literal)) return;
        const { pattern, flags } = literal.regex;
        literals.push({ at: at(start), pattern: new RegExp(pattern, flags) });
      },
      NewExpression({ start, callee }) {
        if (isMade(callee)) made.push(at(start));
      },
      CallExpression({ start, callee }) {
        if (isMade(callee)) made.push(at(start));
      },
    }).visit(parseSync(file, text).program);
  }
  return { literals, made };
}

/** Those that are made of texts while the modules that hold some are read, and by what is done then. */
export async function madePatterns(made: readonly string[], act: () => void): Promise<readonly Pattern[]> {
  const found: Pattern[] = [];
  const Plain = globalThis.RegExp;
  const note = (pattern: RegExp) => {
    const [, at] = /\/(src\/[^\s()?]+\.ts(?:\?[^:)]*)?:\d+)/.exec(callerOf(new Error('who asks'))) ?? [];
    if (at) found.push({ at: at.replace(/\?[^:]*/, ''), pattern });
    return pattern;
  };
  globalThis.RegExp = new Proxy(Plain, {
    construct: (target, [source, flags]) => note(new target(source, flags)),
  });
  try {
    for (const file of new Set(made.map((at) => at.slice('src/'.length, at.indexOf(':')))))
      await import(/* @vite-ignore */ new URL(`${file}?anew`, SRC).href);
    act();
  } finally {
    globalThis.RegExp = Plain;
  }
  return found;
}

/** The line of a stack that is of src. */
function callerOf({ stack = '' }: Error): string {
  return stack.split('\n').find((line) => line.includes('/src/') && !line.includes('/node_modules/')) ?? '';
}
