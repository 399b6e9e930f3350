import { parseDuration } from '#lib/duration.ts';
import { nearest } from '#lib/nearest.ts';
import { type Reading, readWhole } from './ask-values.ts';
import type { LogsRequest } from './lookup/logs-request.ts';

export const PODS = ['grpc', 'cleanup', 'backend', 'all'] as const satisfies readonly LogsRequest['pods'][];

export function readPods(text: string): Reading<LogsRequest['pods']> {
  const pods = PODS.find((name) => name === text.toLowerCase());
  if (pods !== undefined) return { value: pods };
  const role = /^(grpc|cleanup)-job-/i.exec(text)?.[1]?.toLowerCase();
  return {
    problem: `is not a kind of pod; it is grpc, cleanup, backend or all${didYouMean('pod', role ?? nearest(text, PODS))}`,
  };
}

const LEVELS = ['info', 'warning', 'error'] as const satisfies readonly LogsRequest['level'][];

export function isLevel(text: string): boolean {
  return 'value' in readLevel(text);
}

/** `warn` is what many loggers write for `warning`. */
export function readLevel(text: string): Reading<(typeof LEVELS)[number]> {
  const typed = text.toLowerCase();
  const level = LEVELS.find((name) => name === (typed === 'warn' ? 'warning' : typed));
  if (level !== undefined) return { value: level };
  return { problem: `is not a level; a level is info, warning or error${didYouMean('level', nearest(text, LEVELS))}` };
}

function didYouMean(name: string, meant: string | undefined): string {
  return meant === undefined ? '' : `; did you mean ${name}=${meant}?`;
}

const MOST_LINES = 100_000;

export function readTail(text: string): Reading<number> {
  const whole = readWhole('tail', 200)(text);
  if (!('value' in whole) || (whole.value >= 1 && whole.value <= MOST_LINES)) return whole;
  const close = whole.value < 1 ? 1 : MOST_LINES;
  return { problem: `is outside 1 to ${MOST_LINES}; the nearest is tail=${close}` };
}

/** A stretch of time, with its limits as they are spoken of. */
interface Span {
  readonly name: 'since' | 'follow';
  readonly example: string;
  readonly shortest: string;
  readonly longest: string;
}
export const SINCE: Span = { name: 'since', example: '10m', shortest: '1s', longest: '24h' };
export const FOLLOW: Span = { name: 'follow', example: '2m', shortest: '5s', longest: '10m' };

/** Whole milliseconds. */
export function readSpan({ name, example, shortest, longest }: Span): (text: string) => Reading<number> {
  return (text) => {
    const ms = parseDuration(text);
    if (ms === undefined && /^\d+$/.test(text))
      return { problem: `has no unit; write ${name}=${text}s or ${name}=${text}m` };
    if (ms === undefined) return { problem: `is not a time; write it like ${name}=${example}` };
    const [least = 0, most = 0] = [shortest, longest].map(parseDuration);
    if (ms >= least && ms <= most) return { value: Math.round(ms) };
    return {
      problem: `is outside ${shortest} to ${longest}; the nearest is ${name}=${ms < least ? shortest : longest}`,
    };
  };
}

const LONGEST_GREP = 200;

export function readGrep(text: string): Reading<string> {
  if (text.length <= LONGEST_GREP) return { value: text };
  return {
    problem: `has ${text.length} characters, and at most ${LONGEST_GREP} are looked for; take a telling part of it`,
  };
}

export function readYes(text: string): Reading<boolean> {
  if (/^(true|yes|1)$/i.test(text)) return { value: true };
  if (/^(false|no|0)$/i.test(text)) return { value: false };
  return { problem: 'is neither true nor false; write previous alone, or leave it out' };
}
