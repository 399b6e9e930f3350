import type { Evidence } from '#investigation/evidence.ts';
import { explain } from '#investigation/investigate.ts';
import { buildTimeline } from '#investigation/timeline/timeline.ts';
import { axisOf } from './axis.ts';
import { grid, legend, limits, scale, title, WIDTH } from './frame.ts';
import { milestoneRows } from './milestone-rows.ts';
import { phaseRows } from './phase-rows.ts';
import { heading, type Row } from './row.ts';
import { colours, element, FONT, rectangle, xml } from './svg.ts';

/** An investigation as a picture: phases and milestones on one axis, each as uncertain as it is. SVG, 1200 wide. */
export function timelineSvg(evidence: Evidence): string {
  const timeline = buildTimeline(evidence);
  const report = explain(evidence);
  const { job, configure, limits: set } = evidence.subject;
  const axis = axisOf(timeline);
  const rows: readonly Row[] = [
    ...(report.usualFrom === undefined
      ? []
      : [
          heading('Phases', 'took', 'usually', `usual: ${report.usualFrom}`),
          ...phaseRows(timeline, report.phases, axis),
        ]),
    heading('Milestones', 'came after', 'seen by'),
    ...milestoneRows(timeline, report.milestones, axis),
  ];
  const head = title(report);
  const lines = job ? limits(set, axis) : undefined;
  const top = head.height + (lines?.height ?? 0) + 8;
  const { drawn, bottom } = stack(rows, top);
  const height = bottom + 84;
  const body = [
    rectangle(0, 0, WIDTH, height, { fill: colours.paper }),
    head.drawn,
    grid(axis, top, bottom),
    lines?.draw(top, bottom) ?? '',
    drawn,
    scale(axis, bottom + 4, configure ? 'seconds after configure' : 'seconds'),
    legend(bottom + 56),
  ];
  const size = { width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}` };
  const look = { 'font-family': FONT, fill: colours.ink, role: 'img' };
  const name = `<title>${xml(`${report.verdict}: ${report.headline.slice(0, 120)}`)}</title>`;
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size, ...look }, name, ...body)}\n`;
}

function stack(rows: readonly Row[], top: number): { readonly drawn: string; readonly bottom: number } {
  let bottom = top;
  const drawn = rows.map((row) => {
    const y = bottom;
    bottom += row.height;
    return row.draw(y);
  });
  return { drawn: drawn.join('\n'), bottom: bottom + 6 };
}
