import type { MilestoneRow } from '#investigation/report/report.ts';
import { type MilestoneId, milestoneIds } from '#investigation/timeline/milestone-ids.ts';
import type { Moment } from '#investigation/timeline/moment.ts';
import type { Timeline } from '#investigation/timeline/timeline.ts';
import type { Axis } from './axis.ts';
import { label, type Row, rowEnd, value } from './row.ts';
import { colours, element, rectangle, words } from './svg.ts';

const HEIGHT = 24;

/** A mark a milestone, a row each, so that no two labels meet however close they came. */
export function milestoneRows(timeline: Timeline, told: readonly MilestoneRow[], axis: Axis): readonly Row[] {
  return told.map((row) => {
    const id = milestoneIds.find((known) => known === row.id);
    const at = id && timeline.milestones[id];
    const ink = inkOf(at, timeline);
    const draw = (y: number) =>
      [
        label(row.label, y + 16),
        at ? mark(at, isOver(id, timeline), y + 12, ink, axis) : '',
        value(row.when, row.witnesses.join(', '), y + 16, ink),
      ].join('');
    return { height: HEIGHT, draw };
  });
}

/** Red is what did not come though there was time enough for it. */
function inkOf(at: Moment | undefined, { evidence }: Timeline): string {
  if (at?.state === 'reached') return colours.ink;
  if (at?.state !== 'not-reached') return colours.quiet;
  const { job, limits } = evidence.subject;
  return !job || at.after > limits.consumerGoodMs ? colours.bad : colours.neutral;
}

/** Configure that gave no job does not come any more; the rest may. */
function isOver(id: MilestoneId | undefined, { evidence }: Timeline): boolean {
  return id === 'configured' && evidence.subject.job === undefined;
}

function mark(at: Moment, over: boolean, y: number, ink: string, axis: Axis): string {
  if (at.state === 'not-seen') return words(axis.left + 8, y + 4, 'not seen', { 'font-size': 12, fill: colours.quiet });
  if (at.state === 'reached') return came(at, y, axis);
  const x = axis.x(at.after);
  const ring = element('circle', { cx: x, cy: y, r: 4, fill: colours.paper, stroke: ink, 'stroke-width': 2 });
  return over ? ring : rowEnd(x, y, ink, axis) + ring;
}

function came({ earliest, latest }: { earliest: number; latest: number }, y: number, axis: Axis): string {
  const [from, to] = [axis.x(earliest), axis.x(latest)];
  const doubt = rectangle(from, y - 3, to - from, 6, { fill: colours.phase, 'fill-opacity': '0.3', rx: 2 });
  const diamond = element('path', {
    d: `M${round(to)} ${y - 6}l5 6l-5 6l-5 -6z`,
    fill: colours.phase,
  });
  return (to - from < 2 ? '' : doubt) + diamond;
}

function round(x: number): number {
  return Math.round(x * 10) / 10;
}
