import type { Evidence } from '#investigation/evidence.ts';
import type { CourseStep } from '#investigation/report/course.ts';
import type { Report, Standing } from '#investigation/report/report.ts';
import { plainly } from '#investigation/say.ts';
import type { Moment } from '#investigation/timeline/moment.ts';
import { buildTimeline, type Timeline } from '#investigation/timeline/timeline.ts';
import { usualTotal } from '#investigation/timeline/usual.ts';
import { roundStep } from './axis.ts';
import { oneLine, widthOf, wrap } from './fit.ts';
import { colours, element, FONT, line, rectangle, words, xml } from './svg.ts';

/** Twice as wide as a phone shows it, so that a text of 24 is one of 12 there. */
const WIDTH = 720;
const MARGIN = 20;
const LEFT = 168;
const RIGHT = 572;
const ROW = 52;
const BAR = 20;
/** Room for the fault's word. */
const FAULT = 34;
const TEXT = 24;
const SMALL = 22;
const MOST_TICKS = 5;
const MOST_LINES = 3;

/** The course of a job, a lane a part, each as uncertain as it is; to be read on a phone. SVG, 720 wide. */
export function courseSvg(evidence: Evidence, report: Report): string {
  const timeline = buildTimeline(evidence);
  const axis = axisOf(timeline);
  const lanes = lanesOf(timeline, report);
  const head = wrap(`${report.environment}: ${report.headline}`, 26, WIDTH - 2 * MARGIN - 30, MOST_LINES);
  const top = 34 + head.length * 34 + 34;
  const bottom = top + lanes.length * ROW;
  const scale = bottom + (report.fault ? FAULT : 0);
  const height = scale + 44;
  const body = [
    rectangle(0, 0, WIDTH, height, { fill: colours.paper }),
    sign(report.standing),
    ...head.map((text, i) => words(MARGIN + 34, 44 + i * 34, text, { 'font-size': 26, 'font-weight': '700' })),
    usualBand(timeline, axis, top, bottom),
    ...axis.ticks.map((ms) => tick(axis, ms, top, scale)),
    limitLine(timeline, axis, top, bottom),
    ...lanes.map((lane, i) => drawLane(lane, top + i * ROW, axis)),
    faultLine(report, axis, top, bottom),
  ];
  const size = { width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}` };
  const look = { 'font-family': FONT, fill: colours.ink, role: 'img' };
  const name = `<title>${xml(`${report.environment}: ${report.headline}`)}</title>`;
  return `${element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size, ...look }, name, ...body)}\n`;
}

interface Axis {
  readonly endMs: number;
  readonly ticks: readonly number[];
  x(ms: number): number;
}

function axisOf({ milestones, endedMs, evidence: { subject } }: Timeline): Axis {
  const moments = Object.values(milestones).map((at) => (at.state === 'reached' ? at.latest : 0));
  const endMs = Math.max(1_000, endedMs, ...moments, subject.job ? subject.limits.consumerGoodMs : 0) * 1.04;
  const step = roundStep(endMs / MOST_TICKS);
  return {
    endMs,
    ticks: Array.from({ length: Math.floor(endMs / step) + 1 }, (_, i) => i * step),
    x: (ms) => LEFT + (Math.min(Math.max(ms, 0), endMs) / endMs) * (RIGHT - LEFT),
  };
}

/** A part of the stack on its way: from its moment on it is there, until it ends. */
interface Lane {
  readonly label: string;
  readonly from: Moment;
  /** What came before it begins here: the bar of configure is the time it took. */
  readonly isSpan?: true;
  readonly endsMs?: number;
  readonly value: string;
  readonly isBad: boolean;
}

function lanesOf({ milestones, evidence: { subject } }: Timeline, { course }: Report): readonly Lane[] {
  const step = (label: string) => course.steps.find((each) => each.label === label);
  const ended = course.steps.find(({ label, state }) => label === 'pod' && state === 'ended');
  const attached = milestones['consumer-attached'];
  const ready = milestones['consumer-ready'];
  const lane = (label: string, from: Moment): Lane => {
    const known = step(label);
    const isBad = known !== undefined && BAD.includes(known.state);
    const isAwaited = known?.state === 'awaited' || (label === 'stream' && ready.state === 'reached');
    const sign = known?.state === 'slow' ? '! ' : isBad ? '✗ ' : '';
    return { label, from, value: `${sign}${whenOf(from, isAwaited)}`, isBad };
  };
  const pod = lane('pod', milestones['container-started']);
  return [
    ...(subject.configure ? [{ ...lane('configure', milestones.configured), isSpan: true as const }] : []),
    ...(subject.job
      ? [
          ended?.atMs === undefined
            ? pod
            : { ...pod, endsMs: ended.atMs, value: `✗ ${plainly(ended.atMs)}`, isBad: true },
          lane('queue', milestones['queue-created']),
          lane('consumer', attached.state === 'reached' ? attached : ready),
          ...(attached.state === 'reached' && ready.state !== 'reached' ? [lane('metadata', ready)] : []),
          { ...lane('stream', milestones['stream-open']), isBad: false },
        ]
      : []),
  ];
}

const BAD: readonly CourseStep['state'][] = ['slow', 'awaited', 'never'];

function whenOf(at: Moment, isAwaited: boolean): string {
  if (at.state === 'reached') return plainly(at.latest);
  if (at.state === 'not-seen') return 'not seen';
  return isAwaited ? 'not yet' : 'never';
}

function drawLane({ label, from, isSpan, endsMs, value, isBad }: Lane, y: number, axis: Axis): string {
  const middle = y + ROW / 2;
  const ink = isBad ? colours.bad : from.state === 'reached' ? colours.ink : colours.quiet;
  return [
    words(MARGIN, middle + 8, label, { 'font-size': TEXT }),
    from.state === 'reached'
      ? reached(from, middle, axis, isSpan === true, endsMs)
      : from.state === 'not-reached'
        ? missing(from.after, middle, axis, isBad)
        : '',
    words(RIGHT + 12, middle + 8, value, {
      'font-size': TEXT,
      'font-weight': '600',
      fill: ink,
    }),
  ].join('');
}

/** The faded stretch is where it can have begun. */
function reached(
  { earliest, latest }: Extract<Moment, { state: 'reached' }>,
  y: number,
  axis: Axis,
  isSpan: boolean,
  endsMs: number | undefined,
): string {
  const [doubt, sure, end] = [axis.x(isSpan ? 0 : earliest), axis.x(latest), axis.x(endsMs ?? axis.endMs)];
  const look = { fill: colours.phase, rx: 3 };
  if (isSpan) return rectangle(doubt, y - BAR / 2, Math.max(4, sure - doubt), BAR, look);
  return [
    rectangle(doubt, y - BAR / 2, Math.max(0, sure - doubt), BAR, { ...look, 'fill-opacity': '0.3' }),
    rectangle(sure, y - BAR / 2, Math.max(4, end - sure), BAR, look),
    endsMs === undefined ? '' : cross(end, y),
  ].join('');
}

/** As long as it was looked for. */
function missing(afterMs: number, y: number, { x }: Axis, isBad: boolean): string {
  const stroke = isBad ? colours.bad : colours.quiet;
  return line(x(0), y, x(afterMs), y, { stroke, 'stroke-width': 3, 'stroke-dasharray': '3 9' });
}

function cross(x: number, y: number): string {
  const d = `M${x - 9} ${y - 9}l18 18m0 -18l-18 18`;
  return element('path', { d, stroke: colours.bad, 'stroke-width': 5, fill: 'none' });
}

function tick({ x }: Axis, ms: number, top: number, bottom: number): string {
  const at = words(x(ms), bottom + 30, `${ms / 1_000}${ms === 0 ? ' s' : ''}`, {
    'font-size': SMALL,
    'text-anchor': 'middle',
    fill: colours.quiet,
  });
  return line(x(ms), top, x(ms), bottom, { stroke: colours.grid }) + at;
}

/** When consumers usually come. */
function usualBand({ evidence }: Timeline, { x }: Axis, top: number, bottom: number): string {
  if (!evidence.subject.job) return '';
  const { fromMs, toMs } = usualTotal(evidence);
  const [from, to] = [x(fromMs), x(toMs)];
  const named = words((from + to) / 2, top - 10, 'usual', {
    'font-size': SMALL,
    'text-anchor': 'middle',
    fill: colours.good,
  });
  return rectangle(from, top, Math.max(3, to - from), bottom - top, { fill: '#dcefe1' }) + named;
}

function limitLine({ evidence: { subject } }: Timeline, { x, endMs }: Axis, top: number, bottom: number): string {
  const { consumerFailMs } = subject.limits;
  if (!subject.job || consumerFailMs > endMs) return '';
  const at = x(consumerFailMs);
  const named = words(Math.min(at, RIGHT + 60), top - 10, `limit ${consumerFailMs / 1_000} s`, {
    'font-size': SMALL,
    'text-anchor': 'middle',
    fill: colours.ink,
  });
  return line(at, top, at, bottom, { stroke: colours.ink, 'stroke-width': 2, 'stroke-dasharray': '8 6' }) + named;
}

/** The moment of the fault, with its word below the lanes. */
function faultLine({ fault }: Report, { x, endMs }: Axis, top: number, bottom: number): string {
  if (!fault || fault.atMs < 0 || fault.atMs > endMs) return '';
  const at = x(fault.atMs);
  const text = oneLine(`${fault.word} ${plainly(fault.atMs)}`, SMALL, RIGHT - LEFT);
  const half = widthOf(text, SMALL) / 2;
  const middle = Math.min(Math.max(at, MARGIN + half), WIDTH - MARGIN - half);
  const look = { 'font-size': SMALL, 'font-weight': '600', 'text-anchor': 'middle', fill: colours.bad };
  return [
    line(at, top, at, bottom + 4, { stroke: colours.bad, 'stroke-width': 3 }),
    element('path', { d: `M${at - 8} ${top}h16l-8 12z`, fill: colours.bad }),
    words(middle, bottom + FAULT - 8, text, look),
  ].join('');
}

const SIGNS: Readonly<Record<Standing, readonly [string, string]>> = {
  works: ['✓', colours.good],
  slow: ['!', colours.warn],
  fails: ['✗', colours.bad],
  request: ['?', colours.neutral],
  open: ['?', colours.warn],
  blind: ['?', colours.neutral],
};

/** A colour and a sign in it. */
function sign(standing: Standing): string {
  const [mark, fill] = SIGNS[standing];
  const at = { 'font-size': 20, 'font-weight': '700', 'text-anchor': 'middle', fill: colours.paper };
  return element('circle', { cx: MARGIN + 13, cy: 35, r: 14, fill }) + words(MARGIN + 13, 42, mark, at);
}
