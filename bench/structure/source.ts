import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'oxc-parser';

export interface Source {
  /** Such as `src/queue/work.ts`. */
  readonly file: string;
  readonly lines: number;
  /** Files of ours that it imports, types included, each once. */
  readonly imports: readonly string[];
  /** Lines of each function in it that has a body in braces. */
  readonly functions: readonly number[];
}

export function readSources(root: string): readonly Source[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readSource(path.posix.join(root, name)));
}

function readSource(file: string): Source {
  const text = readFileSync(file, 'utf8');
  const { program, module } = parseSync(file, text);
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
  ];
  const ours = specifiers.flatMap((specifier) => fileOf(file, specifier) ?? []);
  return { file, lines: linesIn(text), imports: [...new Set(ours)], functions: functionsIn(program, text) };
}

function fileOf(file: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return `src/${specifier.slice(1)}`;
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : undefined;
}

const FUNCTIONS: readonly string[] = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];

function functionsIn(node: unknown, text: string): number[] {
  if (Array.isArray(node)) return node.flatMap((each) => functionsIn(each, text));
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.values(node).flatMap((each) => functionsIn(each, text));
  return isFunction(node) ? [linesIn(text.slice(node.start, node.end)), ...inner] : inner;
}

function isFunction(node: object): node is { readonly start: number; readonly end: number } {
  if (!('type' in node) || !FUNCTIONS.includes(String(node.type)) || !('body' in node)) return false;
  const { body } = node;
  return typeof body === 'object' && body !== null && 'type' in body && /^(Block|Function)/.test(String(body.type));
}

function linesIn(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** How many files import themselves over others. */
export function inCircles(sources: readonly Source[]): number {
  const imports = new Map(sources.map((source) => [source.file, source.imports]));
  return sources.filter(({ file }) => reaches(file, file, imports)).length;
}

function reaches(from: string, to: string, imports: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>();
  const waiting = [...(imports.get(from) ?? [])];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (file === to) return true;
    if (seen.has(file)) continue;
    seen.add(file);
    waiting.push(...(imports.get(file) ?? []));
  }
  return false;
}
