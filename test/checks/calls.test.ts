import { describe, expect, it } from 'vitest';
import type { CallKind } from '#checks/book.ts';
import { dueCalls, waitingCalls } from '#checks/calls.ts';
import type { Check } from '#checks/check.ts';
import { check, HOUR, MINUTE, story } from '../support/book.ts';

const told = (changes: Partial<Check> = {}) => check('api', { notify: ['oncall'], ...changes });
const SECOND = 1_000;

/** A story whose ways out are called as they are due. */
function calling(...checks: readonly Check[]) {
  const it = story(...checks);
  const heard: string[] = [];
  const due = () => dueCalls(it.book, checks, it.now);
  const on = (kind: 'calling' | 'called' | 'call-failed', waitMs?: number) => {
    for (const { incident, way, call } of due()) {
      const which = { at: it.now, incident: incident.id, way, key: call.key };
      if (kind !== 'call-failed') it.take({ kind, ...which });
      else it.take({ kind, ...which, why: 'it answered 500', ...(waitMs !== undefined && { waitMs }) });
      if (kind === 'called') heard.push(`${way} ${call.what}`);
    }
  };
  return {
    story: it,
    heard,
    due: (): readonly CallKind[] => due().map(({ call }) => call.what),
    waiting: () => waitingCalls(it.book).map(({ call }) => call.what),
    /** Every call that is due is taken. */
    call() {
      while (due().length > 0) {
        on('calling');
        on('called');
      }
    },
    begin: () => on('calling'),
    fail(waitMs?: number) {
      on('calling');
      on('call-failed', waitMs);
    },
  };
}

const acknowledge = (it: ReturnType<typeof story>) =>
  it.take({ kind: 'acknowledge', at: it.now, incident: it.incident.id, by: 'U1' });

describe('the ways out of an incident', () => {
  it('hear of it, of who has it in hand and of its end, each once and in this order', () => {
    const { story: it, call, heard, due } = calling(told());
    it.runs('FF').tell();
    call();
    expect(due()).toEqual([]);
    acknowledge(it).pass(MINUTE);
    call();
    it.runs('GG').pass(MINUTE);
    call();
    expect(heard).toEqual(['oncall trigger', 'oncall acknowledge', 'oncall resolve']);
  });

  it('are none where no check names one', () => {
    const { story: it } = calling(check('api'));
    expect(it.runs('FF').incident.ways).toBeUndefined();
  });

  it('hear of it before Slack has it when Slack takes more than ten seconds', () => {
    const { story: it, due } = calling(told());
    it.run('failed')
      .pass(MINUTE)
      .run('failed')
      .pass(9 * SECOND);
    expect(due()).toEqual([]);
    it.pass(SECOND);
    expect(due()).toEqual(['trigger']);
  });

  it('hear the end of what they heard of, and Slack does too, though it had not taken the beginning', () => {
    const { story: it, call, heard } = calling(told());
    it.runs('FF');
    call();
    it.runs('GG').pass(MINUTE);
    call();
    expect(heard).toEqual(['oncall trigger', 'oncall resolve']);
    expect(it.tell().told).toEqual(['opened', 'recovered']);
  });

  it('hear nothing of what came and went before they could', () => {
    const { story: it, waiting } = calling(told());
    it.runs('FF').tell();
    expect(waiting()).toEqual(['trigger']);
    it.runs('GG');
    expect(waiting()).toEqual([]);
  });

  it('hear the end of what they may have heard of', () => {
    const { story: it, begin, waiting } = calling(told());
    it.runs('FF').tell();
    begin();
    it.runs('GG');
    expect(waiting()).toEqual(['trigger', 'resolve']);
  });

  it('that fail are tried again, later and later, also after Slack had all, and as late as they ask for', () => {
    const { story: it, fail, due } = calling(told());
    it.runs('FF').tell();
    const tries: number[] = [];
    for (let second = 0; second < 200; second += 1) {
      if (due().length > 0) tries.push(second);
      fail();
      it.pass(SECOND);
    }
    expect(tries).toEqual([0, 10, 30, 70, 150]);
    it.pass(MINUTE * 3);
    fail(30 * MINUTE);
    it.pass(29 * MINUTE);
    expect(due()).toEqual([]);
    it.pass(MINUTE);
    expect(due()).toEqual(['trigger']);
  });

  it('that fail for hours hold up what comes after it, and hear of how it is then, without the detours', () => {
    const { story: it, fail, waiting, call, heard } = calling(told());
    it.runs('FF').tell();
    fail();
    it.runs('GG');
    expect(waiting()).toEqual(['trigger', 'resolve']);
    it.runs('FF');
    expect(waiting()).toEqual(['trigger']);
    for (let hour = 0; hour < 20; hour += 1) {
      it.pass(HOUR);
      fail();
    }
    it.pass(HOUR);
    call();
    expect(heard).toEqual(['oncall trigger']);
  });

  it('are given up for a call that failed for a day', () => {
    const { story: it, fail, waiting } = calling(told());
    it.runs('FF').tell();
    for (let hour = 0; hour < 25; hour += 1) {
      fail();
      it.pass(HOUR);
    }
    expect(waiting()).toEqual([]);
  });

  it('are left in peace in quiet hours', () => {
    const quiet = told({ quietHours: { from: 11 * 60, to: 13 * 60, tz: 'UTC' } });
    const { story: it, due } = calling(quiet);
    it.runs('FF').pass(MINUTE);
    expect(due()).toEqual([]);
    it.pass(HOUR);
    expect(due()).toEqual(['trigger']);
  });

  it('of a check that joins hear of the same incident', () => {
    const { story: it, call, heard } = calling(told(), check('live', { notify: ['oncall', 'own'] }));
    it.runs('FF').tell();
    call();
    it.runs('FF', {}, 'live');
    call();
    expect(heard).toEqual(['oncall trigger', 'own trigger']);
  });
});
