import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, emptyBook } from '#checks/advance.ts';
import type { Book, BookEvent, Incident } from '#checks/book.ts';
import type { Check } from '#checks/check.ts';
import { dueNotices, staleMessages } from '#checks/escalation.ts';
import { quietUntil } from '#checks/quiet-hours.ts';
import { check, HOUR, MINUTE, NOON, runResult } from '../support/book.ts';

const NAMES = ['api', 'live', 'far'] as const;

const anyChecks: fc.Arbitrary<readonly Check[]> = fc.tuple(
  ...NAMES.map((name) =>
    fc
      .record({
        failures: fc.integer({ min: 1, max: 3 }),
        extra: fc.integer({ min: 0, max: 2 }),
        recoverAfter: fc.integer({ min: 1, max: 3 }),
        isQuiet: fc.boolean(),
        isEager: fc.boolean(),
      })
      .map(({ failures, extra, recoverAfter, isQuiet, isEager }) =>
        check(name, {
          alertAfter: { failures, of: failures + extra },
          recoverAfter,
          ...(isQuiet ? { quietHours: { from: 13 * 60, to: 14 * 60, tz: 'UTC' } } : {}),
          ...(isEager ? { remindEveryMs: 20 * MINUTE, escalate: { afterMs: 15 * MINUTE } } : {}),
        }),
      ),
  ),
);

const name = fc.constantFrom(...NAMES);
const anyStep = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      step: fc.constant('run' as const),
      check: name,
      outcome: fc.constantFrom('failed', 'failed', 'ok', 'ok', 'warn', 'blind'),
      cause: fc.constantFrom('backend-down', 'rabbitmq-down', 'not-determined'),
      lateMs: fc.constantFrom(0, 0, 0, 7 * MINUTE),
    }),
  },
  { weight: 6, arbitrary: fc.record({ step: fc.constant('tell' as const), most: fc.integer({ min: 0, max: 4 }) }) },
  { weight: 4, arbitrary: fc.record({ step: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: HOUR }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ step: fc.constantFrom('pause', 'resume', 'missed', 'skipped', 'confirming'), check: name }),
  },
  { weight: 2, arbitrary: fc.record({ step: fc.constantFrom('acknowledge', 'snooze', 'try') }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constantFrom('remove', 'restore'), check: name }) },
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

/** Plays the steps; `see` looks at the book after every event, which is delivered twice. */
function play(all: readonly Check[], steps: readonly Step[], see: (seen: Seen) => void) {
  let checks = all;
  let now = NOON;
  let book: Book = emptyBook;
  const told = new Map<string, string[]>();

  function take(event: BookEvent): void {
    const once = frozen(advance(book, event, checks));
    expect(advance(once, event, checks)).toBe(once);
    book = once;
    see({ book, checks, now });
  }

  function tell(most: number): void {
    for (const { incident, notice } of dueNotices(book, checks, now).slice(0, most)) {
      const which = { at: now, incident: incident.id, key: notice.key };
      take({ kind: 'telling', ...which });
      take({ kind: 'told', ...which });
      told.set(incident.id, [...(told.get(incident.id) ?? []), notice.news.kind]);
    }
    for (const { id, revision } of staleMessages(book, checks, now))
      take({ kind: 'shown', at: now, incident: id, revision });
  }

  function pass(ms: number): void {
    now += ms;
    take({ kind: 'time', at: now });
  }

  function go(step: Step): void {
    const open = Object.values(book.incidents).find(({ isTold }) => isTold);
    if (step.step === 'tell') tell('most' in step ? step.most : 0);
    if (step.step === 'pass') pass('ms' in step ? step.ms : 0);
    if (step.step === 'run' && 'outcome' in step) {
      const { check: of, outcome, cause, lateMs } = step;
      take({ kind: 'run', at: now, result: runResult(of, outcome, now - lateMs, { cause, run: `${now}` }) });
      pass(MINUTE);
    }
    if (step.step === 'try') {
      const [due] = dueNotices(book, checks, now);
      if (due) take({ kind: 'telling', at: now, incident: due.incident.id, key: due.notice.key });
      return;
    }
    if (step.step === 'acknowledge' || step.step === 'snooze') {
      if (open) take({ kind: step.step, at: now, incident: open.id, by: 'U1' });
      return;
    }
    const of = 'check' in step ? step.check : '';
    if (step.step === 'pause' || step.step === 'resume') take({ kind: step.step, at: now, check: of, by: 'U1' });
    if (step.step === 'confirming') take({ kind: 'confirming', at: now, check: of });
    if (step.step === 'skipped') take({ kind: 'skipped', at: now, check: of, tick: `s${now}`, why: 'busy' });
    if (step.step === 'missed')
      take({ kind: 'missed', at: now, check: of, tick: `m${now}`, from: now - HOUR, to: now, count: 2 });
    if (step.step === 'remove') checks = checks.filter((check) => check.name !== of);
    if (step.step === 'restore') checks = all;
  }

  /** Everything gets well, and everybody hears of it. */
  function heal(): void {
    checks = all;
    for (let round = 0; round < 26; round++) {
      for (const { name: of } of all)
        take({ kind: 'run', at: now, result: runResult(of, 'ok', now, { run: `heal ${of} ${now}` }) });
      pass(3 * MINUTE);
    }
    pass(2 * HOUR);
    tell(Number.POSITIVE_INFINITY);
  }

  for (const step of steps) go(step);
  return { told, heal, book: () => book };
}

