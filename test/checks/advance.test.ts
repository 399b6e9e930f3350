import { describe, expect, it } from 'vitest';
import { advance, emptyBook } from '#checks/advance.ts';
import { check, HOUR, MINUTE, NOON, runResult, story } from '../support/book.ts';

const api = check('api');

describe('the phase of a check', () => {
  it.each([
    ['G', 'ok'],
    ['W', 'ok'],
    ['B', 'ok'],
    ['F', 'suspicious'],
    ['FG', 'suspicious'],
    ['FGG', 'ok'],
    ['FBF', 'alerting'],
    ['FF', 'alerting'],
    ['FGF', 'alerting'],
    ['FGGF', 'suspicious'],
    ['FFG', 'recovering'],
    ['FFGB', 'recovering'],
    ['FFGF', 'alerting'],
    ['FFGG', 'ok'],
    ['FFWW', 'ok'],
    ['FFGGF', 'suspicious'],
  ])('after %s is %s', (letters, phase) => {
    expect(story(api).runs(letters).phase()).toBe(phase);
  });

  it('is alerting at once where one failure is enough', () => {
    expect(
      story(check('api', { alertAfter: { failures: 1, of: 1 } }))
        .runs('F')
        .phase(),
    ).toBe('alerting');
  });

  it('counts no failure from before the last recovery', () => {
    const hasty = check('api', { recoverAfter: 1, alertAfter: { failures: 2, of: 3 } });
    expect(story(hasty).runs('FFGF').phase()).toBe('suspicious');
  });

  it('wants more good runs of what came back, at most eight times as many', () => {
    const flapping = story(api).runs('FF').tell().runs('GGFF').tell();
    expect(flapping.runs('GGG').phase()).toBe('recovering');
    expect(flapping.runs('G').phase()).toBe('ok');
  });

  it('believes in a recovery when no failure is remembered any more, however often it came back', () => {
    const long = story(check('api', { recoverAfter: 9 }))
      .runs('FF')
      .tell()
      .runs('GGGGGGGGGFF')
      .tell();
    expect(long.incident.reopened).toBe(1);
    expect(long.runs('G'.repeat(18)).phase()).toBe('ok');
  });
});

describe('a check of what others start', () => {
  it('wants no run to confirm a failure: nobody can ask for one', () => {
    const theirs = check('api', { asks: { kind: 'watched' }, schedule: { kind: 'as-made' } });
    expect(story(theirs).runs('F').book.checks.api).toMatchObject({ phase: 'suspicious' });
    expect(story(theirs).runs('F').book.checks.api).not.toHaveProperty('confirmAt');
    expect(story(theirs).runs('B').book.checks.api).not.toHaveProperty('confirmAt');
    expect(story(theirs).runs('FF').phase()).toBe('alerting');
  });
});

describe('a run out of turn', () => {
  const confirmAt = (letters: string, changes = {}) =>
    story(check('api', changes)).runs(letters).book.checks.api?.confirmAt;
  const aMinuteAfter = (runs: number) => NOON + (runs - 1) * 5 * MINUTE + MINUTE;

  it.each([
    ['G', undefined],
    ['F', aMinuteAfter(1)],
    ['FG', aMinuteAfter(2)],
    ['FGG', undefined],
    ['FF', undefined],
    ['FFG', aMinuteAfter(3)],
    ['B', aMinuteAfter(1)],
    ['BB', undefined],
  ])('after %s is wanted at %s', (letters, at) => {
    expect(confirmAt(letters)).toBe(at);
  });

  it('is wanted no more once it was handed to the queue, or the check is paused', () => {
    const suspicious = () => story(api).runs('F');
    const confirming = suspicious().take({ kind: 'confirming', at: NOON, check: 'api' });
    const paused = suspicious().take({ kind: 'pause', at: NOON, check: 'api', by: 'U1' });
    expect([confirming.book.checks.api?.confirmAt, paused.book.checks.api?.confirmAt]).toEqual([undefined, undefined]);
  });
});

