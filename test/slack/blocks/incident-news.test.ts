import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Incident } from '#checks/book.ts';
import type { Mention } from '#checks/check.ts';
import { escalationFailed, escalationMessage, newsReply, type Told } from '#slack/blocks/incident-news.ts';
import { anyText, holdsForAny } from '../../support/any-report.ts';
import { check, incident, MINUTE, member, SINCE, withoutOwnMarkup } from '../../support/incident.ts';
import { expectAcceptable } from '../../support/message.ts';

const TIME = '<!date^1763048055^{date_short_pretty} {time_secs}|2025-11-13 15:34:15 UTC>';

function reply(news: Told, over: Partial<Incident> = {}, mention?: Mention): string {
  const content = newsReply(incident(over), news, (name) => check({ name, ...(mention && { mention }) }));
  expectAcceptable(withoutOwnMarkup(content));
  return content.text;
}

const changed = {
  kind: 'cause-changed',
  check: 'timing-live',
  from: 'pod-not-scheduled',
  to: 'queue-missing',
} as const;
const escalated = { kind: 'escalated', unacknowledgedForMs: 30 * MINUTE, channel: 'C0BOSS', group: 'S0BOSS' } as const;

describe('the news of an incident', () => {
  it.each<[Told, string]>([
    [
      { ...changed, headline: 'Job 19-8 has no queue', nextStep: 'Read the log' },
      'The cause changed: Job 19-8 has no queue. It was pod-not-scheduled (check timing-live). *Next:* Read the log.',
    ],
    [
      { kind: 'joined', check: 'ready', headline: 'No ack in > 5 s' },
      'Also noticed by check ready: No ack in &gt; 5 s.',
    ],
    [
      { kind: 'reminder', failingForMs: 120 * MINUTE + 4_000, runs: 9 },
      'Still failing for 2 h; 9 runs failed. Nobody has acknowledged it.',
    ],
    [escalated, 'Nobody has acknowledged it for 30 min, so it is told in <#C0BOSS> too.'],
    [
      { kind: 'escalated', unacknowledgedForMs: 30 * MINUTE, group: 'S0BOSS' },
      'Nobody has acknowledged it for 30 min, so it is for <!subteam^S0BOSS> now.',
    ],
    [{ kind: 'acknowledged', by: 'U0ASKER' }, '<@U0ASKER> acknowledged it: no reminders from now on.'],
    [
      { kind: 'snoozed', by: 'U0ASKER', until: SINCE, reason: 'a new GPU' },
      `<@U0ASKER> snoozed it until ${TIME}: a new GPU.`,
    ],
    [{ kind: 'snoozed', by: 'U0ASKER' }, '<@U0ASKER> snoozed it until it is over.'],
    [{ kind: 'reopened', headline: 'No consumer' }, 'Failing again: No consumer.'],
    [{ kind: 'recovered', afterMs: 41 * MINUTE, runs: 7 }, 'Recovered after 41 min; 7 runs failed.'],
    [
      { kind: 'abandoned', check: 'ready' },
      'Check ready is no longer in focus.yml, so the bot will not see the end of this.',
    ],
  ])('%j is the fact first', (news, words) => {
    expect(reply(news)).toBe(words);
  });

  it('is of the bot’s sight where the bot is blind', () => {
    const blind = { kind: 'blindness' } as const;
    expect(reply({ kind: 'reminder', failingForMs: MINUTE, runs: 1 }, blind)).toContain(
      'Still cannot check lab for 1 min; 1 run saw too little.',
    );
    expect(reply({ kind: 'recovered', afterMs: MINUTE, runs: 2 }, blind)).toBe(
      'Can check lab again after 1 min; 2 runs saw too little.',
    );
    expect(reply({ kind: 'reopened', headline: 'no answer' }, blind)).toBe('Cannot check lab again: no answer.');
  });

  it('does not say that nobody has acknowledged what somebody has', () => {
    const acknowledged = { by: 'U0ASKER', at: SINCE };
    expect(reply({ kind: 'reminder', failingForMs: MINUTE, runs: 1 }, { acknowledged })).not.toContain('Nobody');
  });
});

describe('the mention in the news', () => {
  const all: Told[] = [
    { ...changed, headline: 'No queue' },
    { kind: 'reminder', failingForMs: MINUTE, runs: 1 },
    escalated,
    { kind: 'acknowledged', by: 'U0ASKER' },
    { kind: 'snoozed', by: 'U0ASKER' },
    { kind: 'reopened', headline: 'No consumer' },
    { kind: 'recovered', afterMs: MINUTE, runs: 1 },
    { kind: 'abandoned', check: 'ready' },
  ];

  it.each([
    ['alert', ['reopened']],
    ['reminder', ['reminder']],
    ['escalation', ['escalated']],
    ['recovery', ['recovered']],
  ] as const)('is where the check wants it: %s', (when, kinds) => {
    const mention = { group: 'S0OPS', when: [when] };
    const mentioned = all.filter((news) => reply(news, {}, mention).endsWith(' <!subteam^S0OPS>'));
    expect(mentioned.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('tells the group of a check that joins, unless the alert has told it', () => {
    const members = [member(), member({ check: 'ready' })];
    const text = (group: string) =>
      newsReply(incident({ members }), { kind: 'joined', check: 'ready', headline: 'No ack' }, (name) =>
        check({ name, mention: { group: name === 'ready' ? group : 'S0OPS', when: ['alert'] } }),
      ).text;
    expect(text('S0DEV')).toBe('Also noticed by check ready: No ack. <!subteam^S0DEV>');
    expect(text('S0OPS')).toBe('Also noticed by check ready: No ack.');
  });
});

describe('the message for the second channel', () => {
  it('says what is the matter, where it is cared for, and whom it is for', () => {
    const { text } = escalationMessage(incident(), escalated, () => undefined, '<#C0OPS>');
    expect(text).toBe(
      ':red_circle: *Failing in lab:* No consumer of job 19-7 in &gt; 30 s (limit 30 s). Nobody has acknowledged it for 30 min; it is cared for in <#C0OPS>. <!subteam^S0BOSS>',
    );
  });
});

it('is accepted by Slack and inert whatever it says', () => {
  const number = fc.double({ min: 0, max: 1e15, noNaN: true });
  const by = anyText;
  const of = <K extends Told['kind']>(kind: K) => fc.constant(kind);
  const any: fc.Arbitrary<Told> = fc.oneof(
    fc.record({ kind: of('cause-changed'), check: by, from: by, to: by, headline: by, nextStep: by }),
    fc.record({ kind: of('joined'), check: by, headline: by }),
    fc.record({ kind: of('escalated'), unacknowledgedForMs: number, channel: by, group: by }),
    fc.record({ kind: of('snoozed'), by, until: number, reason: by }, { requiredKeys: ['kind', 'by'] }),
    fc.record({ kind: of('acknowledged'), by }),
    fc.record({ kind: of('reopened'), headline: by }),
    fc.record({ kind: of('recovered'), afterMs: number, runs: fc.nat() }),
    fc.record({ kind: of('abandoned'), check: by }),
  );
  holdsForAny(
    fc.tuple(any, anyText),
    ([news, text]) => {
      const of = incident({ environment: text, members: [member({ check: text, headline: text })] });
      const checkOf = () => check({ mention: { group: text, when: ['alert', 'escalation', 'recovery'] } });
      expectAcceptable(newsReply(of, news, checkOf));
      if (news.kind !== 'escalated') return;
      expectAcceptable(escalationMessage(of, news, checkOf, 'there'));
      expectAcceptable(escalationFailed(of, news, checkOf, text));
    },
    200,
  );
});
