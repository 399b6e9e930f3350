import { cleanLine } from '#lib/clean.ts';

/** SVG by hand: every text is escaped, every number short, so that the same picture is the same bytes. */

export const FONT = 'Inter, Helvetica, Arial, sans-serif';

export const colours = {
  ink: '#1f2933',
  quiet: '#6b7280',
  grid: '#e5e7eb',
  paper: '#ffffff',
  good: '#1a7f37',
  warn: '#b45309',
  bad: '#b91c1c',
  neutral: '#57606a',
  phase: '#2563a8',
  usual: '#9fb3a6',
} as const;

type Attributes = Readonly<Record<string, string | number>>;

/** One element; what is inside is SVG already. */
export function element(name: string, attributes: Attributes, ...inside: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(value)}"`);
  const opening = `<${name}${written.join('')}`;
  return inside.length === 0 ? `${opening}/>` : `${opening}>${inside.join('')}</${name}>`;
}

/** A text at its baseline's start; `attributes` may say `text-anchor`, `font-weight` and so on. */
export function words(x: number, y: number, text: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, xml(text));
}

export function rectangle(x: number, y: number, width: number, height: number, attributes: Attributes): string {
  return element('rect', { x, y, width: Math.max(0, width), height, ...attributes });
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes): string {
  return element('line', { x1, y1, x2, y2, ...attributes });
}

/** A text from outside inside of XML 1.0, which has no place for control characters. */
export function xml(text: string): string {
  return cleanLine(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function attribute(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : xml(value);
}
