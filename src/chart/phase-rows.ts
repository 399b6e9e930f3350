import type { PhaseRow } from '#investigation/report/report.ts';
import type { Moment } from '#investigation/timeline/moment.ts';
import type { Phase, Timeline } from '#investigation/timeline/timeline.ts';
import type { Axis } from './axis.ts';
import { belowAside, label, type Row, rowEnd, value } from './row.ts';
import { colours, rectangle } from './svg.ts';

const HEIGHT = 32;
const BAR = 14;

/** A bar a phase: dark where it surely was, light where its ends may lie; below it what is usual. */
export function phaseRows({ phases, milestones }: Timeline, told: readonly PhaseRow[], axis: Axis): readonly Row[] {
  return phases.flatMap((phase, index) => {
    const words = told[index];
    if (!words) return [];
    const from: Moment =
      phase.from === 'zero' ? { state: 'reached', earliest: 0, latest: 0, witnesses: [] } : milestones[phase.from];
    if (from.state !== 'reached') return [];
    const draw = (y: number) =>
      [
        label(words.label, y + 15),
        bar(from, milestones[phase.to], colourOf(words), y + 4, axis),
        usual(from, phase, y + 4 + BAR + 3, axis),
        value(words.took, words.usual, y + 15, inkOf(words)),
        words.runs === undefined ? '' : belowAside(`${words.runs} runs`, y + 15),
      ].join('');
    return [{ height: HEIGHT, draw }];
  });
}

/** Red is what is slow, or did not end. */
function inkOf({ judgement }: PhaseRow): string {
  return judgement === 'usual' || judgement === 'longer' ? colours.ink : colours.bad;
}

function colourOf({ judgement }: PhaseRow): string {
  return judgement === 'slow' ? colours.bad : colours.phase;
}

function bar(from: Reached, to: Moment, fill: string, y: number, axis: Axis): string {
  if (to.state === 'not-seen') return '';
  const sureEnd = to.state === 'reached' ? to.earliest : to.after;
  const [start, end] = [axis.x(from.earliest), axis.x(to.state === 'reached' ? to.latest : sureEnd)];
  const light = { fill, 'fill-opacity': '0.3', rx: 2 };
  const parts = [rectangle(start, y, Math.max(3, end - start), BAR, light)];
  if (sureEnd > from.latest) {
    const [sure, sureTo] = [axis.x(from.latest), axis.x(sureEnd)];
    parts.push(rectangle(sure, y, Math.max(1, sureTo - sure), BAR, { fill, rx: 2 }));
  }
  return to.state === 'reached' ? parts.join('') : parts.join('') + rowEnd(end, y + BAR / 2, fill, axis);
}

/** Where it usually ends. */
function usual(from: Reached, { usual: { fromMs, toMs } }: Phase, y: number, axis: Axis): string {
  const start = (from.earliest + from.latest) / 2;
  const [left, right] = [axis.x(start + fromMs), axis.x(start + toMs)];
  if (right - left < 0.5) return '';
  return rectangle(left, y, right - left, 4, { fill: colours.usual, rx: 2 });
}

type Reached = Extract<Moment, { state: 'reached' }>;
