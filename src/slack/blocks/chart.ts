import type { ChartBlock } from '../message/content.ts';
import { oneLine } from './escape.ts';

/** One place on the x axis, with a value of each line. */
export interface ChartPoint {
  readonly label: string;
  readonly values: readonly number[];
}

// Slack takes 50 characters in a title, 20 in a name or label, and 20 points in a line.
const TITLE = 50;
const LABEL = 20;
const MOST_POINTS = 20;

export interface ChartWords {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** The lines, in the order of each point's values. */
  readonly lines: readonly string[];
}

/** Lines over the same points, each point with a label of its own: the newest twenty of them. */
export function lineChart({ title, x, y, lines }: ChartWords, points: readonly ChartPoint[]): ChartBlock {
  const shown = points.slice(-MOST_POINTS).map(({ label, values }) => ({ label: oneLine(label, LABEL), values }));
  return {
    type: 'data_visualization',
    title: oneLine(title, TITLE),
    chart: {
      type: 'line',
      series: lines.map((name, nth) => ({
        name: oneLine(name, LABEL),
        data: shown.map(({ label, values }) => ({ label, value: values[nth] ?? 0 })),
      })),
      axis_config: {
        categories: shown.map(({ label }) => label),
        x_label: oneLine(x, TITLE),
        y_label: oneLine(y, TITLE),
      },
    },
  };
}
