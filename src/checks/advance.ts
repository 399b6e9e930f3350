import { takeMissed } from './blindness.ts';
import type { Book, Mark } from './book.ts';
import type { Check } from './check.ts';
import type { BookEvent } from './events.ts';
import { addMark } from './marks.ts';
import { checkNamed, stateOf, withState } from './pages.ts';
import { passTime } from './pass-time.ts';
import { acknowledge, pause, resume, snooze } from './people.ts';
import { takeRun } from './take-run.ts';
import { markShown, markTold, markTried } from './telling.ts';

export const emptyBook: Book = { version: 1, checks: {}, incidents: {} };

/**
 * The book after an event. No I/O, no clock: the same events give the same book. An event that comes twice, or speaks of
 * a check or an incident that is not known, gives the same book back, and so does one that changes nothing.
 */
export function advance(book: Book, event: BookEvent, checks: readonly Check[]): Book {
  switch (event.kind) {
    case 'time':
      return passTime(book, event.at, checks);
    case 'acknowledge':
      return acknowledge(book, event);
    case 'snooze':
      return snooze(book, event);
    case 'telling':
      return markTried(book, event.incident, event.key);
    case 'told':
      return markTold(book, event.incident, event.key, event.at, checks);
    case 'shown':
      return markShown(book, event.incident, event.revision);
    case 'run':
    case 'skipped':
    case 'missed':
    case 'pause':
    case 'resume':
    case 'confirming':
      return advanceCheck(book, event, checks);
  }
}

type CheckEvent = BookEvent & { readonly kind: 'run' | 'skipped' | 'missed' | 'pause' | 'resume' | 'confirming' };

function advanceCheck(book: Book, event: CheckEvent, checks: readonly Check[]): Book {
  const check = checkNamed(checks, event.kind === 'run' ? event.result.check : event.check);
  if (!check) return book;
  switch (event.kind) {
    case 'run':
      return takeRun(book, check, event.result, checks);
    case 'missed':
      return takeMissed(book, check, event, checks);
    case 'skipped':
      return takeSkipped(book, check, { id: event.tick, at: event.at, what: 'skipped', why: event.why });
    case 'pause':
      return pause(book, event);
    case 'resume':
      return resume(book, event);
    case 'confirming':
      return endConfirmation(book, check);
  }
}

function takeSkipped(book: Book, { name }: Check, mark: Mark): Book {
  const state = stateOf(book, name);
  const marks = addMark(state.marks, mark);
  return marks ? withState(book, name, { ...state, marks }) : book;
}

function endConfirmation(book: Book, { name }: Check): Book {
  const { confirmAt, ...state } = stateOf(book, name);
  return confirmAt === undefined ? book : withState(book, name, state);
}
