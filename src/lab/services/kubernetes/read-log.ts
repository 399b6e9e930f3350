import type { ServerResponse } from 'node:http';
import type { Clock } from '#lib/clock.ts';
import type { Hang } from '../hang.ts';
import type { Line, Run } from './logs.ts';
import { stampOf } from './nanoseconds.ts';
import { StatusError } from './statuses.ts';

/** What `GET …/log` can be asked for. */
export interface LogQuery {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines?: number;
  readonly limitBytes?: number;
  readonly sinceSeconds?: number;
  /** RFC 3339. */
  readonly sinceTime?: string;
}

/** Throws a 422 in the server's words for a number that cannot be. */
export function logQueryOf(pod: string, query: URLSearchParams): LogQuery {
  const number = (name: 'tailLines' | 'limitBytes' | 'sinceSeconds', least: number) => {
    if (!query.has(name)) return {};
    const value = Number(query.get(name));
    if (Number.isInteger(value) && value >= least) return { [name]: value };
    throw invalid(pod, name, value, least);
  };
  const sinceTime = query.get('sinceTime');
  return {
    follow: query.get('follow') === 'true',
    previous: query.get('previous') === 'true',
    timestamps: query.get('timestamps') === 'true',
    ...number('tailLines', 0),
    ...number('limitBytes', 1),
    ...number('sinceSeconds', 1),
    ...(sinceTime === null ? {} : { sinceTime }),
  };
}

function invalid(pod: string, field: string, value: number, least: number): StatusError {
  const problem = `Invalid value: ${value}: must be greater than ${least === 0 ? 'or equal to ' : ''}0`;
  const causes = [{ reason: 'FieldValueInvalid', message: problem, field }];
  const details = { name: pod, kind: 'PodLogOptions', causes };
  return new StatusError(422, 'Invalid', `PodLogOptions "${pod}" is invalid: ${field}: ${problem}`, details);
}

export interface Sending {
  readonly clock: Clock;
  readonly hang: Hang;
}

/** Lines that were written already go out in pieces of so many. */
const AT_ONCE = 500;

/** Sends what a run has written and, when `follow` and the run goes on, what it writes until it ends. */
export function sendLog(
  response: ServerResponse,
  run: Run,
  running: boolean,
  query: LogQuery,
  { clock, hang }: Sending,
): void {
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  response.flushHeaders();
  let left = query.limitBytes ?? Number.POSITIVE_INFINITY;
  const send = (lines: readonly Line[]) => {
    const text = lines.map((line) => `${query.timestamps ? `${stampOf(line.nanoseconds)} ` : ''}${line.text}\n`);
    const bytes = Buffer.from(text.join(''));
    const sent = bytes.subarray(0, Math.max(0, left));
    hang.after(() => void response.write(sent));
    left -= bytes.length;
    if (left <= 0) end();
  };
  const reader = { line: (line: Line) => send([line]), end: () => end() };
  const end = () => {
    run.readers.delete(reader);
    hang.after(() => void response.end());
  };
  const written = selected(run.lines, query, clock);
  for (let from = 0; from < written.length && left > 0; from += AT_ONCE) send(written.slice(from, from + AT_ONCE));
  if (!query.follow || !running || left <= 0) {
    end();
    return;
  }
  run.readers.add(reader);
  response.on('close', () => run.readers.delete(reader));
}

function selected(
  lines: readonly Line[],
  { tailLines, sinceSeconds, sinceTime }: LogQuery,
  clock: Clock,
): readonly Line[] {
  const since =
    sinceTime === undefined ? clock.now() - (sinceSeconds ?? Number.POSITIVE_INFINITY) * 1_000 : Date.parse(sinceTime);
  const recent = lines.filter(({ nanoseconds }) => Number(nanoseconds / 1_000n) / 1_000 >= since);
  return tailLines === undefined ? recent : recent.slice(recent.length - Math.min(tailLines, recent.length));
}
