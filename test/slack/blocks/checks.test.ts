import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mark } from '#checks/book.ts';
import { type CheckRow, checksMessage } from '#slack/blocks/checks.ts';
import { anyText, holdsForAny } from '../../support/any-report.ts';
import { MINUTE, SINCE as NOW, withoutOwnMarkup } from '../../support/incident.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';

const KINDS: Readonly<Record<string, Mark['what']>> = {
  g: 'ok',
  w: 'warn',
  f: 'failed',
  b: 'blind',
  s: 'skipped',
  m: 'missed',
};

/** A letter a run, the newest, 15 minutes ago, last. */
function marks(letters: string): readonly Mark[] {
  return [...letters].map((letter, index) => {
    const what = KINDS[letter] ?? 'ok';
    const at = NOW - (letters.length - index) * 15 * MINUTE;
    return { id: `${index}`, at, what, ...(what === 'skipped' && { why: 'busy' as const }) };
  });
}

function row(over: Partial<CheckRow> = {}): CheckRow {
  return {
    name: 'timing-live',
    environment: 'lab',
    what: 'timing',
    phase: 'ok',
    marks: marks('gg'),
    nextAt: NOW + 12 * MINUTE,
    ...over,
  };
}

const failing = row({ name: 'status', phase: 'alerting', marks: marks('gff'), lastHeadline: 'RabbitMQ: 503' });
const blind = row({ name: 'blind', blindSince: NOW - 90 * MINUTE, marks: marks('gbb') });
const slow = row({ name: 'slow', marks: marks('gw') });
const paused = row({ name: 'idle', paused: { by: 'U0ASKER', at: NOW } });
const fresh = row({ name: 'fresh', marks: [] });

function message(...rows: readonly CheckRow[]) {
  const made = checksMessage(rows, NOW);
  expectAcceptable(withoutOwnMarkup(made.content));
  return made;
}

function buttonsOf({ content }: ReturnType<typeof message>) {
  return (content.blocks ?? [])
    .flatMap((block) => (block.type === 'actions' ? block.elements : []))
    .flatMap((element) => (element.type === 'button' ? [element] : []));
}

const named = (count: number, over: Partial<CheckRow> = {}) =>
  Array.from({ length: count }, (_, i) => row({ name: `check-${i}`, ...over }));

describe('the headline of the checks', () => {
  it.each<[readonly CheckRow[], string]>([
    [[failing, row()], ':red_circle: 1 of 2 checks fails: status; 1 well.'],
    [[row(), failing, { ...failing, name: 'b' }], ':red_circle: 2 of 3 checks fail: status, b; 1 well.'],
    [[row(), row()], ':large_green_circle: Both checks are well.'],
    [[row()], ':large_green_circle: timing-live, the only check, is well.'],
    [[row(), blind, slow], ':white_circle: None of 3 checks fails; 1 blind, 1 slow, 1 well.'],
    [[row(), paused], ':double_vertical_bar: None of 2 checks fails; 1 paused, 1 well.'],
    [[fresh], ':white_circle: None of 1 check fails; 1 not run yet.'],
    [[], ':white_circle: There are no checks: focus.yml has none.'],
  ])('is the answer, in the notification too', (rows, words) => {
    const { content } = message(...rows);
    expect(content.text).toBe(words);
    expect(wordsOf(content).startsWith(`*${words}*`)).toBe(true);
  });
});

describe('the line of a check', () => {
  it('says how it stands, its last runs, when, and what the last one said', () => {
    const words = wordsOf(message({ ...failing, link: 'https://x.slack.com/archives/C1/p1' }).content);
    expect(words).toContain(
      ':red_circle: *status* (lab; timing): failing\n●○○ · last run 15 min ago · next in 12 min\nIt said: RabbitMQ: 503 (<https://x.slack.com/archives/C1/p1|its alert>)',
    );
  });

  it('has a sign for each kind of run, with a legend', () => {
    const words = wordsOf(message(row({ marks: marks('gwfbsm') })).content);
    expect(words).toContain('●◐○◌··');
    expect(words).toContain('● good ◐ slow ○ failed ◌ blind · none');
  });

  it.each<[Partial<CheckRow>, string]>([
    [{ marks: marks('gs') }, 'last run 30 min ago · yielded to people’s investigations 15 min ago'],
    [{ marks: marks('gm') }, 'last run 30 min ago · missed because no worker was up 15 min ago'],
    [{ marks: [] }, ': not run yet\nnext in 12 min'],
    [{ nextAt: NOW }, 'next now'],
    [{ blindSince: NOW - 90 * MINUTE }, 'cannot see enough for 1 h 30 min'],
    [{ paused: { by: 'U0ASKER', at: NOW } }, ': paused by <@U0ASKER> for 24 h more\n●● · last run 15 min ago'],
    [{ phase: 'alerting', paused: { by: 'U0ASKER', at: NOW } }, ': failing, paused by <@U0ASKER>'],
    [{ phase: 'suspicious' }, ':large_yellow_circle: *timing-live* (lab; timing): suspicious'],
    [{ phase: 'recovering' }, ':large_yellow_circle: *timing-live* (lab; timing): recovering'],
  ])('says %j', (over, words) => {
    expect(wordsOf(message(row(over)).content)).toContain(words);
  });

  it('comes the earlier the worse it is', () => {
    const words = wordsOf(message(row(), paused, fresh, slow, blind, failing).content);
    const at = ['status', 'blind', 'slow', 'fresh', 'idle', 'timing-live'].map((name) => words.indexOf(`*${name}*`));
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(at[0]).toBeGreaterThan(0);
  });
});

