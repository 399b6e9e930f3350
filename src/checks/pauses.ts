import {
  type Book,
  type BookEvent,
  type CheckState,
  checkNamed,
  type Pause,
  type PauseNews,
  stateOf,
  withState,
} from './book.ts';
import type { Check } from './check.ts';
import { inQuietHours } from './quiet-hours.ts';

/** So long a pause lasts for which nobody chose a length, unless somebody ends it before. */
const PAUSE_MS = 24 * 60 * 60_000;
/** Whoever paused it is reminded so long before it ends; of one that is no longer than this, not at all. */
const REMIND_MS = 60 * 60_000;
/** The oldest are forgotten. */
const MOST_NEWS = 10;

type Of<K extends BookEvent['kind']> = BookEvent & { readonly kind: K };

/** When it ends by itself, ms since the epoch. */
export function endOfPause({ at, until = at + PAUSE_MS }: Pause): number {
  return until;
}

export function pause(book: Book, { check, by, at, until }: Of<'pause'>): Book {
  const { confirmAt, ...state } = stateOf(book, check);
  if (state.paused) return book;
  const paused = { by, at, ...(until !== undefined && { until }) };
  return withState(book, check, withNews({ ...state, paused }, { kind: 'paused', pause: paused }));
}

export function resume(book: Book, { check, by }: Of<'resume'>): Book {
  return withState(book, check, ended(stateOf(book, check), by));
}

/** What was paused and forgotten would watch nothing for ever. */
export function passPauses(book: Book, at: number): Book {
  return Object.entries(book.checks).reduce((sofar, [name, state]) => withState(sofar, name, passed(state, at)), book);
}

function passed(state: CheckState, at: number): CheckState {
  const { paused } = state;
  if (!paused) return state;
  const end = endOfPause(paused);
  if (at >= end) return ended(state);
  const remindAt = end - REMIND_MS;
  return paused.isReminded || at < remindAt || remindAt <= paused.at
    ? state
    : withNews({ ...state, paused: { ...paused, isReminded: true } }, { kind: 'ending', pause: paused });
}

function ended(before: CheckState, by?: string): CheckState {
  const { paused, pauseNews = [], ...state } = before;
  if (!paused) return before;
  // That its end is near is not told once it has ended, such as after quiet hours.
  const still = pauseNews.filter(({ kind, pause: { at } }) => kind !== 'ending' || at !== paused.at);
  return withNews(
    { ...state, ...(still.length > 0 && { pauseNews: still }) },
    { kind: 'resumed', pause: paused, ...(by !== undefined && { by }) },
  );
}

function withNews(state: CheckState, news: PauseNews): CheckState {
  return { ...state, pauseNews: [...(state.pauseNews ?? []), news].slice(-MOST_NEWS) };
}

export interface DuePauseNews {
  readonly check: Check;
  readonly news: PauseNews;
}

/** What the channels of checks are to be told of pauses, in its order; nothing in quiet hours. */
export function duePauseNews({ checks: states }: Book, checks: readonly Check[], at: number): readonly DuePauseNews[] {
  return Object.entries(states).flatMap(([name, { pauseNews = [] }]) => {
    const check = checkNamed(checks, name);
    return check && !inQuietHours(check, at) ? pauseNews.map((news) => ({ check, news })) : [];
  });
}

/** Slack has it. */
export function markPauseTold(book: Book, { check, news }: Of<'pause-told'>): Book {
  const { pauseNews = [], ...state } = stateOf(book, check);
  const rest = pauseNews.filter(({ kind, pause: { at } }) => kind !== news.kind || at !== news.pausedAt);
  if (rest.length === pauseNews.length) return book;
  return withState(book, check, rest.length === 0 ? state : { ...state, pauseNews: rest });
}