describe('an incident', () => {
  it('opens with the details of the run that made it sure', () => {
    const it = story(api).runs('F').run('failed', { investigation: 'inv-2' });
    expect(it.waiting).toEqual(['opened', 'details']);
    expect(it.incident).toMatchObject({
      kind: 'failure',
      environment: 'lab',
      channel: 'C1',
      since: NOON,
      state: 'alerting',
    });
    expect(it.incident.members).toMatchObject([
      { check: 'api', cause: 'backend-down', runs: 2, investigation: 'inv-2' },
    ]);
  });

  it('is told once, and its end once, with how long it took and how many runs failed', () => {
    const it = story(api).runs('FF').tell().runs('FFFGG');
    expect(it.incident.notices).toMatchObject([{ news: { kind: 'recovered', afterMs: 30 * MINUTE, runs: 5 } }]);
    expect(it.tell().told).toEqual(['opened', 'recovered']);
  });

  it('is news again where it has a cause that it did not have before, and only then', () => {
    const it = story(api).runs('FF').tell().runs('F', { cause: 'rabbitmq-down' }).tell();
    it.runs('F').runs('F', { cause: 'rabbitmq-down' }).runs('F', { cause: 'not-determined' }).tell();
    expect(it.told).toEqual(['opened', 'cause-changed']);
  });

  it('asks for an edit of its message whenever a run says something', () => {
    const it = story(api).runs('FF').tell();
    const before = it.incident.revision;
    it.run('failed');
    expect(it.incident).toMatchObject({ revision: before + 1, shown: before });
  });

  it('is the same one when it comes back soon, and another one later', () => {
    const soon = story(api).runs('FF').tell().runs('GG').tell().runs('FF').tell();
    expect(soon.incident.reopened).toBe(1);
    expect(soon.told).toEqual(['opened', 'recovered', 'reopened']);
    const late = story(api).runs('FF').tell().runs('GG').tell().pass(HOUR).runs('FF').tell();
    expect(late.told).toEqual(['opened', 'recovered', 'opened']);
  });

  it('comes back when its first failing run was soon enough, though it was confirmed later', () => {
    const it = story(api).runs('FF').tell().run('ok').pass(MINUTE).run('ok').tell();
    it.pass(29 * MINUTE)
      .run('failed')
      .pass(2 * MINUTE)
      .run('failed')
      .tell();
    expect(it.told).toEqual(['opened', 'recovered', 'reopened']);
  });

  it('that comes back with another cause says so once', () => {
    const it = story(api).runs('FF').tell().runs('GG').tell().runs('FF', { cause: 'rabbitmq-down' }).tell();
    expect(it.told).toEqual(['opened', 'recovered', 'reopened']);
    expect(it.runs('F', { cause: 'rabbitmq-down' }).tell().told).toHaveLength(3);
  });

  it('that comes back before its recovery was told goes on as if nothing had been', () => {
    const it = story(api).runs('FF').tell().runs('GGFF').tell();
    expect(it.told).toEqual(['opened']);
    expect(it.runs('GGGG').tell().told).toEqual(['opened', 'recovered']);
  });

  it('that comes back and goes again before anybody heard of it is not told', () => {
    const it = story(api).runs('FF').tell().runs('GG').tell().runs('FFGGGG').tell();
    expect(it.told).toEqual(['opened', 'recovered']);
    expect(it.incident.state).toBe('resolved');
  });

  it('is one message for all checks of the same cause, environment and channel', () => {
    const checks = [api, check('live'), check('other', { channel: 'C2' }), check('elsewhere', { environment: 'prod' })];
    const it = story(...checks)
      .runs('FF')
      .tell()
      .runs('FF', {}, 'live')
      .tell();
    expect(it.told).toEqual(['opened', 'joined']);
    it.runs('FF', {}, 'other').runs('FF', { environment: 'prod' }, 'elsewhere');
    expect(it.incidents.map(({ members }) => members.map((member) => member.check))).toEqual([
      ['api', 'live'],
      ['other'],
      ['elsewhere'],
    ]);
  });

  it('has the report of a check that joins where the first one asks for none', () => {
    const it = story(api, check('live')).runs('FF').tell();
    expect(it.incident.proof).toBeUndefined();
    it.runs('F', {}, 'live').run('failed', { investigation: 'inv-9' }, 'live');
    expect([it.incident.proof, it.waiting]).toEqual(['inv-9', expect.arrayContaining(['details'])]);
  });

  it('of many checks ends with the last of them', () => {
    const it = story(api, check('live')).runs('FF').runs('FF', {}, 'live').tell().runs('GG');
    expect(it.incident.state).toBe('recovering');
    expect(it.runs('GG', {}, 'live').tell().told).toEqual(['opened', 'recovered']);
  });

  it('takes a check back that failed, recovered and fails again while others still fail', () => {
    const it = story(api, check('live')).runs('FF').runs('FF', {}, 'live').tell().runs('GGFF').tell();
    expect(it.told).toEqual(['opened']);
    expect(it.incident.members.map(({ recoveredAt }) => recoveredAt)).toEqual([undefined, undefined]);
    expect(it.book.checks.api?.failing).toBe(it.incident.id);
  });

  it('does not take in a check with another cause', () => {
    const it = story(api, check('live')).runs('FF').runs('FF', { cause: 'rabbitmq-down' }, 'live');
    expect(it.incidents).toHaveLength(2);
  });

  it('that is over before anybody was told disappears, unless a try was begun', () => {
    expect(story(api).runs('FFGG').incidents).toEqual([]);
    const tried = story(api).runs('FF').tryToTell().runs('GG').tell();
    expect(tried.told).toEqual(['opened', 'recovered']);
  });

  it('leaves out what is no longer true when its end is there', () => {
    const it = story(api, check('live'))
      .runs('FF')
      .tell()
      .runs('F', { cause: 'slow:ack' })
      .runs('FF', { cause: 'slow:ack' }, 'live');
    expect(it.waiting).toEqual(['cause-changed', 'joined']);
    expect(it.runs('GG').runs('GG', {}, 'live').waiting).toEqual(['recovered']);
  });

  it('is kept for three days after its end, so that somebody can say what it was, and then forgotten', () => {
    const it = story(api)
      .runs('FF')
      .tell()
      .runs('GG')
      .tell()
      .pass(71 * HOUR);
    const said = { kind: 'note', at: it.now, incident: it.incident.id, by: 'U1', words: 'two leaked jobs' } as const;
    expect(it.take(said).incident.note).toEqual({ by: 'U1', at: it.now, words: 'two leaked jobs' });
    expect(it.take(said).incident.revision).toBe(it.incident.shown + 1);
    expect(it.tell().pass(HOUR).incidents).toEqual([]);
  });

  it('takes no note while it is open, and keeps the newest of several', () => {
    const it = story(api).runs('FF').tell();
    const note = (at: number, words: string) =>
      it.take({ kind: 'note', at, incident: it.incident.id, by: 'U1', words }).incident.note?.words;
    expect(note(it.now, 'early')).toBeUndefined();
    it.runs('GG').tell();
    expect([note(it.now, 'first'), note(it.now + 1, 'second'), note(it.now, 'late')]).toEqual([
      'first',
      'second',
      'second',
    ]);
  });

  it('whose end cannot be told is kept', () => {
    expect(
      story(api)
        .runs('FF')
        .tell()
        .runs('GG')
        .pass(24 * HOUR).waiting,
    ).toEqual(['recovered']);
  });

  it('of a check that is no longer configured is abandoned', () => {
    const it = story(api).runs('FF').tell().configure(check('other')).pass(MINUTE).tell();
    expect(it.told).toEqual(['opened', 'abandoned']);
    expect([it.incident.state, it.book.checks]).toEqual(['resolved', {}]);
  });

  it('goes on without the check that is no longer configured while others fail', () => {
    const live = check('live');
    const it = story(api, live).runs('FF').runs('FF', {}, 'live').tell().configure(live).pass(MINUTE);
    expect(it.incident.state).toBe('alerting');
    expect(it.runs('GG', {}, 'live').tell().told).toEqual(['opened', 'recovered']);
  });
});

