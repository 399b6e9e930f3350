import { colours, element } from './svg.ts';

/** How lines look, apart from their colour: a picture is also printed in grey. */
export const lineLooks = {
  median: { stroke: colours.phase, 'stroke-width': 2.5 },
  p95: { stroke: colours.phase, 'stroke-width': 1.3, 'stroke-dasharray': '5 3' },
  part: { stroke: colours.ink, 'stroke-width': 1.2, 'stroke-dasharray': '10 4' },
  image: { stroke: colours.ink, 'stroke-width': 1.3, 'stroke-dasharray': '4 3' },
  restart: { stroke: colours.neutral, 'stroke-width': 1.3, 'stroke-dasharray': '1 3' },
} as const;

/** Of a text that lies over lines: they end before it. */
export const halo = {
  stroke: colours.paper,
  'stroke-width': 4,
  'stroke-linejoin': 'round',
  'paint-order': 'stroke',
} as const;

/** A failure's mark. */
export function cross(x: number, y: number): string {
  const d = `M${round(x - 4.5)} ${round(y - 4.5)}l9 9m0 -9l-9 9`;
  return element('path', { d, fill: 'none', stroke: colours.bad, 'stroke-width': 2.4 });
}

/** What lies higher than the panel goes. */
export function upArrow(x: number, y: number): string {
  return element('path', { d: `M${round(x)} ${round(y)}l5 8h-10z`, fill: colours.phase });
}

export function round(x: number): number {
  return Math.round(x * 10) / 10;
}
