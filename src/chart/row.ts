import type { Axis } from './axis.ts';
import { oneLine } from './fit.ts';
import { colours, element, line, words } from './svg.ts';

/** A line of the picture; drawn at the y of its top. */
export interface Row {
  readonly height: number;
  draw(y: number): string;
}

const LABEL_X = 32;
const LABEL_WIDTH = 192;
const NOTE_X = 244;
const NOTE_WIDTH = 648;
const VALUE_X = 900;
const VALUE_WIDTH = 186;
const ASIDE_X = 1092;
const ASIDE_WIDTH = 100;

/** Begins a part; says what stands right of the plot, and above it whatever there is to note. */
export function heading(title: string, right: string, aside: string, note = ''): Row {
  const small = { 'font-size': 12, 'font-weight': '600', fill: colours.quiet };
  const quiet = { 'font-size': 12, fill: colours.quiet };
  const draw = (y: number) =>
    [
      words(LABEL_X, y + 20, title, small),
      note === '' ? '' : words(NOTE_X, y + 20, oneLine(note, 12, NOTE_WIDTH), quiet),
      words(VALUE_X, y + 20, right, small),
      words(ASIDE_X, y + 20, aside, small),
    ].join('');
  return { height: 30, draw };
}

export function label(text: string, y: number): string {
  return words(LABEL_X, y, oneLine(text, 13, LABEL_WIDTH), { 'font-size': 13 });
}

/** What a row says in words, right of the plot. */
export function value(text: string, aside: string, y: number, fill: string): string {
  const said = words(VALUE_X, y, oneLine(text, 13, VALUE_WIDTH), { 'font-size': 13, 'font-weight': '600', fill });
  if (aside === '') return said;
  return said + words(ASIDE_X, y, oneLine(aside, 12, ASIDE_WIDTH), { 'font-size': 12, fill: colours.quiet });
}

/** A second, smaller line below what is said aside. */
export function belowAside(text: string, y: number): string {
  return words(ASIDE_X, y + 13, oneLine(text, 11, ASIDE_WIDTH), { 'font-size': 11, fill: colours.quiet });
}

/** What has no end that was seen: a broken line to the edge, and an arrow. */
export function rowEnd(from: number, y: number, stroke: string, { right }: Axis): string {
  const tip = element('path', {
    d: `M${right - 7} ${y - 5}L${right} ${y}L${right - 7} ${y + 5}`,
    fill: 'none',
    stroke,
    'stroke-width': 2,
  });
  return line(from, y, right, y, { stroke, 'stroke-width': 2, 'stroke-dasharray': '4 4' }) + tip;
}