describe('what the message of an incident says', () => {
  const of = (job: string, cause = 'no-worker') => ({
    cause,
    headline: `job ${job} has no consumer`,
    means: `it is ${cause}`,
    nextStep: `Stop job ${job}`,
    investigation: `inv-${job}`,
  });
  const said = ({ incident }: ReturnType<typeof story>) => incident.members.map(({ nextStep }) => nextStep)[0];

  it('stays as it is while the cause does, whatever the newest run is of', () => {
    const it = story(api).runs('F', of('1-1')).runs('F', of('1-2')).tell();
    it.runs('F', of('1-3')).runs('F', of('1-4', 'not-determined'));
    expect(it.incident.members).toMatchObject([{ ...of('1-2'), runs: 4 }]);
    expect([it.incident.proof, it.waiting]).toEqual(['inv-1-2', []]);
  });

  it('is of the run with another cause, whose report takes the place of the first in the thread', () => {
    const it = story(api).runs('FF', of('1-2')).tell().runs('F', of('1-3', 'pod-crashed'));
    expect([said(it), it.incident.proof]).toEqual(['Stop job 1-3', 'inv-1-3']);
    expect(it.incident.notices.map(({ key }) => key)).toEqual(['details:inv-1-3', 'cause:api:pod-crashed']);
  });

  it('is of the check that has the trouble still, and so is the report in the thread', () => {
    const it = story(api, check('live')).runs('FF', of('1-2')).runs('FF', of('2-2'), 'live').tell().runs('GG');
    expect([it.incident.proof, it.waiting]).toEqual(['inv-2-2', ['details']]);
  });

  it('is of a run of now when it comes back', () => {
    const it = story(api).runs('FF', of('1-2')).tell().runs('GG').tell().runs('FF', of('1-9'));
    expect([said(it), it.incident.proof]).toEqual(['Stop job 1-9', 'inv-1-9']);
  });
});

