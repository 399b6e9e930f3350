import { type JobRequest, usualRequest } from '#investigation/subject.ts';
import { parseDuration } from '#lib/duration.ts';
import { findCountMistake, findMistakes, findTimeoutMistakes, type Mistake, PARALLEL, RUNS } from './limits.ts';
import { jobIdOf, type Places, readEnvironment } from './places.ts';
import {
  quoted,
  type Reading,
  readChannels,
  readFrequency,
  readMoment,
  readSeconds,
  readView,
  readWhole,
} from './values.ts';
import { readWords, type Typed } from './words.ts';

/** What may be typed after the environment, for help; the order is that of the usage line. */
export const timingArguments = [
  { name: 'view', example: 'view=multichannel', allowed: 'multichannel, singlechannel or waterfall' },
  { name: 'channels', example: 'channels=1-50', allowed: '1 to 2222; channels=7 is channel 7 alone' },
  { name: 'nfft', example: 'nfft=1024', allowed: 'a power of two, 128 to 65536' },
  { name: 'frequency', example: 'frequency=0-500', allowed: '0 to 1000 Hz' },
  { name: 'duration', example: 'duration=10', allowed: 'seconds on the time axis, more than 0' },
  { name: 'height', example: 'height=1000', allowed: 'pixels, more than 0' },
  {
    name: 'from',
    example: 'from=2025-11-13T15:34',
    allowed: 'start of a recording, UTC or with a zone; without it: live',
  },
  { name: 'to', example: 'to=2025-11-13T15:44', allowed: 'end of the recording' },
  { name: 'timeout', example: 'timeout=30s', allowed: 'how long to wait for the consumer, 5s to 120s' },
] as const;

/** What asks for the same more than once, for help; a form asks once. */
export const seriesArguments = [
  {
    name: 'runs',
    example: 'runs=10',
    allowed: `asks the same so many times and tells them together, ${RUNS.lowest} to ${RUNS.highest}`,
  },
  {
    name: 'parallel',
    example: 'parallel=3',
    allowed: `beside runs: so many of them at once, ${PARALLEL.lowest} to ${PARALLEL.highest}, where the environment has room`,
  },
] as const;

const NAMES: readonly string[] = ['environment', ...[...timingArguments, ...seriesArguments].map(({ name }) => name)];

type ArgumentName = (typeof timingArguments)[number]['name'];

export interface TimingWorld extends Places {
  /** What this environment asks for where nothing else is typed. */
  defaultsOf(environment: string): Partial<JobRequest>;
  /** ms since the epoch */
  readonly now: number;
}

export interface AskedSeries {
  readonly runs: number;
  /** At most so many at once. */
  readonly parallel: number;
}

export type Timing =
  | {
      readonly kind: 'timing';
      readonly environment: string;
      readonly request: JobRequest;
      /** How long after configure to wait for the consumer. */
      readonly timeoutMs: number;
      /** Not once, but in a row. */
      readonly series?: AskedSeries;
    }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly Mistake[] };

/** How long to wait for the consumer where nothing is said. */
export const usualTimeoutMs = 30_000;

/**
 * Understands `[environment] [name=value …]` as typed in Slack or on a command line: a request that may be sent,
 * or all that is wrong with it at once.
 */
export function parseTiming(words: readonly string[], world: TimingWorld): Timing {
  const typed = readWords(words, NAMES);
  const place = readEnvironment(typed, world);
  const series = readSeries(typed);
  const { request, timeoutMs, mistakes } = readRequest(typed, {
    ...usualRequest,
    ...world.defaultsOf(place.environment),
  });
  const unread = [
    ...typed.mistakes,
    ...place.mistakes,
    ...mistakes,
    ...meaningless(typed, request.view),
    ...series.mistakes,
  ];
  const broken = [...findMistakes(request, world.now), ...findTimeoutMistakes(timeoutMs)];
  // A value that could not be read was replaced by the usual one, about which there is nothing to say.
  const news = broken.filter(({ argument }) => !unread.some((mistake) => mistake.argument === argument));
  if (unread.length + news.length > 0) return { kind: 'mistakes', mistakes: [...unread, ...news] };
  const { environment } = place;
  return { kind: 'timing', environment, request, timeoutMs, ...(series.series && { series: series.series }) };
}

