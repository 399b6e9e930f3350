import type { Baseline } from '../evidence.ts';
import { seconds, span } from '../say.ts';
import {
  isApart,
  isSlow,
  type Phase,
  type Share,
  type Timeline,
  unexplainedMs,
  wholeWay,
} from '../timeline/timeline.ts';
import { phaseLabels, usualRange } from '../timeline/usual.ts';
import type { PhaseRow, Report } from './report.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** How long each stretch took, against what is usual, and where that comes from. */
export function reportPhases(timeline: Timeline): Pick<Report, 'phases' | 'usualFrom' | 'whole'> {
  return hasPhases(timeline)
    ? { phases: timeline.phases.map(phaseRow), usualFrom: usualFrom(timeline), ...wholeWords(timeline) }
    : { phases: [] };
}

/** What is usual, with the number of runs where it is from runs: `1.23–3.4 s, 214 runs`. */
export function usualWithRuns({ usual, runs }: Pick<PhaseRow, 'usual' | 'runs'>): string {
  return runs === undefined ? usual : `${usual}, ${runs} runs`;
}

/** Of somebody else's job that has no pod, the rest tells of no way that it took. */
function hasPhases({ evidence: { subject }, milestones, phases }: Timeline): boolean {
  if (phases.length === 0 || !subject.job) return false;
  return subject.configure !== undefined || milestones['pod-created'].state === 'reached';
}

function phaseRow(phase: Phase): PhaseRow {
  const { runs } = phase.usual;
  return {
    id: phase.id,
    label: phase.covers.map((id) => phaseLabels[id]).join(' + '),
    took: phase.share ? `${about(phase.share)}${isApart(phase) ? '' : ', not separable'}` : span(phase.took),
    usual: usualRange(phase.usual),
    ...(runs !== undefined && { runs }),
    judgement: judge(phase),
  };
}

/** `0.75 s ± 0.09 s`. */
function about({ ms, plusMinusMs }: Share): string {
  return plusMinusMs < LEAST_SAID_MS ? seconds(ms) : `${seconds(ms)} ± ${seconds(plusMinusMs)}`;
}

/** Finer than that is never claimed. */
const LEAST_SAID_MS = 5;

/** `2.68 s ± 0.03 s`, and how much of it nobody saw the parts of. */
function wholeWords(timeline: Timeline): Pick<Report, 'whole'> {
  const whole = wholeWay(timeline);
  if (!whole) return {};
  const unseen = unexplainedMs(timeline);
  return { whole: unseen === 0 ? about(whole) : `${about(whole)}, of which ${seconds(unseen)} cannot be told apart` };
}

function judge(phase: Phase): PhaseRow['judgement'] {
  if (isSlow(phase)) return 'slow';
  if (phase.took.atMost === undefined) return 'unfinished';
  return phase.took.atLeast > phase.usual.toMs ? 'longer' : 'usual';
}

function usualFrom({ evidence: { subject, background }, phases }: Timeline): string {
  const measured = phases.filter(({ usual }) => usual.runs !== undefined).length;
  if (background?.usual && measured > 0) {
    const rest = measured < phases.length ? ', else from the documents' : '';
    return `${runsOf(background.usual)}${rest}`;
  }
  // Without a request, or without a memory, nobody has looked for runs.
  return background && subject.request ? 'from the documents: too few runs here' : 'from the documents';
}

function runsOf({ runs, since, imageCached }: Baseline): string {
  const image = imageCached === undefined ? '' : imageCached ? ' with the image cached' : ' that pulled the image';
  const day = new Date(since);
  return `from ${runs} healthy runs since ${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}${image}`;
}