describe('the course of an incident', () => {
  const courseOf = ({ incident }: ReturnType<typeof story>) => incident.course?.map(({ news }) => news.kind);

  it('has all that happened, also what nobody was to be told', () => {
    const it = story(api).runs('FF').tell();
    it.take({ kind: 'snooze', at: it.now, incident: it.incident.id, by: 'U1' }).tell();
    it.runs('F', { cause: 'rabbitmq-down' }).runs('GG').tell();
    it.take({ kind: 'note', at: it.now, incident: it.incident.id, by: 'U1', words: 'a switch' }).tell();
    expect(it.told).toEqual(['opened', 'snoozed', 'recovered']);
    expect(courseOf(it)).toEqual(['snoozed', 'cause-changed', 'recovered']);
    expect(courseOf(it.runs('FF').tell())).toEqual(['snoozed', 'cause-changed', 'recovered', 'noted', 'reopened']);
    expect(it.incident).not.toHaveProperty('note');
  });

  it('has the end and the return that came before anybody was told of them', () => {
    expect(courseOf(story(api).runs('FF').tell().runs('GGFF'))).toEqual(['recovered', 'reopened']);
  });

  it('is of the last thirty', () => {
    const it = story(api).runs('FF').tell();
    const { id } = it.incident;
    for (let nth = 1; nth <= 40; nth += 1) it.take({ kind: 'snooze', at: it.now + nth, incident: id, by: `U${nth}` });
    expect(it.incident.course).toHaveLength(30);
    expect(it.incident.course?.at(-1)).toMatchObject({ news: { by: 'U40' } });
  });
});

describe('blindness', () => {
  it('is told as what it is, and ends with the first run that sees', () => {
    const it = story(api).runs('BB', { cause: 'not-seen:redis', headline: 'Redis does not answer' }).tell();
    expect(it.incident).toMatchObject({ kind: 'blindness', since: NOON });
    expect(it.incident.members[0]?.headline).toBe('Redis does not answer');
    expect(it.run('ok').tell().told).toEqual(['opened', 'recovered']);
    expect(it.book.checks.api).not.toHaveProperty('blindSince');
  });

  it.each(['B', 'BGB', 'BGBGB', 'BF'])('is not told after %s', (letters) => {
    expect(story(api).runs(letters).incidents).toEqual([]);
  });

  it('is told of ticks that no worker ran, when they are enough', () => {
    const missed = (count: number) =>
      story(api).take({ kind: 'missed', at: NOON, check: 'api', tick: 't1', from: NOON - HOUR, to: NOON, count });
    expect(missed(1).waiting).toEqual([]);
    const { incident } = missed(2);
    expect(incident).toMatchObject({ kind: 'blindness', since: NOON - HOUR });
    expect(incident.members).toMatchObject([{ cause: 'no-worker', runs: 2 }]);
  });

  it('does not tell again of ticks that people heard of while they were missed', () => {
    const missed = {
      kind: 'missed',
      at: NOON,
      check: 'api',
      tick: 't1',
      from: NOON - HOUR,
      to: NOON,
      count: 9,
    } as const;
    const { book, waiting } = story(api).take({ ...missed, isTold: true });
    expect(waiting).toEqual([]);
    expect(book.checks.api?.marks).toMatchObject([{ id: 't1', what: 'missed' }]);
  });

  it('says nothing of ticks that were missed before a run that saw', () => {
    const missed = {
      kind: 'missed',
      at: NOON,
      check: 'api',
      tick: 't1',
      from: NOON - HOUR,
      to: NOON - 1,
      count: 9,
    } as const;
    expect(story(api).run('ok').take(missed).incidents).toEqual([]);
  });

  it('is one message for all checks that are blind of the same', () => {
    const it = story(api, check('live')).runs('BB').runs('BB', {}, 'live');
    expect(it.incident.members).toHaveLength(2);
  });

  it('leaves an incident of failures as it is', () => {
    const it = story(api).runs('FF').tell().runs('BBB').tell();
    expect(it.incidents.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'failure alerting',
      'blindness alerting',
    ]);
    expect(it.runs('GG').tell().told).toEqual(['opened', 'opened', 'recovered', 'recovered']);
  });
});

