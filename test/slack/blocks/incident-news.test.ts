import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Incident, News } from '#checks/book.ts';
import type { Mention } from '#checks/check.ts';
import { escalationFailed, escalationMessage, newsReply } from '#slack/blocks/incident-news.ts';
import { anyText, holdsForAny } from '../../support/any-report.ts';
import { check, incident, MINUTE, member, withoutOwnMarkup } from '../../support/incident.ts';
import { expectAcceptable } from '../../support/message.ts';

function reply(news: News, over: Partial<Incident> = {}, mention?: Mention): string | undefined {
  const content = newsReply(incident(over), news, (name) => check({ name, ...(mention && { mention }) }));
  if (content) expectAcceptable(withoutOwnMarkup(content));
  return content?.text;
}

const escalated = { kind: 'escalated', unacknowledgedForMs: 30 * MINUTE, channel: 'C0BOSS', group: 'S0BOSS' } as const;
const reminder = { kind: 'reminder', failingForMs: 120 * MINUTE + 4_000, runs: 9 } as const;
const silent: readonly News[] = [
  { kind: 'opened' },
  { kind: 'details', investigation: 'inv-7f3a' },
  { kind: 'cause-changed', check: 'timing-live', headline: 'the queue is missing' },
  { kind: 'acknowledged', by: 'U0ASKER' },
  { kind: 'snoozed', by: 'U0ASKER' },
  { kind: 'abandoned', check: 'ready' },
];
const wanted = {
  alert: { kind: 'reopened', headline: 'the pod found no node' },
  recovery: { kind: 'recovered', afterMs: 41 * MINUTE, runs: 7 },
  reminder,
  escalation: escalated,
} as const;

describe('the replies about an incident', () => {
  it.each<[News, string]>([
    [reminder, 'Still, for 2 h: the pod found no node; 9 runs failed. Nobody has acknowledged it.'],
    [escalated, 'Nobody has acknowledged it for 30 min, so it is told in <#C0BOSS> too.'],
    [
      { kind: 'escalated', unacknowledgedForMs: 30 * MINUTE, group: 'S0BOSS' },
      'Nobody has acknowledged it for 30 min, so it is for <!subteam^S0BOSS> now.',
    ],
    [
      { kind: 'woken', by: 'U0ASKER', failingForMs: 120 * MINUTE, runs: 9 },
      '<@U0ASKER> No longer snoozed. Still, for 2 h: the pod found no node; 9 runs failed.',
    ],
    [
      { kind: 'cause-changed', check: 'ready', headline: 'the queue is missing', acknowledgedBefore: 'U0ASKER' },
      '<@U0ASKER> Now it is: the queue is missing. You acknowledged what it was before; nobody has acknowledged this.',
    ],
  ])(
    'always are for a reminder, an escalation, the end of a snooze, and whoever acknowledged another cause: %j',
    (news, words) => {
      expect(reply(news)).toBe(words);
    },
  );

  it('are none for what the message and the course in the thread show, for an edit disturbs nobody', () => {
    const all: Mention = { group: 'S0OPS', when: ['alert', 'reminder', 'escalation', 'recovery'] };
    for (const news of silent) expect(reply(news, {}, all)).toBeUndefined();
    for (const news of [wanted.alert, wanted.recovery]) expect(reply(news)).toBeUndefined();
  });

  it.each([
    ['alert', 'Again: the pod found no node. <!subteam^S0OPS>'],
    ['recovery', 'Over after 41 min. <!subteam^S0OPS>'],
    ['reminder', expect.stringMatching(/ <!subteam\^S0OPS>$/)],
    ['escalation', expect.stringMatching(/ <!subteam\^S0OPS>$/)],
  ] as const)('are for the group that the check wants to be told: %s', (when, words) => {
    const mention = { group: 'S0OPS', when: [when] };
    expect(reply(wanted[when], {}, mention)).toEqual(words);
    const others = (['alert', 'recovery'] as const).filter((other) => other !== when);
    for (const other of others) expect(reply(wanted[other], {}, mention)).toBeUndefined();
  });

  it('tell the group of a check that joins, unless the alert has told it', () => {
    const members = [member(), member({ check: 'ready' })];
    const text = (group: string) =>
      newsReply(incident({ members }), { kind: 'joined', check: 'ready', headline: 'no ack' }, (name) =>
        check({ name, mention: { group: name === 'ready' ? group : 'S0OPS', when: ['alert'] } }),
      )?.text;
    expect(text('S0DEV')).toBe('Check ready too: no ack. <!subteam^S0DEV>');
    expect(text('S0OPS')).toBeUndefined();
  });

  it('do not say that nobody has acknowledged what somebody has', () => {
    const acknowledged = { by: 'U0ASKER', at: 1 };
    expect(reply(reminder, { acknowledged })).not.toContain('Nobody');
  });

  it('are of the bot’s sight where the bot is blind', () => {
    expect(reply(reminder, { kind: 'blindness' })).toContain('9 runs saw too little.');
  });
});

describe('the message for the second channel', () => {
  it('says what is the matter, where it is cared for, and whom it is for', () => {
    const { text } = escalationMessage(incident(), escalated, () => undefined, '<#C0OPS>');
    expect(text).toBe(
      ':red_circle: *lab: the pod found no node, since <!date^1763048055^{time}|15:34 UTC> (3 runs)*. Nobody has acknowledged it for 30 min; it is cared for in <#C0OPS>. <!subteam^S0BOSS>',
    );
  });
});

it('is accepted by Slack and inert whatever it says', () => {
  const number = fc.double({ min: 0, max: 1e15, noNaN: true });
  const of = <K extends News['kind']>(kind: K) => fc.constant(kind);
  const any: fc.Arbitrary<News> = fc.oneof(
    fc.record({ kind: of('joined'), check: anyText, headline: anyText }),
    fc.record({ kind: of('escalated'), unacknowledgedForMs: number, channel: anyText, group: anyText }),
    fc.record({ kind: of('reopened'), headline: anyText }),
    fc.record({ kind: of('reminder'), failingForMs: number, runs: fc.nat() }),
    fc.record({ kind: of('recovered'), afterMs: number, runs: fc.nat() }),
  );
  holdsForAny(
    fc.tuple(any, anyText),
    ([news, text]) => {
      const of = incident({ environment: text, members: [member({ check: text, headline: text, means: text })] });
      const checkOf = () => check({ mention: { group: text, when: ['alert', 'escalation', 'recovery'] } });
      const content = newsReply(of, news, checkOf);
      if (content) expectAcceptable(content);
      if (news.kind !== 'escalated') return;
      expectAcceptable(escalationMessage(of, news, checkOf, 'there'));
      expectAcceptable(escalationFailed(of, news, checkOf, text));
    },
    200,
  );
});
