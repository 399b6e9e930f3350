import type { JobRequest } from '#investigation/subject.ts';
import { nearest } from '#lib/nearest.ts';
import { shown } from './words.ts';

/** A value understood, or the rest of a sentence that begins with `name=value`. */
export type Reading<T> = { readonly value: T } | { readonly problem: string };

const VIEWS = ['multichannel', 'singlechannel', 'waterfall'] as const satisfies readonly JobRequest['view'][];

export function readView(text: string): Reading<JobRequest['view']> {
  const view = VIEWS.find((candidate) => candidate === text.toLowerCase());
  if (view !== undefined) return { value: view };
  const meant = nearest(text, VIEWS);
  const allowed = 'is not a view; a view is multichannel, singlechannel or waterfall';
  return { problem: meant === undefined ? allowed : `${allowed}; did you mean view=${meant}?` };
}

export function readWhole(name: string, usual: number): (text: string) => Reading<number> {
  return (text) =>
    /^-?\d{1,15}$/.test(text)
      ? { value: Number(text) }
      : { problem: `is not a whole number; write it like ${name}=${usual}` };
}

export function readSeconds(text: string): Reading<number> {
  const [, digits] = /^(-?\d{1,12}(?:\.\d{1,6})?)(?:s|sec|seconds)?$/i.exec(text) ?? [];
  return digits === undefined
    ? { problem: 'is not a number of seconds; write it like duration=10' }
    : { value: Number(digits) };
}

/** `1-50`, or `7` for 7-7. */
export function readChannels(text: string): Reading<{ min: number; max: number }> {
  const [, min, max] = /^(\d{1,15})(?:-(\d{1,15}))?$/.exec(text) ?? [];
  if (min === undefined) return { problem: 'is not a range of channels; write it like channels=1-50 or channels=7' };
  return { value: { min: Number(min), max: Number(max ?? min) } };
}

export function readFrequency(text: string): Reading<{ min: number; max: number }> {
  const [, min, max] = /^(\d{1,15})(?:hz)?-(\d{1,15})(?:hz)?$/i.exec(text) ?? [];
  if (min === undefined || max === undefined) return { problem: 'is not a range in Hz; write it like frequency=0-500' };
  return { value: { min: Number(min), max: Number(max) } };
}

const MOMENT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/i;

/** Epoch seconds, from epoch seconds or an ISO 8601 date and time; without a zone it is UTC. */
export function readMoment(text: string): Reading<number> {
  if (/^\d{9,10}$/.test(text)) return { value: Number(text) };
  if (/^\d{12,13}$/.test(text))
    return { problem: `is in milliseconds; write the seconds, ${Math.floor(Number(text) / 1000)}` };
  const seconds = secondsOf(text);
  if (seconds !== undefined) return { value: seconds };
  return { problem: 'is not a time; write epoch seconds or a date like 2025-11-13T15:34 (UTC) or …T15:34+02:00' };
}

function secondsOf(text: string): number | undefined {
  const [, year, month, day, hour, minute, second = '00', zone = 'Z'] = MOMENT.exec(text) ?? [];
  if (year === undefined || !isDay(Number(year), Number(month), Number(day))) return undefined;
  const colon = zone.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${colon}`);
  return Number.isNaN(ms) ? undefined : ms / 1000;
}

/** Date.parse takes 30 February for 2 March. */
function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** `name=value` as the beginning of a sentence about it. */
export function quoted(name: string, text: string): string {
  return `${name}=${shown(text)}`;
}