describe('what people do about it', () => {
  const reminding = check('api', {
    remindEveryMs: HOUR,
    escalate: { afterMs: 30 * MINUTE, channel: 'C9', group: 'S1' },
  });
  const told = () => story(reminding).runs('F').run('failed').tell();

  it('is reminded of as often as configured, and escalated once', () => {
    const it = told()
      .pass(29 * MINUTE)
      .tell();
    expect(it.told).toEqual(['opened']);
    it.pass(MINUTE);
    expect(it.incident.notices[0]?.news).toEqual({
      kind: 'escalated',
      unacknowledgedForMs: 30 * MINUTE,
      channel: 'C9',
      group: 'S1',
    });
    it.tell()
      .pass(30 * MINUTE)
      .tell()
      .pass(59 * MINUTE)
      .tell()
      .pass(MINUTE)
      .tell();
    expect(it.told).toEqual(['opened', 'escalated', 'reminder', 'reminder']);
  });

  it('is not reminded of when it is acknowledged', () => {
    const it = told();
    it.take({ kind: 'acknowledge', at: it.now, incident: it.incident.id, by: 'U1' })
      .pass(5 * HOUR)
      .tell();
    expect(it.told).toEqual(['opened', 'acknowledged']);
    expect(it.incident.acknowledged?.by).toBe('U1');
  });

  it('is acknowledged by the first who does', () => {
    const it = told();
    for (const by of ['U1', 'U2']) it.take({ kind: 'acknowledge', at: it.now, incident: it.incident.id, by });
    expect(it.tell().told).toEqual(['opened', 'acknowledged']);
  });

  it('loses its acknowledgement when it comes back', () => {
    const it = told();
    it.take({ kind: 'acknowledge', at: it.now, incident: it.incident.id, by: 'U1' }).tell().pass(MINUTE);
    it.runs('GG')
      .tell()
      .runs('F')
      .run('failed')
      .tell()
      .pass(30 * MINUTE)
      .tell();
    expect(it.told).toEqual(['opened', 'acknowledged', 'recovered', 'reopened', 'escalated']);
  });

  it('loses its acknowledgement with another cause, of which who gave it hears, and counts its time anew', () => {
    const it = told();
    it.take({ kind: 'acknowledge', at: it.now, incident: it.incident.id, by: 'U1' }).tell().pass(MINUTE);
    it.run('failed', { cause: 'rabbitmq-down' });
    expect(it.incident.acknowledged).toBeUndefined();
    expect(it.incident.notices.map(({ news }) => news)).toContainEqual(
      expect.objectContaining({ kind: 'cause-changed', acknowledgedBefore: 'U1' }),
    );
    it.tell()
      .pass(29 * MINUTE)
      .tell();
    expect(it.told).toEqual(['opened', 'acknowledged', 'cause-changed']);
    it.pass(MINUTE).tell();
    expect(it.told).toEqual(['opened', 'acknowledged', 'cause-changed', 'escalated']);
  });

  it('keeps its acknowledgement where nobody can name the cause, and where a cause is back that it had before', () => {
    const it = story(reminding).runs('F').run('failed').tell().run('failed', { cause: 'rabbitmq-down' }).tell();
    it.take({ kind: 'acknowledge', at: it.now, incident: it.incident.id, by: 'U1' }).tell();
    it.run('failed', { cause: 'not-determined' }).run('failed').run('failed', { cause: 'rabbitmq-down' });
    expect(it.incident.acknowledged?.by).toBe('U1');
  });

  it('is silent while snoozed, though its recovery is told', () => {
    const it = told();
    it.take({
      kind: 'snooze',
      at: it.now,
      incident: it.incident.id,
      by: 'U1',
      until: it.now + 3 * HOUR,
      reason: 'known',
    });
    it.pass(2 * HOUR)
      .run('failed', { cause: 'other' })
      .tell()
      .pass(MINUTE)
      .runs('GG')
      .tell();
    expect(it.told).toEqual(['opened', 'snoozed', 'recovered']);
  });

  it('speaks again when the snooze is over', () => {
    const it = told();
    it.take({ kind: 'snooze', at: it.now, incident: it.incident.id, by: 'U1', until: it.now + 3 * HOUR }).tell();
    it.pass(3 * HOUR - 1)
      .tell()
      .pass(1)
      .tell();
    expect(it.told).toEqual(['opened', 'snoozed', 'woken', 'escalated']);
    expect(it.incident).not.toHaveProperty('snoozed');
    expect(it.incident.course?.map(({ news }) => news.kind)).toContain('woken');
  });

  it('speaks again after a day also where it was snoozed until it is over', () => {
    const it = told();
    it.take({ kind: 'snooze', at: it.now, incident: it.incident.id, by: 'U1' }).tell();
    it.pass(24 * HOUR - 1).tell();
    expect(it.told).toEqual(['opened', 'snoozed']);
    expect(it.pass(1).tell().told).toEqual(['opened', 'snoozed', 'woken', 'escalated']);
  });

  it('says nothing of the end of a snooze to who has it in hand, and nothing where it is over', () => {
    const calm = told();
    calm.take({ kind: 'snooze', at: calm.now, incident: calm.incident.id, by: 'U1' });
    calm.take({ kind: 'acknowledge', at: calm.now, incident: calm.incident.id, by: 'U2' }).tell();
    expect(calm.pass(25 * HOUR).tell().told).not.toContain('woken');
    const over = told();
    over.take({ kind: 'snooze', at: over.now, incident: over.incident.id, by: 'U1' }).runs('OO').tell();
    expect(over.pass(25 * HOUR).tell().told).not.toContain('woken');
  });

  it('is neither reminded of nor escalated while its check is paused, and goes on when it is resumed', () => {
    const it = told();
    it.take({ kind: 'pause', at: it.now, check: 'api', by: 'U1' })
      .pass(2 * HOUR)
      .tell();
    expect([it.told, it.incident.state]).toEqual([['opened'], 'alerting']);
    it.take({ kind: 'resume', at: it.now, check: 'api', by: 'U1' }).pass(MINUTE).tell();
    expect(it.told).toEqual(['opened', 'escalated', 'reminder']);
  });

  it('goes on by itself where its check was paused and forgotten: a pause ends after a day', () => {
    const it = told();
    it.take({ kind: 'pause', at: it.now, check: 'api', by: 'U1' }).pass(24 * HOUR - 1);
    expect(it.book.checks.api?.paused).toBeDefined();
    it.pass(1).tell();
    expect(it.book.checks.api?.paused).toBeUndefined();
    expect(it.told).toEqual(['opened', 'escalated', 'reminder']);
  });

  it('is neither reminded of nor escalated while the check’s maintenance is open', () => {
    const window = { kind: 'once', from: NOON + 10 * MINUTE, to: NOON + 3 * HOUR } as const;
    const it = story({ ...reminding, maintenance: [window] })
      .runs('F')
      .run('failed')
      .tell()
      .pass(2 * HOUR)
      .tell();
    expect(it.told).toEqual(['opened']);
    expect(it.pass(HOUR).tell().told).toEqual(['opened', 'escalated', 'reminder']);
  });
});

