import type { z } from 'zod';
import type { FactKind, PartialGap } from '#investigation/observation.ts';
import { BlindError, type Why, whyOf } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { DeadlineError, deadline } from '#lib/deadline.ts';
import { GoneError } from './answers.ts';
import { FIRST_ANSWER_MS, type KubernetesConnection } from './client.ts';
import { type Listable, type Listing, listing, pages } from './collection.ts';

export interface Gathering {
  readonly connection: KubernetesConnection;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told of everything before it is kept. */
  readonly redact: <T>(value: T) => T;
}

export interface Wanted<Shape extends z.ZodType, F> {
  readonly collection: Listable;
  readonly kind: FactKind;
  readonly shape: Shape;
  /** The fact that an object makes; undefined for one that is not looked for. */
  readonly factOf: (object: z.output<Shape>) => F | undefined;
}

export interface Gathered<F> {
  readonly facts: readonly F[];
  readonly gap?: PartialGap;
}

/** All pages of a list; 5 s until each begins to answer. */
const LIST_MS = 15_000;
/** 50,000 objects: a server that never ends its list is left. */
const MOST_PAGES = 100;

/**
 * The facts of one collection as it is now, page by page: no more than a page of objects is held at once. What came
 * before a failure is kept, and the failure is the gap; nothing foreseen is thrown, and the signal ends it at once.
 */
export async function gather<Shape extends z.ZodType, F>(
  gathering: Gathering,
  wanted: Wanted<Shape, F>,
): Promise<Gathered<F>> {
  const { connection, clock, signal, redact } = gathering;
  const doing = listing(connection, wanted.collection);
  const patience = deadline(clock, LIST_MS, signal);
  const reading = { ...gathering, collection: wanted.collection, signal: patience.signal, patienceMs: FIRST_ANSWER_MS };
  const facts: F[] = [];
  try {
    const strange = await readPages(pages(reading), wanted, (fact) => facts.push(redact(fact)));
    if (strange === undefined) return { facts };
    return {
      facts,
      gap: redact(gapOf(wanted, { reason: 'failed', detail: `${doing}: an unknown shape at ${strange}` })),
    };
  } catch (error) {
    const why = whyNot(error, signal, patience.signal);
    const detail = why.detail.startsWith(doing) ? why.detail : `${doing}: ${why.detail}`;
    return { facts, gap: redact(gapOf(wanted, { ...why, detail })) };
  } finally {
    patience.clear();
  }
}

/** Resolves with what is wrong with the first object that cannot be read; the others are read all the same. */
async function readPages<Shape extends z.ZodType, F>(
  listings: AsyncIterable<Listing>,
  { shape, factOf }: Wanted<Shape, F>,
  keep: (fact: F) => void,
): Promise<string | undefined> {
  let strange: string | undefined;
  let count = 0;
  for await (const { items } of listings) {
    count += 1;
    if (count > MOST_PAGES) throw new BlindError('cut-short', `the list has more than ${MOST_PAGES} pages`);
    for (const { object } of items) {
      const result = shape.safeParse(object);
      const fact = result.success ? factOf(result.data) : undefined;
      if (fact !== undefined) keep(fact);
      const [issue] = result.error?.issues ?? [];
      if (issue) strange ??= `${issue.path.join('.')}: ${issue.message}`;
    }
  }
  return strange;
}

function whyNot(error: unknown, signal: AbortSignal, patience: AbortSignal): Why {
  if (signal.aborted) return { reason: 'cut-short', detail: 'the end came before the list was complete' };
  if (patience.reason instanceof DeadlineError)
    return { reason: 'timed-out', detail: `not complete within ${LIST_MS / 1_000} s` };
  if (error instanceof BlindError) return whyOf(error);
  if (error instanceof GoneError) return { reason: 'failed', detail: error.message };
  throw error;
}

function gapOf({ kind }: { readonly kind: FactKind }, why: Why): PartialGap {
  return { kinds: [kind], ...why };
}
