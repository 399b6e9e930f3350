import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Incident, Member } from '#checks/book.ts';
import { incidentMessage } from '#slack/blocks/incident.ts';
import { anyText, holdsForAny } from '../../support/any-report.ts';
import { check, incident, MEANS, MINUTE, member, RUNBOOK, SINCE, withoutOwnMarkup } from '../../support/incident.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';

const SINCE_WORDS = '<!date^1763048055^{date_short_pretty} {time_secs}|2025-11-13 15:34:15 UTC>';
const SINCE_CLOCK = '<!date^1763048055^{time}|15:34 UTC>';
const OVER = { state: 'resolved', resolvedAt: SINCE + 41 * MINUTE + 13_000 } as const;
const plainCheck = (name: string) => check({ name });

function message(over: Partial<Incident> = {}, checkOf: Parameters<typeof incidentMessage>[1] = plainCheck) {
  const content = incidentMessage(incident(over), checkOf);
  expectAcceptable(withoutOwnMarkup(content));
  return content;
}

function buttonsOf({ blocks = [] }: ReturnType<typeof message>) {
  const actions = blocks.find((block) => block.type === 'actions');
  return actions?.elements.flatMap((element) => (element.type === 'button' ? [element] : [])) ?? [];
}

const buttonIds = (over: Partial<Incident>) => buttonsOf(message(over)).map(({ action_id: id }) => id);

describe('the message of an incident', () => {
  it('says the cause in a few words, since when and how often, then what to do, in the notification too', () => {
    const content = message();
    const first = `:red_circle: *lab: ${MEANS}, since ${SINCE_CLOCK} (3 runs)*`;
    const act = '*Do:* Check for a free GPU and a ready node.';
    expect(content.text).toBe(`${first}. ${act}`);
    expect(wordsOf(content).startsWith([first, act].join('\n'))).toBe(true);
    expect(wordsOf(content).endsWith('\ncheck timing-live')).toBe(true);
  });

  it('has the words of the run where nobody has fewer', () => {
    const { means: _, ...worded } = member({ headline: 'no worker runs it' });
    expect(message({ members: [worded] }).text).toContain('*lab: no worker runs it, since');
  });

  it('says that it is recovering, and no longer what to do', () => {
    const { text } = message({ state: 'recovering' });
    expect(text).toContain(
      `:large_yellow_circle: *lab: ${MEANS}, since ${SINCE_CLOCK} (3 runs)* · the last run was good, now it is being confirmed`,
    );
    expect(text).not.toContain('Do:');
  });

  it('says after what time it works again, and what it was', () => {
    const content = message({ ...OVER, members: [member({ runs: 7, recoveredAt: OVER.resolvedAt })] });
    expect(content.text).toBe(`:large_green_circle: *lab works again, after 41 min* · it was: ${MEANS}.`);
  });

  it('shows what somebody says it was once it is over', () => {
    const note = { by: 'U0ASKER', at: SINCE, words: 'two leaked jobs' };
    expect(message({ ...OVER, note }).text).toContain(`it was: ${MEANS} · note by <@U0ASKER>: “two leaked jobs”`);
  });

  it('does not say that it recovered when its check is gone', () => {
    expect(message(OVER, () => undefined).text).toContain('*lab: no longer watched*, nobody saw its end · it was: ');
    const left = [member({ recoveredAt: OVER.resolvedAt })];
    expect(message({ ...OVER, members: left }, () => undefined).text).toContain('*lab: no longer watched*');
    expect(message({ ...OVER, members: left }).text).toContain('*lab works again,');
  });

  it('tells the bot’s blindness as its own, and nothing of the stack', () => {
    const blind = { kind: 'blindness', members: [member({ means: 'Kubernetes refuses the bot' })] } as const;
    const content = message(blind);
    expect(content.text).toContain(
      `:white_circle: *lab: cannot check, since ${SINCE_CLOCK} (3 runs)*: Kubernetes refuses the bot`,
    );
    expect(wordsOf(content)).toContain('this says nothing about whether lab works');
    const all = [blind, { ...blind, state: 'recovering' as const }, { ...blind, ...OVER }].map((over) => message(over));
    expect(JSON.stringify(all)).not.toMatch(/fail|red_circle|green/i);
    expect(all[2]?.text).toContain('*lab can be checked again, after 41 min* · it was: Kubernetes refuses the bot');
  });

  it('says who has acknowledged it, and until when and why it is snoozed', () => {
    const acknowledged = { by: 'U0ASKER', at: SINCE };
    const snoozed = { by: 'U0ASKER', at: SINCE, until: SINCE, reason: 'a new GPU comes' };
    expect(message({ acknowledged, snoozed }).text).toContain(
      ` · acknowledged by <@U0ASKER> · snoozed by <@U0ASKER> until ${SINCE_WORDS}: a new GPU comes. *Do:*`,
    );
    expect(message({ snoozed: { by: 'U0ASKER', at: SINCE } }).text).toContain(
      'snoozed by <@U0ASKER> until it is over, at most until <!date^',
    );
    expect(message({ ...OVER, acknowledged, snoozed }).text).not.toMatch(/snoozed|acknowledged/);
  });

  it('has the runbooks of its checks, each once', () => {
    const members = ['timing-live', 'other'].map((name) => member({ check: name }));
    const words = wordsOf(message({ members }, (name) => check({ name, runbook: RUNBOOK })));
    expect(words).toContain('\nRunbook: <https://wiki.example.org/focus?a=1&amp;b=2|timing-live>\n');
  });

  it('links no runbook that is no https link', () => {
    for (const runbook of [
      'javascript:alert(1)',
      'https://a.example/|x',
      'https://a.example/><!channel>',
      'https://a b',
    ])
      expect(message({}, (name) => check({ name, runbook })).text).not.toContain('Runbook');
  });

  it('says how often it came back', () => {
    expect(wordsOf(message({ reopened: 1 }))).toContain('came back once');
    expect(wordsOf(message({ reopened: 2 }))).toContain('came back 2 times');
  });
});

