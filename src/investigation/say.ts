import type { Limits } from './subject.ts';
import type { Moment, Span } from './timeline/moment.ts';

/** Seconds for people: `0.23 s`, `2.3 s`, `41.2 s`. Finer than 10 ms is never claimed. */
export function seconds(ms: number): string {
  const value = Math.max(0, ms) / 1_000;
  if (value < 10) return `${value.toFixed(2).replace(/0$/, '')} s`;
  return `${value.toFixed(1)} s`;
}

/** For a person in a hurry: `0.4 s`, `2.1 s`, `17 s`. */
export function plainly(ms: number): string {
  const value = Math.max(0, ms) / 1_000;
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} s`;
}

/** The same rounded down: `29 s` without a consumer are not the 30 s of a limit. */
export function plainlyAtLeast(ms: number): string {
  return plainly(ms < 10_000 ? Math.floor(ms / 100) * 100 : Math.floor(ms / 1_000) * 1_000);
}

/** The same rounded down: 29.96 s without a consumer are not the 30 s of a limit. */
export function secondsAtLeast(ms: number): string {
  const step = ms < 10_000 ? 10 : 100;
  return seconds(Math.floor(ms / step) * step);
}

/** A whole-number limit: `5 s`, `0.5 s`. */
export function limit(ms: number): string {
  return `${ms / 1_000} s`;
}

/** An interval, as wide as it is: `2.31–2.42 s`; its end alone where it is narrower than 50 ms. */
export function interval(earliest: number, latest: number): string {
  if (latest - earliest < 50) return seconds(latest);
  return `${seconds(Math.max(0, earliest)).replace(' s', '')}–${seconds(latest)}`;
}

export function moment(at: Moment): string {
  if (at.state === 'reached') return interval(at.earliest, at.latest);
  if (at.state === 'not-reached') return `> ${secondsAtLeast(at.after)}`;
  return 'not seen';
}

export function span({ atLeast, atMost }: Span): string {
  return atMost === undefined ? `> ${secondsAtLeast(atLeast)}` : interval(atLeast, atMost);
}

export function range(fromMs: number, toMs: number): string {
  return `${fromMs / 1_000}–${toMs / 1_000} s`;
}

/** The limit that the consumer passed, and the next one where it is near: `good ≤ 5 s`, `warn > 20 s, fail > 30 s`. */
export function passedLimits(ms: number, { consumerGoodMs, consumerWarnMs, consumerFailMs }: Limits): string {
  if (ms > consumerFailMs) return `fail > ${limit(consumerFailMs)}`;
  if (ms > consumerWarnMs) return `warn > ${limit(consumerWarnMs)}, fail > ${limit(consumerFailMs)}`;
  return `good ≤ ${limit(consumerGoodMs)}`;
}

/** Time after zero, negative for what came before: `+2.31 s`. */
export function offset(ms: number): string {
  return ms < 0 ? `−${seconds(-ms)}` : `+${seconds(ms)}`;
}

/** A text from outside in so many characters, cut at a word. */
export function briefly(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  const cut = line.slice(0, most - 1).toWellFormed();
  return `${cut.slice(0, cut.lastIndexOf(' ') > most / 2 ? cut.lastIndexOf(' ') : undefined)}…`;
}

/** What Kubernetes adds to the names of pods has no vowels and none of 0, 1 and 3. */
const HASH = /(?:-[24-9bcdf-hj-np-tv-xz]{8,10})?-[24-9bcdf-hj-np-tv-xz]{5}(?![\w-])/g;
/** What the analyzer adds to the name of its queue: when it was made. */
const STAMP = /(?<=grpc-job-\d{1,9}-\d{1,9})-\d{9,10}\.\d+/g;
const INTERVAL = /(?<![\d.])(?<!usually )\d+(?:\.\d+)?–(\d+\.\d+ s)/g;

/** Without what the names of pods and queues have for this one time. */
export function plainNames(text: string): string {
  return text.replace(HASH, '').replace(STAMP, '');
}

/** For a person in a hurry: plain names, and of an interval its end. */
export function plainWords(text: string): string {
  return plainNames(text).replace(INTERVAL, '≈ $1');
}
