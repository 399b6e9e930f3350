import { analyzerEnd, deletionMs } from '../rules/analyzer-pod.ts';
import { USUALLY_OPEN_MS } from '../rules/no-data-source.ts';
import { plainly, plainlyAtLeast } from '../say.ts';
import type { MilestoneId } from '../timeline/milestone-ids.ts';
import type { Moment } from '../timeline/moment.ts';
import { whatCounts } from '../timeline/ready.ts';
import { isSlow, type Timeline } from '../timeline/timeline.ts';
import { usualTotal } from '../timeline/usual.ts';

/** How far a job came, step by step, and where it stuck. */
export interface Course {
  readonly steps: readonly CourseStep[];
  /** What is usual until the job is there, such as `3–5 s`. */
  readonly usual: string;
  /** It is there with its stream; else with its consumer. */
  readonly streamCounts?: true;
}

export interface CourseStep {
  readonly label: 'configure' | 'pod' | 'queue' | 'consumer' | 'metadata' | 'stream';
  /** awaited: not there at the end, and the limit was not up. */
  readonly state: 'reached' | 'slow' | 'awaited' | 'never' | 'ended' | 'not-seen';
  /** Such as `1.6 s`, `by 1.6 s`, `never, 30 s`, `killed after 2.1 s`. */
  readonly words: string;
  /** When it ended, ms after zero; only of one that did. */
  readonly atMs?: number;
}

/** Wider than that an interval is told by its end: `by 1.6 s`. */
const EXACT_MS = 300;

type Way = readonly (readonly [CourseStep['label'], MilestoneId])[];

export function courseOf(timeline: Timeline): Course {
  const { evidence } = timeline;
  const { fromMs, toMs } = usualTotal(evidence);
  return {
    steps: evidence.subject.job ? stepsOf(timeline) : configureAlone(timeline),
    usual: rangeOf(fromMs, toMs),
    ...(whatCounts(evidence).by === 'stream' && { streamCounts: true as const }),
  };
}

/** One sign, one word a step: `configure 0.4 s → pod 1.6 s → queue 2.4 s → ✗ consumer never, 30 s (usually 3–5 s)`. */
export function courseWords({ steps, usual, streamCounts }: Course): string {
  const last = streamCounts ? 'stream' : steps.some(({ label }) => label === 'metadata') ? 'metadata' : 'consumer';
  return steps
    .map(({ label, state, words }) => {
      const step = `${SIGNS[state]}${label} ${words}`;
      return label === last ? `${step} (usually ${usual})` : step;
    })
    .join(' → ');
}

const SIGNS: Readonly<Record<CourseStep['state'], string>> = {
  reached: '',
  slow: '⚠ ',
  awaited: '✗ ',
  never: '✗ ',
  ended: '✗ ',
  'not-seen': '? ',
};

function wayOf({ milestones, evidence }: Timeline): Way {
  const { by } = whatCounts(evidence);
  const toQueue: Way = [
    ...(evidence.subject.configure ? [['configure', 'configured'] as const] : []),
    ['pod', 'container-started'],
    ['queue', 'queue-created'],
  ];
  const isThere = milestones['consumer-ready'].state === 'reached';
  const stream: Way = by === 'stream' || (isThere && isLater(milestones)) ? [['stream', 'stream-open']] : [];
  if (by !== 'metadata') return [...toQueue, ['consumer', 'consumer-attached'], ...stream];
  return milestones['consumer-attached'].state === 'reached' && !isThere
    ? [...toQueue, ['consumer', 'consumer-attached'], ['metadata', 'metadata-answers']]
    : [...toQueue, ['consumer', 'metadata-answers'], ...stream];
}

/** One that opened before the consumer came held nobody up, and one that was not waited for is not late. */
function isLater({ 'stream-open': stream, 'consumer-ready': ready }: Timeline['milestones']): boolean {
  if (stream.state === 'not-reached') return stream.after >= USUALLY_OPEN_MS;
  if (stream.state !== 'reached' || ready.state !== 'reached') return false;
  return stream.latest > ready.latest;
}

function stepsOf(timeline: Timeline): readonly CourseStep[] {
  const { milestones } = timeline;
  const way = wayOf(timeline);
  const steps: CourseStep[] = [];
  for (const [index, [label, id]] of way.entries()) {
    const at = milestones[id];
    const passed = way.slice(index + 1).some(([, later]) => milestones[later].state === 'reached');
    if (at.state === 'reached')
      steps.push({ label, state: isLate(timeline, id) ? 'slow' : 'reached', words: momentWords(at) });
    else if (at.state === 'not-seen') steps.push({ label, state: 'not-seen', words: 'not seen' });
    else if (!passed) return [...steps, endOf(timeline) ?? missing(label, timeline, at)];
  }
  return steps;
}

/** Its pod ended, or was taken away, while its consumer was awaited. */
function endOf(timeline: Timeline): CourseStep | undefined {
  const end = analyzerEnd(timeline);
  if (end) return { label: 'pod', state: 'ended', words: `ended after ${plainly(end.atMs)}`, atMs: end.atMs };
  const deletedMs = deletionMs(timeline);
  if (deletedMs === undefined || deletedMs >= timeline.evidence.subject.limits.consumerFailMs) return undefined;
  return { label: 'pod', state: 'ended', words: `deleted after ${plainly(deletedMs)}`, atMs: deletedMs };
}

function missing(
  label: CourseStep['label'],
  { evidence, endedMs }: Timeline,
  at: Extract<Moment, { state: 'not-reached' }>,
): CourseStep {
  const waitedMs = Math.min(at.after, endedMs);
  const isOver = waitedMs >= evidence.subject.limits.consumerFailMs;
  return {
    label,
    state: isOver ? 'never' : 'awaited',
    words: `${isOver ? 'never' : 'not yet'}, ${plainlyAtLeast(waitedMs)}`,
  };
}

function configureAlone({ evidence: { subject } }: Timeline): readonly CourseStep[] {
  const { configure, zero } = subject;
  if (!configure) return [];
  return [
    { label: 'configure', state: 'never', words: `${configure.outcome} after ${plainly(configure.answeredAt - zero)}` },
  ];
}

function isLate({ phases }: Timeline, id: MilestoneId): boolean {
  return phases.some((phase) => (COVERED[id] ?? [id]).includes(phase.to) && isSlow(phase));
}

/** A step ends with its milestone, and covers those before it that are no steps themselves. */
const COVERED: Readonly<Partial<Record<MilestoneId, readonly MilestoneId[]>>> = {
  'container-started': ['pod-created', 'pod-scheduled', 'container-started'],
  'metadata-answers': ['consumer-attached', 'metadata-answers'],
};

function momentWords({ earliest, latest }: Extract<Moment, { state: 'reached' }>): string {
  return latest - earliest <= EXACT_MS ? plainly(latest) : `by ${plainly(latest)}`;
}

function rangeOf(fromMs: number, toMs: number): string {
  const [from, to] = [plainly(fromMs), plainly(toMs)].map((words) => words.replace(/\.0 s$| s$/, ''));
  return `${from}–${to} s`;
}