describe('an incident of many checks', () => {
  it('names them when they have one cause', () => {
    const members = ['a', 'b', 'c'].map((name) => member({ check: name }));
    expect(wordsOf(message({ members }))).toContain(
      '(9 runs)*\n*Do:* Check for a free GPU and a ready node.\nNoticed by 3 checks: a, b, c.\n',
    );
  });

  it('has a line for each when their causes differ, those that fail still first', () => {
    const members = [
      member({ check: 'a', recoveredAt: SINCE }),
      member({ check: 'b', cause: 'broker', means: 'RabbitMQ is down', runs: 1 }),
      member({ check: 'c' }),
    ];
    const content = message({ members });
    expect(wordsOf(content)).toContain(
      `Noticed by 3 checks\nb: RabbitMQ is down (1 run failed)\nc: ${MEANS} (3 runs failed)\na: good again (3 runs failed)`,
    );
    expect(content.text).toContain('*lab: RabbitMQ is down, since');
  });

  it('says of one that focus.yml no longer has that nobody watches it', () => {
    const members = [member({ check: 'gone', recoveredAt: SINCE }), member({ check: 'a' })];
    const words = wordsOf(message({ members }, (name) => (name === 'gone' ? undefined : plainCheck(name))));
    expect(words).toContain('gone: no longer watched (3 runs failed)');
  });

  it('says how many are good again while it recovers', () => {
    const members = ['a', 'b', 'c'].map((name) => member({ check: name, ...(name === 'a' && { recoveredAt: SINCE }) }));
    expect(message({ members, state: 'recovering' }).text).toContain('(9 runs)* · 1 of 3 checks is good again');
  });

  it('names ten of them', () => {
    const members = Array.from({ length: 14 }, (_, i) => member({ check: `check-${i}`, cause: `cause-${i % 2}` }));
    const content = message({ members });
    expect(wordsOf(content)).toContain('check-9: ');
    expect(wordsOf(content)).not.toContain('check-10');
    expect(wordsOf(content)).toContain('\nand 4 more\n');
    expect(content.text).toContain('Noticed by 14 checks: check-0, ');
    expect(content.text).toContain('check-9 and 4 more.');
  });
});

describe('the mention of an incident', () => {
  const mention = { group: 'S0OPS', when: ['alert'] } as const;
  const told = (over: Partial<Incident>, when: readonly ('alert' | 'reminder')[] = ['alert'], isNew = true) =>
    incidentMessage(incident(over), (name) => check({ name, mention: { ...mention, when } }), { isNew });

  it('is in the message as it is posted, once for each group', () => {
    const members = ['a', 'b'].map((name) => member({ check: name }));
    const content = told({ members });
    expect(content.text.match(/<!subteam\^S0OPS>/g)).toHaveLength(1);
    expect(wordsOf(content).match(/<!subteam\^S0OPS>/g)).toHaveLength(1);
    expectAcceptable(withoutOwnMarkup(content));
  });

  it('is in no edit, in no message that is over when it is posted, and only where alerts are wanted', () => {
    for (const content of [told({}, ['alert'], false), told(OVER), told({}, ['reminder'])])
      expect(JSON.stringify(content)).not.toContain('subteam');
  });
});

