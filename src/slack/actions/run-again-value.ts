import { z } from 'zod';
import { findMistakes, findTimeoutMistakes, type Mistake } from '#investigation/ask-rules.ts';
import type { JobRequest } from '#investigation/subject.ts';

/** What the button *Run again* carries: the question, without who asks it or where. */
export interface RunAgain {
  readonly environment: string;
  readonly request: JobRequest;
  readonly timeoutMs: number;
}

/** Slack's limit for a button's value. */
const LONGEST = 2000;

/** The button's value, or undefined when it would be too long for Slack. */
export function writeRunAgain({ environment, request, timeoutMs }: RunAgain): string | undefined {
  const value = JSON.stringify({ environment, request, timeoutMs });
  return value.length <= LONGEST ? value : undefined;
}

const range = z.object({ min: z.int(), max: z.int() });
const runAgain = z.object({
  environment: z.string().min(1).max(200),
  request: z.object({
    view: z.enum(['multichannel', 'singlechannel', 'waterfall']),
    channels: range,
    nfft: z.int(),
    frequency: range,
    duration: z.number(),
    height: z.int(),
    recording: z.object({ from: z.number(), to: z.number() }).optional(),
  }),
  timeoutMs: z.int(),
});

/** A value that came back from Slack, checked as if it had been typed. `now` is ms since the epoch. */
export function readRunAgain(value: string, now: number): RunAgain | { readonly mistakes: readonly Mistake[] } {
  const read = runAgain.safeParse(parseJson(value.slice(0, LONGEST)));
  if (!read.success)
    return { mistakes: [{ argument: 'request', message: 'the request in the button cannot be read' }] };
  const { environment, timeoutMs } = read.data;
  const { recording, ...rest } = read.data.request;
  const request: JobRequest = { ...rest, ...(recording === undefined ? {} : { recording }) };
  const mistakes = [...findMistakes(request, now), ...findTimeoutMistakes(timeoutMs)];
  return mistakes.length > 0 ? { mistakes } : { environment, request, timeoutMs };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