interface Seen {
  readonly book: Book;
  readonly checks: readonly Check[];
  readonly now: number;
}

function everyStory(property: (checks: readonly Check[], steps: readonly Step[]) => void): void {
  fc.assert(fc.property(anyChecks, fc.array(anyStep, { maxLength: 60 }), property), { numRuns: 300 });
}

describe('whatever happens', () => {
  it('no trouble of a check is in two incidents, and each is in the incident that its check names', () => {
    everyStory((checks, steps) => {
      play(checks, steps, ({ book }) => {
        const troubles = Object.values(book.incidents).filter(isOpen).flatMap(fingerprints);
        expect(new Set(troubles).size).toBe(troubles.length);
        const named = Object.entries(book.checks).flatMap(([of, { failing, blind }]) => [
          ...(failing ? [`failure ${of}`] : []),
          ...(blind ? [`blindness ${of}`] : []),
        ]);
        expect(named.toSorted()).toEqual(troubles.toSorted());
      });
    });
  });

  it('nothing is due while all who have the trouble are in quiet hours', () => {
    everyStory((all, steps) => {
      play(all, steps, ({ book, checks, now }) => {
        for (const { incident } of dueNotices(book, checks, now)) {
          const open = incident.members.filter(({ recoveredAt }) => recoveredAt === undefined);
          const about = (open.length > 0 ? open : incident.members).map(({ check: of }) =>
            checks.find((candidate) => candidate.name === of),
          );
          expect(about.some((check) => !check?.quietHours || quietUntil(check.quietHours, now) === undefined)).toBe(
            true,
          );
        }
      });
    });
  });

  it('what the book remembers is bounded', () => {
    everyStory((checks, steps) => {
      play(checks, steps, ({ book }) => {
        for (const { marks } of Object.values(book.checks)) expect(marks.length).toBeLessThanOrEqual(20);
        for (const { notices, shown, revision } of Object.values(book.incidents)) {
          expect(notices.length).toBeLessThanOrEqual(50);
          expect(new Set(notices.map(({ key }) => key)).size).toBe(notices.length);
          expect(shown).toBeLessThanOrEqual(revision);
        }
      });
    });
  });

  it('each incident is opened once, and told to be over once for each time that it began', () => {
    everyStory((checks, steps) => {
      const { told, heal, book } = play(
        checks,
        steps.filter(({ step }) => step !== 'snooze'),
        () => {},
      );
      heal();
      expect(Object.values(book().incidents).filter(isOpen)).toEqual([]);
      for (const kinds of told.values()) {
        const life = kinds.filter((kind) => ['opened', 'reopened', 'recovered', 'abandoned'].includes(kind)).join(' ');
        expect(life).toMatch(/^opened( (recovered|abandoned) reopened)* (recovered|abandoned)$/);
      }
    });
  });
});

function isOpen({ state }: Incident): boolean {
  return state !== 'resolved';
}

/** A check has one trouble of a kind at a time, whatever its cause. */
function fingerprints({ kind, members }: Incident): readonly string[] {
  return members.filter(({ recoveredAt }) => recoveredAt === undefined).map(({ check: of }) => `${kind} ${of}`);
}

/** Whoever writes on it throws. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) frozen(part);
  return value;
}