describe('an event', () => {
  it('of an unknown check or incident changes nothing', () => {
    const at = NOON;
    const book = story(api).runs('FF').book;
    for (const event of [
      { kind: 'run', at, result: runResult('constructor', 'failed', at) },
      { kind: 'run', at, result: runResult('api', 'failed', at + HOUR, { environment: 'prod' }) },
      { kind: 'pause', at, check: 'gone', by: 'U1' },
      { kind: 'acknowledge', at, incident: 'constructor', by: 'U1' },
      { kind: 'told', at, incident: '__proto__', key: 'opened' },
      { kind: 'shown', at, incident: 'none', revision: 3 },
    ] as const)
      expect(advance(book, event, [api])).toBe(book);
  });

  it('of time alone changes nothing where nothing is due', () => {
    const { book } = story(api).runs('FF').tell();
    expect(advance(book, { kind: 'time', at: NOON + HOUR }, [api])).toBe(book);
    expect(advance(emptyBook, { kind: 'time', at: NOON }, [api])).toBe(emptyBook);
  });

  it('of a run older than all that is remembered changes nothing', () => {
    const { book } = story(api).runs('G'.repeat(30));
    expect(advance(book, { kind: 'run', at: NOON, result: runResult('api', 'failed', NOON) }, [api])).toBe(book);
  });
});