describe('the buttons of the checks', () => {
  it('run each, and pause or resume it', () => {
    expect(buttonsOf(message(row(), paused)).map(({ action_id: id, text, value }) => [id, text.text, value])).toEqual([
      ['run-check:idle', 'Run now', 'idle'],
      ['resume-check:idle', 'Resume', 'idle'],
      ['run-check:timing-live', 'Run now', 'timing-live'],
      ['pause-check:timing-live', 'Pause', 'timing-live'],
    ]);
  });

  it('are there for the first ten', () => {
    expect(buttonsOf(message(...named(12)))).toHaveLength(20);
  });
});

describe('many checks', () => {
  it('have a short line after the tenth', () => {
    const { content, file } = message(...named(30));
    expect(wordsOf(content)).toContain(':large_green_circle: *check-29* (lab): well · ●● · last run 15 min ago');
    expect(file).toBeUndefined();
  });

  it('are counted where they do not fit, and are whole in a file', () => {
    const { content, file } = message(...named(400), ...named(3, { phase: 'alerting' }));
    expect(wordsOf(content)).toMatch(/And \d+ more: \d+ well\./);
    const shown = wordsOf(content).match(/\*check-\d+\*/g)?.length ?? 0;
    expect(wordsOf(content)).toContain(`And ${403 - shown} more: `);
    expect(file?.filename).toBe('checks.txt');
    expect(file?.content.trimEnd().split('\n')).toHaveLength(404);
    expect(file?.content).toContain('check-399 | lab | timing | well | ●● | last run 15 min ago | next in 12 min\n');
  });
});

it('are accepted by Slack and inert whatever they are', () => {
  const instant = fc.oneof(fc.double(), fc.integer({ min: 0, max: 2 * NOW }));
  const mark: fc.Arbitrary<Mark> = fc.record({
    id: anyText,
    at: instant,
    what: fc.constantFrom(...Object.values(KINDS)),
  });
  const any: fc.Arbitrary<CheckRow> = fc.record(
    {
      name: fc.oneof(anyText, fc.constant('timing-live')),
      environment: anyText,
      what: anyText,
      phase: fc.constantFrom('ok' as const, 'suspicious' as const, 'alerting' as const, 'recovering' as const),
      blindSince: instant,
      paused: fc.record({ by: anyText, at: instant }),
      marks: fc.array(mark, { maxLength: 25 }),
      nextAt: instant,
      lastHeadline: anyText,
      link: fc.oneof(anyText, fc.constant('https://x.slack.com/archives/C1/p1')),
    },
    { requiredKeys: ['name', 'environment', 'what', 'phase', 'marks'] },
  );
  const rows = fc.oneof(fc.array(any, { maxLength: 5 }), fc.array(any, { minLength: 10, maxLength: 90 }));
  holdsForAny(fc.tuple(rows, fc.oneof(fc.constant(NOW), instant)), ([hostile, at]) => {
    const { content, file } = checksMessage(hostile, at);
    expectAcceptable(withoutOwnMarkup(content));
    if (file) expect(file.content).not.toMatch(/[\u0000\u001b\u202e\u2066]/);
  });
});

it('fit though every part of each is as long as it may be', () => {
  const long = 'word '.repeat(100);
  const rows = Array.from({ length: 60 }, (_, i) =>
    row({
      name: `${i}-${'x'.repeat(98)}`,
      environment: long,
      what: long,
      blindSince: 0,
      paused: { by: long, at: NOW },
      marks: marks('gwfbs'.repeat(4)),
      lastHeadline: long,
      phase: i < 9 ? 'alerting' : 'ok',
      link: `https://x.slack.com/${'y'.repeat(130)}`,
    }),
  );
  const content = JSON.parse(JSON.stringify(checksMessage(rows, NOW).content), (_, value) =>
    typeof value === 'string' ? value.replaceAll(/<https:[^>]*>/g, (whole) => 'l'.repeat(whole.length)) : value,
  );
  expectAcceptable(content);
});
