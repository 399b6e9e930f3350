import { describe, expect, it } from 'vitest';
import { staleMessages } from '#checks/escalation.ts';
import { check, HOUR, MINUTE, NOON, story } from '../support/book.ts';

/** From 13:00 to 15:00. */
const quietHours = { from: 13 * 60, to: 15 * 60, tz: 'UTC' };
const quiet = check('api', { quietHours });
const toOne = NOON + HOUR;

describe('in quiet hours', () => {
  const begun = () => story(quiet).pass(HOUR);

  it('nothing is told, and what is still wrong at their end is told then', () => {
    const it = begun().runs('FF');
    expect(it.due).toEqual([]);
    expect(it.runs('FF').pass(2 * HOUR - 20 * MINUTE - 1).due).toEqual([]);
    expect(it.pass(1).due).toEqual(['opened']);
  });

  it('an incident that begins and ends is never told', () => {
    expect(
      begun()
        .runs('FFGG')
        .pass(3 * HOUR).due,
    ).toEqual([]);
  });

  it('the recovery of what was told before waits for their end', () => {
    const it = story(quiet)
      .pass(45 * MINUTE)
      .runs('FF')
      .tell()
      .pass(10 * MINUTE)
      .runs('GG');
    expect([it.due, it.waiting]).toEqual([[], ['recovered']]);
    expect(it.pass(2 * HOUR).due).toEqual(['recovered']);
  });

  it('the message is edited all the same', () => {
    const it = story(quiet)
      .pass(45 * MINUTE)
      .runs('FF')
      .tell()
      .pass(10 * MINUTE)
      .runs('F');
    expect(it.now).toBeGreaterThan(toOne);
    expect(staleMessages(it.book, [quiet], it.now)).toEqual([it.incident]);
  });

  it('an incident is told that a check outside of them notices too', () => {
    const it = story(quiet, check('live')).pass(HOUR).runs('FF').runs('FF', {}, 'live');
    expect(it.due).toEqual(['opened']);
    expect(it.runs('GG', {}, 'live').due).toEqual([]);
  });

  it('nobody is reminded, and nothing is escalated', () => {
    const eager = check('api', { quietHours, remindEveryMs: 10 * MINUTE, escalate: { afterMs: 10 * MINUTE } });
    const it = story(eager)
      .pass(50 * MINUTE)
      .runs('F')
      .run('failed')
      .tell()
      .pass(5 * MINUTE)
      .pass(HOUR)
      .tell();
    expect(it.told).toEqual(['opened']);
    expect(it.pass(HOUR).due).toEqual(['escalated', 'reminder']);
  });
});

describe('what is due', () => {
  it('comes in its order, the oldest incident first', () => {
    const it = story(check('api'), check('live'))
      .runs('FF')
      .runs('FF', { cause: 'slow:ack', investigation: 'i' }, 'live');
    expect(it.due).toEqual(['opened', 'opened', 'details']);
  });

  it('is not an escalation that waits for its time', () => {
    const it = story(check('api', { escalate: { afterMs: HOUR } }))
      .runs('FF')
      .tell();
    expect([it.waiting, it.due]).toEqual([['escalated'], []]);
  });
});
