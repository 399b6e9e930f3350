import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { type Manifest, manifestsOf } from './kustomize.ts';

type Values = Readonly<Record<string, unknown>>;

/** Where an expression is evaluated: `.`, `$`, and the variables of the ranges around it. */
interface Scope {
  readonly dot: unknown;
  readonly root: unknown;
  readonly variables: Values;
}

/** The objects of a chart as `helm template` makes them, of a chart that uses no more of its language than this reads. */
export function helmTemplate(folder: string, namespace: string, changed: Values = {}): readonly Manifest[] {
  const values = merged(parse(readFileSync(path.join(folder, 'values.yaml'), 'utf8')), changed);
  const chart = parse(readFileSync(path.join(folder, 'Chart.yaml'), 'utf8'));
  const root = { Values: values, Release: { Namespace: namespace }, Chart: { AppVersion: chart.appVersion } };
  const templates = readdirSync(path.join(folder, 'templates')).toSorted();
  return templates.flatMap((name) =>
    manifestsOf(render(readFileSync(path.join(folder, 'templates', name), 'utf8'), root)),
  );
}

function merged(base: Values, changed: Values): Values {
  const entries = Object.entries(changed).map(([key, value]) => {
    const before = base[key];
    return [key, isRecord(before) && isRecord(value) ? merged(before, value) : value];
  });
  return { ...base, ...Object.fromEntries(entries) };
}

/** A text, or an action such as `if …`; `{{-` and `-}}` take the white space beside them away. */
type Piece = { readonly text: string } | { readonly action: string };

function render(template: string, root: unknown): string {
  return renderAll(piecesOf(template), { dot: root, root, variables: {} });
}

function piecesOf(template: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let text = template;
  for (let found = ACTION.exec(text); found; found = ACTION.exec(text)) {
    const [whole, left, action = '', right] = found;
    const before = text.slice(0, found.index);
    pieces.push({ text: left ? before.trimEnd() : before }, { action: action.trim() });
    const after = text.slice(found.index + whole.length);
    text = right ? after.trimStart() : after;
  }
  return [...pieces, { text }];
}

const ACTION = /\{\{(-\s)?(.*?)(\s-)?\}\}/s;

function renderAll(pieces: readonly Piece[], scope: Scope): string {
  const [piece, ...others] = pieces;
  if (!piece) return '';
  if ('text' in piece) return piece.text + renderAll(others, scope);
  const [word = '', over = ''] = /^(if|range)\s+(.*)$/s.exec(piece.action)?.slice(1) ?? [];
  if (word === '') return said(evaluate(piece.action, scope)) + renderAll(others, scope);
  const { body, otherwise, rest } = blockOf(others);
  const chosen = word === 'range' ? renderRange(over, body, scope) : renderIf(over, body, otherwise, scope);
  return chosen + renderAll(rest, scope);
}

/** What stands up to the `end` that closes a block, and after it. */
function blockOf(pieces: readonly Piece[]) {
  const parts: Piece[][] = [[]];
  let depth = 0;
  for (const [n, piece] of pieces.entries()) {
    const word = 'action' in piece ? (piece.action.split(/\s/)[0] ?? '') : '';
    if (word === 'end' && depth === 0)
      return { body: parts[0] ?? [], otherwise: parts[1] ?? [], rest: pieces.slice(n + 1) };
    if (word === 'else' && depth === 0) parts.push([]);
    else parts.at(-1)?.push(piece);
    if (word === 'if' || word === 'range') depth += 1;
    if (word === 'end') depth -= 1;
  }
  throw new Error('a block has no end');
}

function renderIf(condition: string, then: readonly Piece[], otherwise: readonly Piece[], scope: Scope): string {
  return renderAll(isTrue(evaluate(condition, scope)) ? then : otherwise, scope);
}

function renderRange(over: string, body: readonly Piece[], scope: Scope): string {
  const [names = '', list = ''] = /^(\$\w+(?:,\s*\$\w+)?)\s*:=\s*(.*)$/.exec(over)?.slice(1) ?? [];
  const [first = '', second] = names.split(/,\s*/);
  const each = evaluate(list, scope);
  const entries = Array.isArray(each) ? [...each.entries()] : isRecord(each) ? Object.entries(each).toSorted() : [];
  const bodies = entries.map(([key, value]) => {
    const named = second ? { [first]: key, [second]: value } : { [first]: value };
    return renderAll(body, { ...scope, dot: value, variables: { ...scope.variables, ...named } });
  });
  return bodies.join('');
}

function evaluate(expression: string, scope: Scope): unknown {
  const [first = '', ...pipes] = expression.split('|').map((part) => part.trim());
  const [word = '', argument] = first.split(/\s+/);
  const start = argument === undefined ? lookUp(word, scope) : call(word, lookUp(argument, scope), undefined);
  return pipes.reduce<unknown>((value, pipe) => {
    const [name = '', given] = pipe.split(/\s+/);
    return call(name, value, given === undefined ? undefined : lookUp(given, scope));
  }, start);
}

function lookUp(word: string, { dot, root, variables }: Scope): unknown {
  if (/^\d+$/.test(word)) return Number(word);
  const [start = '', ...names] = word.split('.');
  if (start !== '' && !start.startsWith('$')) throw new Error(`this is not read: ${word}`);
  const from = start === '' ? dot : start === '$' ? root : variables[start];
  return names
    .filter((name) => name !== '')
    .reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), from);
}

function call(name: string, value: unknown, given: unknown): unknown {
  switch (name) {
    case 'quote':
      return JSON.stringify(String(value));
    case 'toYaml':
      return stringify(value).trimEnd();
    case 'nindent':
      return `\n${said(value).replace(/^/gm, ' '.repeat(Number(given)))}`;
    case 'sha256sum':
      return createHash('sha256').update(said(value)).digest('hex');
    case 'default':
      return isTrue(value) ? value : given;
    default:
      throw new Error(`there is no function ${name} here`);
  }
}

function said(value: unknown): string {
  if (value === undefined) throw new Error('a value is not there');
  return String(value);
}

function isTrue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : isRecord(value) ? Object.keys(value).length > 0 : Boolean(value);
}

const record = z.record(z.string(), z.unknown());

function isRecord(value: unknown): value is Values {
  return record.safeParse(value).success;
}
