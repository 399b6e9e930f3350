import { type Deploy, isNewImage } from '#investigation/past/trend/changes.ts';
import { versionOf } from '#investigation/past/trend/trend-words.ts';
import type { Trend } from '#investigation/past/trend.ts';
import { oneLine, widthOf } from './fit.ts';
import { colours, line, words } from './svg.ts';
import { type AtTime, PLOT } from './trend-axis.ts';
import { halo, lineLooks } from './trend-marks.ts';

const SIZE = 12;
const LEVEL = 16;
const MOST_LEVELS = 2;
const LONGEST = 200;
/** Nearer lines, in pixels, are drawn as one: many would be a wall. */
const NEAR = 9;

/** Upright lines where the backend changed, with labels above where there is room: new images first, restarts last. */
export function deployLines({ deploys, changes }: Trend, x: AtTime) {
  const told = new Set(changes.flatMap(({ deploy }) => deploy ?? []));
  const weight = ({ deploys: all }: Bunch) => (all.some((one) => told.has(one)) ? 0 : all.some(isNewImage) ? 1 : 2);
  const taken: Taken[][] = Array.from({ length: MOST_LEVELS }, () => []);
  const placed = bunches(deploys, x)
    .toSorted((a, b) => weight(a) - weight(b) || b.from - a.from)
    .map((bunch) => ({ bunch, label: place(labelOf(bunch, told), bunch.from, taken) }));
  const levels = taken.filter((level) => level.length > 0).length;
  return {
    height: levels * LEVEL + (levels > 0 ? 6 : 0),
    draw: (top: number, bottom: number) =>
      placed.map(({ bunch, label }) => uprights(bunch, label, top, bottom)).join('') +
      placed.map(({ bunch, label }) => (label ? labelled(bunch, label, top) : '')).join(''),
  };
}

/** Deploys that lie so near to each other that they are one line. */
interface Bunch {
  /** Pixels from the left. */
  readonly from: number;
  readonly to: number;
  readonly deploys: readonly Deploy[];
}

function bunches(deploys: readonly Deploy[], x: AtTime): readonly Bunch[] {
  const found: Bunch[] = [];
  for (const deploy of deploys) {
    const [at, last] = [x(deploy.by), found.at(-1)];
    if (last && at - last.to < NEAR) found[found.length - 1] = { ...last, to: at, deploys: [...last.deploys, deploy] };
    else found.push({ from: at, to: at, deploys: [deploy] });
  }
  return found;
}

function labelOf({ deploys }: Bunch, told: ReadonlySet<Deploy>): string {
  const images = deploys.filter(isNewImage);
  const image = images.find((one) => told.has(one)) ?? images.at(-1);
  const more = deploys.length > 1 ? ` (${deploys.length} changes)` : '';
  if (image) return `${oneLine(`→ ${versionOf(image.new.image)}`, SIZE, LONGEST)}${more}`;
  if (deploys.length > 1) return `${deploys.length} restarts`;
  return deploys.some((one) => one.new.restarts < one.old.restarts) ? 'new pod' : 'restart';
}

interface Taken {
  readonly from: number;
  readonly to: number;
}

interface Label {
  readonly text: string;
  readonly x: number;
  readonly level: number;
}

/** On the first level where it meets no other; undefined where there is none. */
function place(text: string, at: number, levels: Taken[][]): Label | undefined {
  const width = widthOf(text, SIZE);
  const from = Math.min(Math.max(at - width / 2, PLOT.left - 40), PLOT.right + 40 - width);
  const to = from + width;
  const level = levels.findIndex((taken) => taken.every((other) => other.to + 8 < from || to + 8 < other.from));
  if (level === -1) return undefined;
  levels[level]?.push({ from, to });
  return { text, x: from + width / 2, level };
}

function heightOf({ level }: Label, top: number): number {
  return top - 7 - level * LEVEL;
}

/** Of several the first and the last, joined at the top. */
function uprights({ from, to, deploys }: Bunch, label: Label | undefined, top: number, bottom: number): string {
  const look = deploys.some(isNewImage) ? lineLooks.image : lineLooks.restart;
  const first = line(from, label ? heightOf(label, top) + 3 : top, from, bottom, look);
  if (to - from < 3) return first;
  const joined = line(from, top, to, top, { stroke: look.stroke, 'stroke-width': 3 });
  return first + joined + line(to, top, to, bottom, look);
}

function labelled({ deploys }: Bunch, label: Label, top: number): string {
  const fill = deploys.some(isNewImage) ? colours.ink : colours.neutral;
  const look = { 'font-size': SIZE, 'font-weight': '600', 'text-anchor': 'middle', fill, ...halo };
  return words(label.x, heightOf(label, top), label.text, look);
}