function readSeries({ values }: Typed): { readonly series?: AskedSeries; readonly mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = [];
  const read = (name: 'runs' | 'parallel', bounds: typeof RUNS, usual: number): number => {
    const text = values.get(name);
    if (text === undefined) return usual;
    const reading = readWhole(name, bounds.example)(text);
    const problem = 'value' in reading ? findCountMistake(reading.value, name, bounds) : reading.problem;
    if (problem !== undefined) mistakes.push({ argument: name, message: `${quoted(name, text)} ${problem}` });
    return 'value' in reading ? reading.value : usual;
  };
  const [runs, parallel] = [read('runs', RUNS, 1), read('parallel', PARALLEL, 1)];
  if (values.has('parallel') && !values.has('runs'))
    mistakes.push({
      argument: 'parallel',
      message: `parallel has no meaning without runs; write runs=${RUNS.example} too`,
    });
  return { ...(values.has('runs') && mistakes.length === 0 && { series: { runs, parallel } }), mistakes };
}

/** Whether a job that is there already is meant: `timing 19-7`, and not `timing channels 1-50`. */
export function namesJob(text: string): boolean {
  return readWords([text], NAMES).loose.some((word) => jobIdOf(word) !== undefined);
}

function readRequest({ values }: Typed, usual: JobRequest) {
  const mistakes: Mistake[] = [];
  const read = <T>(name: ArgumentName, understand: (text: string) => Reading<T>): T | undefined => {
    const text = values.get(name);
    if (text === undefined) return undefined;
    const reading = understand(text);
    if ('value' in reading) return reading.value;
    mistakes.push({ argument: name, message: `${quoted(name, text)} ${reading.problem}` });
    return undefined;
  };
  const recording = readRecording(values, read, mistakes) ?? usual.recording;
  const request: JobRequest = {
    view: read('view', readView) ?? usual.view,
    channels: read('channels', readChannels) ?? usual.channels,
    nfft: read('nfft', readWhole('nfft', 1024)) ?? usual.nfft,
    frequency: read('frequency', readFrequency) ?? usual.frequency,
    duration: read('duration', readSeconds) ?? usual.duration,
    height: read('height', readWhole('height', 1000)) ?? usual.height,
    ...(recording === undefined ? {} : { recording }),
  };
  return { request, timeoutMs: read('timeout', readTimeout) ?? usualTimeoutMs, mistakes };
}

/** Typed, and never sent: the answer would be about something else than was asked. */
function meaningless({ values }: Typed, view: JobRequest['view']): readonly Mistake[] {
  if (view !== 'waterfall') return [];
  const typed = ['nfft', 'frequency', 'duration'].filter((name) => values.has(name));
  return typed.map((argument) => ({
    argument,
    message: `${argument} has no meaning with view=waterfall; leave it out`,
  }));
}

function readRecording(
  values: ReadonlyMap<string, string>,
  read: (name: ArgumentName, understand: (text: string) => Reading<number>) => number | undefined,
  mistakes: Mistake[],
): JobRequest['recording'] {
  const from = read('from', readMoment);
  const to = read('to', readMoment);
  if (values.has('from') && !values.has('to')) mistakes.push(missing('to', 'from'));
  if (values.has('to') && !values.has('from')) mistakes.push(missing('from', 'to'));
  return from === undefined || to === undefined ? undefined : { from, to };
}

function missing(name: string, other: string): Mistake {
  return { argument: name, message: `${name} is missing; a recording needs both ${other} and ${name}` };
}

function readTimeout(text: string): Reading<number> {
  const ms = parseDuration(text);
  if (ms !== undefined) return { value: ms };
  const unit = /^\d+$/.test(text) ? `has no unit; write timeout=${text}s` : 'is not a time; write it like timeout=30s';
  return { problem: unit };
}