describe('the buttons of an incident', () => {
  it('carry the incident, the check and the investigation', () => {
    expect(buttonsOf(message()).map(({ action_id: id, text, value }) => [id, text.text, value])).toEqual([
      ['acknowledge', 'Acknowledge', 'k3f9q2'],
      ['snooze', 'Snooze', 'k3f9q2'],
      ['run-check', 'Run now', 'timing-live'],
      ['logs', 'Logs', 'inv-7f3a'],
    ]);
  });

  it('are fewer once it is acknowledged, and ask what it was when it is over', () => {
    expect(buttonIds({ acknowledged: { by: 'U0ASKER', at: SINCE } })).toEqual(['snooze', 'run-check', 'logs']);
    expect(buttonIds({ state: 'recovering' })).toEqual(['acknowledge', 'snooze', 'run-check', 'logs']);
    expect(buttonIds(OVER)).toEqual(['what-was-it', 'logs']);
    const note = { by: 'U0ASKER', at: SINCE, words: 'two leaked jobs' };
    expect(buttonsOf(message({ ...OVER, note }))[0]?.text.text).toBe('Change the note');
  });

  it('are none for what is not there: an investigation, or a check that focus.yml has', () => {
    const { investigation: _, ...blind } = member();
    expect(buttonIds({ members: [blind] })).toEqual(['acknowledge', 'snooze', 'run-check']);
    expect(buttonsOf(message({}, () => undefined)).map(({ action_id: id }) => id)).not.toContain('run-check');
    expect(buttonIds({ ...OVER, id: 'no id', members: [blind] })).toEqual([]);
  });
});

const anyMember: fc.Arbitrary<Member> = fc.record(
  {
    check: fc.oneof(anyText, fc.constant('timing-live')),
    joinedAt: fc.double(),
    cause: anyText,
    headline: anyText,
    means: anyText,
    nextStep: anyText,
    investigation: anyText,
    jobId: anyText,
    runs: fc.nat(),
    lastRunAt: fc.double(),
    causes: fc.array(anyText),
    recoveredAt: fc.nat(),
  },
  { requiredKeys: ['check', 'joinedAt', 'cause', 'headline', 'runs', 'lastRunAt', 'causes'] },
);
const by = fc.oneof(anyText, fc.constant('U0ASKER'));

/** Any incident at all: longer, emptier and more hostile than a real one. */
const anyIncident: fc.Arbitrary<Incident> = fc.record(
  {
    id: anyText,
    kind: fc.constantFrom('failure' as const, 'blindness' as const),
    environment: anyText,
    channel: anyText,
    since: fc.double({ noNaN: true }),
    openedAt: fc.double(),
    members: fc.oneof(fc.array(anyMember, { maxLength: 3 }), fc.array(anyMember, { minLength: 9, maxLength: 60 })),
    state: fc.constantFrom('alerting' as const, 'recovering' as const, 'resolved' as const),
    resolvedAt: fc.nat(),
    reopened: fc.nat(),
    acknowledged: fc.record({ by, at: fc.double() }),
    snoozed: fc.record({ by, at: fc.double(), until: fc.double(), reason: anyText }, { requiredKeys: ['by', 'at'] }),
    note: fc.record({ by, at: fc.double(), words: anyText }),
    isTold: fc.boolean(),
    notices: fc.constant([]),
    revision: fc.nat(),
    shown: fc.nat(),
  },
  {
    requiredKeys: [
      'id',
      'kind',
      'environment',
      'channel',
      'since',
      'openedAt',
      'members',
      'state',
      'reopened',
      'isTold',
      'notices',
      'revision',
      'shown',
    ],
  },
);

it('is accepted by Slack and inert for any incident', () => {
  const long = `https://wiki.example.org/${'x'.repeat(170)}`;
  const mention = { group: 'S0OPS', when: ['alert'] } as const;
  const checks = fc.constantFrom(
    () => undefined,
    () => check({ runbook: long, mention }),
    (name: string) => check({ name, runbook: `<!channel>${name}`, mention: { ...mention, group: name } }),
  );
  holdsForAny(fc.tuple(anyIncident, checks, fc.boolean()), ([any, checkOf, isNew]) => {
    const content = incidentMessage(any, checkOf, { isNew });
    const labels = /<(https:[^|<>]*)\|[^<>]*>/g;
    expectAcceptable(
      withoutOwnMarkup(
        JSON.parse(JSON.stringify(content), (_, value) =>
          typeof value === 'string' ? value.replaceAll(labels, '<$1|timing-live>') : value,
        ),
      ),
    );
  });
});

it('fits though every part of it is as long as it may be', () => {
  const long = 'word '.repeat(1_000);
  const members = Array.from({ length: 30 }, (_, i) =>
    member({ check: `${i}-${'x'.repeat(100)}`, cause: `${i}`, means: long, nextStep: long }),
  );
  const snoozed = { by: long, at: SINCE, until: SINCE, reason: long };
  const content = incidentMessage(
    incident({ environment: long, members, snoozed, acknowledged: { by: long, at: SINCE }, id: 'x'.repeat(64) }),
    (name) => check({ name, runbook: `https://wiki.example.org/${name.slice(0, 3)}${'y'.repeat(860)}` }),
  );
  expectAcceptable(
    JSON.parse(JSON.stringify(content), (_, value) =>
      typeof value === 'string'
        ? value.replaceAll(/<https:[^|<>]*\|[^<>]*>/g, (whole) => 'l'.repeat(whole.length))
        : value,
    ),
  );
});
