import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Incident, Step } from '#checks/book.ts';
import { incidentCourse } from '#slack/blocks/incident-course.ts';
import { anyText, holdsForAny } from '../../support/any-report.ts';
import { incident, MINUTE, SINCE } from '../../support/incident.ts';
import { expectAcceptable } from '../../support/message.ts';

const DATE = /<!date\^\d+\^[^|]*\|\d{4}-\d\d-\d\d (\d\d:\d\d):\d\d UTC>/g;

function lines(course: readonly Step[], over: Partial<Incident> = {}): readonly string[] {
  const content = incidentCourse(incident({ course, ...over }));
  expect(content.blocks).toHaveLength(1);
  return content.text.replaceAll(DATE, '$1').split('\n');
}

const at = (minutes: number) => SINCE + minutes * MINUTE;

describe('the course of an incident', () => {
  it('begins with when it was first seen and confirmed, then has a line for each thing that happened', () => {
    expect(
      lines([
        { at: at(3), news: { kind: 'joined', check: 'ready', headline: 'Focus Server is down' } },
        { at: at(5), news: { kind: 'cause-changed', check: 'timing-live', headline: 'the queue is missing' } },
        { at: at(6), news: { kind: 'acknowledged', by: 'U0ASKER' } },
        { at: at(7), news: { kind: 'snoozed', by: 'U0ASKER', until: at(67), reason: 'a new GPU' } },
        { at: at(8), news: { kind: 'escalated', unacknowledgedForMs: 6 * MINUTE, channel: 'C0BOSS', group: 'S0BOSS' } },
        { at: at(10), news: { kind: 'woken', by: 'U0ASKER', failingForMs: 10 * MINUTE, runs: 9 } },
        { at: at(12), news: { kind: 'recovered', afterMs: 12 * MINUTE, runs: 4 } },
        { at: at(15), news: { kind: 'noted', by: 'U0ASKER', at: at(14), words: 'two leaked jobs' } },
        { at: at(20), news: { kind: 'reopened', headline: 'the pod found no node' } },
      ]),
    ).toEqual([
      '15:34 first seen',
      '15:36 confirmed',
      '15:37 check ready too: Focus Server is down',
      '15:39 now it is: the queue is missing (check timing-live)',
      '15:40 acknowledged by <@U0ASKER>: no reminders from now on',
      '15:41 snoozed by <@U0ASKER> until 16:41: a new GPU',
      '15:42 told <#C0BOSS> and <!subteam^S0BOSS>: nobody had acknowledged it for 6 min',
      '15:44 the snooze is over',
      '15:46 *over after 12 min*, 4 runs failed',
      '15:49 <@U0ASKER>: “two leaked jobs”',
      '15:54 again: the pod found no node',
    ]);
  });

  it('says whose acknowledgement was for another cause', () => {
    const news = {
      kind: 'cause-changed',
      check: 'ready',
      headline: 'no route',
      acknowledgedBefore: 'U0ASKER',
    } as const;
    expect(lines([{ at: at(9), news }]).at(-1)).toBe(
      '15:43 now it is: no route (check ready); <@U0ASKER> had acknowledged what it was before, nobody has acknowledged this',
    );
  });

  it('is of the bot’s sight where the bot is blind, and says that nobody saw the end', () => {
    const over = { at: at(12), news: { kind: 'recovered', afterMs: 12 * MINUTE, runs: 4 } } as const;
    expect(lines([over], { kind: 'blindness' }).at(-1)).toBe('15:46 *seen again after 12 min*, 4 runs saw too little');
    expect(lines([{ at: at(9), news: { kind: 'abandoned', check: 'ready' } }]).at(-1)).toBe(
      '15:43 check ready is no longer in focus.yml: nobody will see the end of this.',
    );
  });

  it('keeps the newest where not all fit', () => {
    const long = Array.from({ length: 30 }, (_, nth) => ({
      at: at(nth),
      news: { kind: 'reopened', headline: `${nth} ${'x'.repeat(180)}` } as const,
    }));
    const shown = lines(long);
    expect(shown[2]).toMatch(/^and \d+ more$/);
    expect(shown.at(-1)).toContain('again: 29 x');
  });

  it('is there for an incident of a book that kept none', () => {
    const { course: _, ...old } = incident();
    expect(incidentCourse(old).text).toMatch(/ first seen\n.* confirmed$/);
  });

  it('is accepted by Slack and inert whatever it says', () => {
    const by = fc.oneof(anyText, fc.constant('U0ASKER'));
    const number = fc.double({ min: 0, max: 1e15, noNaN: true });
    const of = <K extends Step['news']['kind']>(kind: K) => fc.constant(kind);
    const news: fc.Arbitrary<Step['news']> = fc.oneof(
      fc.record({ kind: of('cause-changed'), check: anyText, headline: anyText }),
      fc.record({ kind: of('joined'), check: anyText, headline: anyText }),
      fc.record({ kind: of('escalated'), unacknowledgedForMs: number, channel: anyText, group: anyText }),
      fc.record({ kind: of('snoozed'), by, until: number, reason: anyText }, { requiredKeys: ['kind', 'by'] }),
      fc.record({ kind: of('noted'), by, at: number, words: anyText }),
      fc.record({ kind: of('acknowledged'), by }),
      fc.record({ kind: of('abandoned'), check: anyText }),
    );
    const steps = fc.array(fc.record({ at: fc.double(), news }), { maxLength: 30 });
    holdsForAny(steps, (course) => expectAcceptable(incidentCourse(incident({ course }))), 200);
  });
});
