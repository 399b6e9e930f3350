import { z } from 'zod';
import type { Book } from './book.ts';
import type { BookEvent } from './events.ts';
import type { RunResult, SkipReason } from './run.ts';

/** The last instant that a Date can have. */
const LAST_MS = 8.64e15;

const time = z.number().min(0).max(LAST_MS);
const span = z.number().min(0);
const text = z.string();

const result: z.ZodType<RunResult> = z.object({
  run: text,
  check: text,
  environment: text,
  startedAt: time,
  endedAt: time,
  outcome: z.enum(['ok', 'warn', 'failed', 'blind']),
  trigger: z.enum(['schedule', 'confirmation', 'person']),
  by: text.exactOptional(),
  cause: text.exactOptional(),
  headline: text,
  nextStep: text.exactOptional(),
  investigation: text.exactOptional(),
  jobId: text.exactOptional(),
  totalMs: span.exactOptional(),
});

const why: z.ZodType<SkipReason> = z.enum(['busy', 'near-capacity', 'maintenance', 'overlap', 'paused']);
const person = { at: time, check: text, by: text };
const notice = { at: time, incident: text, key: text };

/** Each kind of event, and what it is made of. */
const shapes = {
  run: z.object({ kind: z.literal('run'), at: time, result }),
  skipped: z.object({ kind: z.literal('skipped'), at: time, check: text, tick: text, why }),
  missed: z.object({
    kind: z.literal('missed'),
    at: time,
    check: text,
    tick: text,
    from: time,
    to: time,
    count: span,
    isTold: z.boolean().exactOptional(),
  }),
  acknowledge: z.object({ kind: z.literal('acknowledge'), at: time, incident: text, by: text }),
  snooze: z.object({
    kind: z.literal('snooze'),
    at: time,
    incident: text,
    by: text,
    until: time.exactOptional(),
    reason: text.exactOptional(),
  }),
  pause: z.object({ kind: z.literal('pause'), ...person }),
  resume: z.object({ kind: z.literal('resume'), ...person }),
  confirming: z.object({ kind: z.literal('confirming'), at: time, check: text }),
  telling: z.object({ kind: z.literal('telling'), ...notice }),
  told: z.object({ kind: z.literal('told'), ...notice }),
  shown: z.object({ kind: z.literal('shown'), at: time, incident: text, revision: span }),
  time: z.object({ kind: z.literal('time'), at: time }),
} satisfies { readonly [K in BookEvent['kind']]: z.ZodType<BookEvent & { readonly kind: K }> };

const event: z.ZodType<BookEvent> = z.discriminatedUnion('kind', [
  shapes.run,
  shapes.skipped,
  shapes.missed,
  shapes.acknowledge,
  shapes.snooze,
  shapes.pause,
  shapes.resume,
  shapes.confirming,
  shapes.telling,
  shapes.told,
  shapes.shown,
  shapes.time,
]);

/** What every step with a book counts on. The rest is as this code wrote it, or it is not of this version. */
const book = z.object({
  version: z.literal(1),
  checks: z.record(
    text,
    z.looseObject({ phase: text, marks: z.array(z.looseObject({ id: text, at: time, what: text })) }),
  ),
  incidents: z.record(
    text,
    z.looseObject({
      id: text,
      kind: text,
      environment: text,
      channel: text,
      since: time,
      openedAt: time,
      members: z.array(z.looseObject({ check: text, cause: text, headline: text, runs: span, causes: z.array(text) })),
      state: text,
      reopened: span,
      isTold: z.boolean(),
      notices: z.array(z.looseObject({ key: text, at: time, news: z.looseObject({ kind: text }), tried: z.boolean() })),
      revision: span,
      shown: span,
    }),
  ),
});

/** Undefined for what is no event of this version. */
export function readEvent(stored: string): BookEvent | undefined {
  return event.safeParse(parsed(stored)).data;
}

/** Undefined for what is no book of this version. */
export function readBook(stored: string): Book | undefined {
  const value = parsed(stored);
  return book.safeParse(value).success ? (value as Book) : undefined;
}

function parsed(stored: string): unknown {
  try {
    return JSON.parse(stored);
  } catch {
    return undefined;
  }
}
