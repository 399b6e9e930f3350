import type { HomeView, KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mark } from '#checks/book.ts';
import type { Kept } from '#doctor/kept.ts';
import { findViewProblems } from '#lab/services/slack/view-problems.ts';
import type { CheckRow } from '#slack/blocks/checks.ts';
import { type HomeEnvironment, type HomeState, homeView } from '#slack/blocks/home.ts';
import { anyText, holdsForAny } from '../../support/any-report.ts';
import { expectAcceptable } from '../../support/message.ts';
import { anyPast, NOW, past } from '../../support/past.ts';

const MINUTE = 60_000;

const mark = (what: Mark['what'], at: number): Mark => ({ id: 'run-1', what, at });

function row(name: string, over: Partial<CheckRow> = {}): CheckRow {
  const marks: CheckRow['marks'] = [mark('ok', NOW - 5 * MINUTE)];
  return {
    name,
    environment: 'staging',
    what: 'timing, every 15 min',
    phase: 'ok',
    marks,
    nextAt: NOW + 10 * MINUTE,
    ...over,
  };
}

const failing = (name: string) => row(name, { phase: 'alerting', marks: [mark('failed', NOW - MINUTE)] });
const LINK = 'https://lab.slack.com/archives/C0INCIDENT/p1';
const idle = { running: { count: 0, links: [] }, waiting: 0 };
const place = (name: string, over: HomeEnvironment['state'] = idle): HomeEnvironment => ({ name, state: over });

/** Of blocks, Slack's type says too little to read them. */
function blocksOf({ blocks }: HomeView): readonly KnownBlock[] {
  return blocks as readonly KnownBlock[];
}

/** The view as a reader sees it: a line a block, buttons in brackets. */
function textOf(state: Partial<HomeState>): string[] {
  const view = homeView({ at: NOW, environments: [], checks: [], mine: [], ...state });
  expect(findViewProblems(view)).toEqual([]);
  return blocksOf(view).map((block) => {
    switch (block.type) {
      case 'section':
        return String(block.text?.text);
      case 'header':
        return `# ${block.text.text}`;
      case 'actions':
        return block.elements.map((one) => (one.type === 'button' ? `[${one.text.text}]` : '?')).join(' ');
      case 'context':
        return block.elements.map((one) => ('text' in one ? one.text : '?')).join(' ');
      default:
        return '?';
    }
  });
}

const SEEN =
  'as of <!date^1763049600^{date_short_pretty} {time_secs}|2025-11-13 16:00:00 UTC> · kept up to date for an hour after you open it';

describe('the App Home', () => {
  it('says first what does not work of what the bot is set up with, and what mends it', () => {
    const lines = ['rabbitmq', 'mongodb'].map((part) => ({
      part,
      environment: 'lab',
      state: 'wrong',
      found: 'no',
      mend: 'this',
    }));
    const [, examined] = textOf({ examined: { at: NOW, lines: lines as Kept['lines'] } });
    expect(examined).toBe(
      ':warning: *Not set up well*, as of <!date^1763049600^{date_short_pretty} {time_secs}|2025-11-13 16:00:00 UTC>; `/focus doctor` looks anew\n• lab rabbitmq: no → this\n• lab mongodb: no → this',
    );
  });

  it('says what is the matter, then each environment with its buttons, the checks and the reader’s own', () => {
    const broken = past({ verdict: 'broken', cause: 'pod-not-scheduled', environment: 'production', jobId: '19-7' });
    expect(
      textOf({
        environments: [
          place('staging', { last: past({ totalMs: 8_010 }), running: { count: 1, links: [LINK] }, waiting: 2 }),
          place('production', { ...idle, last: { ...broken, startedAt: NOW - 76 * 60 * MINUTE } }),
        ],
        checks: [row('ack-live'), { ...failing('timing-live'), link: 'https://a.slack.com/p1' }],
        mine: [{ ...broken, link: 'https://a.slack.com/p2' }, past({ totalMs: 8_010 })],
      }),
    ).toEqual([
      ':red_circle: *1 of 2 environments and 1 of 2 checks are not well:* production (broken), timing-live (failing)',
      '# Environments',
      ':large_green_circle: *staging*: healthy 10 min ago · consumer after 8.01 s · asked by <@U0ASKER> · 1 running now (<https://lab.slack.com/archives/C0INCIDENT/p1|follow it>) · 2 waiting',
      '[Timing…] [Status] [Jobs]',
      ':red_circle: *production*: broken 3 d 4 h ago: pod-not-scheduled · asked by <@U0ASKER>',
      '[Timing…] [Status] [Jobs]',
      '# Checks',
      ':red_circle: *timing-live* (staging): failing · ○ · last run 1 min ago · next in 10 min · <https://a.slack.com/p1|its alert>',
      ':large_green_circle: *ack-live* (staging): well · ● · last run 5 min ago · next in 10 min',
      '# Your last investigations',
      ':red_circle: broken: pod-not-scheduled · production · job 19-7 · <!date^1763049000^{date_short_pretty} {time_secs}|2025-11-13 15:50:00 UTC> · <https://a.slack.com/p2|thread>',
      ':large_green_circle: healthy · staging · consumer after 8.01 s · <!date^1763049000^{date_short_pretty} {time_secs}|2025-11-13 15:50:00 UTC>',
      SEEN,
    ]);
  });

  it('says what there is not before anything has run', () => {
    expect(textOf({ environments: [place('staging')] })).toEqual([
      ':white_circle: *Nothing is known yet:* nothing was investigated, and no check has run.',
      '# Environments',
      ':white_circle: *staging*: not investigated yet',
      '[Timing…] [Status] [Jobs]',
      '# Checks',
      'There are none. They are written in focus.yml.',
      '# Your last investigations',
      'None yet. *Timing…* above starts one.',
      SEEN,
    ]);
  });

  it('takes nothing that could not be read for something that is not there', () => {
    const view = homeView({ at: NOW, environments: [{ name: 'staging' }], trouble: 'Redis did not answer in 2 s' });
    const words = JSON.stringify(view.blocks);
    expect(words).toContain('Nothing is known to be wrong, but not all could be read.');
    expect(words).toContain(':warning: *Not all of it could be read:* Redis did not answer in 2 s');
    expect(words).toContain('*staging*: could not be read');
    expect(words.match(/They could not be read\./g)).toHaveLength(2);
    expect(words).not.toMatch(/not investigated yet|There are none|None yet/);
    expect(findViewProblems(view)).toEqual([]);
  });

  it.each([
    [
      { environments: [place('staging', { ...idle, last: past() })] },
      ':large_green_circle: *Nothing is known to be wrong.*',
    ],
    [
      { environments: [place('staging', { ...idle, last: past({ verdict: 'degraded' }) })] },
      ':large_yellow_circle: *1 of 1 environment is not well:* staging (degraded)',
    ],
    [
      { checks: [row('a'), row('b', { phase: 'suspicious' }), row('c', { blindSince: NOW })] },
      ':large_yellow_circle: *2 of 3 checks are not well:* c (blind), b (suspicious)',
    ],
    [
      { checks: Array.from({ length: 8 }, (_, index) => failing(`c${index}`)) },
      ':red_circle: *8 of 8 checks are not well:* c0 (failing), c1 (failing), c2 (failing), c3 (failing), c4 (failing), c5 (failing) and 2 more',
    ],
  ])('begins with the answer: %#', (state, headline) => {
    expect(textOf(state)[0]).toBe(headline);
  });

  it('has room for 60 environments and 60 checks, and hides none that is unwell', () => {
    const last = past({ verdict: 'broken' });
    const environments = Array.from({ length: 60 }, (_, index) =>
      place(`place-${index}`, index === 50 ? { ...idle, last } : idle),
    );
    const checks = Array.from({ length: 60 }, (_, index) => (index === 59 ? failing('c59') : row(`c${index}`)));
    const mine = Array.from({ length: 20 }, () => past());
    const lines = textOf({ environments, checks, mine, trouble: 'x' });
    expect(lines.length).toBeLessThanOrEqual(100);
    expect(lines[0]).toContain('place-50 (broken), c59 (failing)');
    expect(lines).toContain(
      'and 40 more, of them unwell: place-50 (broken); `/focus status` and `/focus timing` take their names',
    );
    expect(lines).toContain('and 30 more, none of them worse; `/focus checks` shows all');
    expect(lines.find((line) => line.includes('(staging)'))).toContain('*c59*');
  });

  it('gives each button the environment, and an id of its own', () => {
    const buttons = blocksOf(homeView({ at: NOW, environments: [place('staging'), place('production')] }))
      .flatMap((block) => (block.type === 'actions' ? block.elements : []))
      .map((one) => (one.type === 'button' ? [one.action_id, one.value, one.accessibility_label] : []));
    expect(buttons.slice(0, 3)).toEqual([
      ['timing-form:staging', 'staging', 'Timing…: Open the form of a timing investigation of staging'],
      ['status:staging', 'staging', 'Status: Tell me in a direct message whether staging is ready'],
      ['jobs:staging', 'staging', 'Jobs: List the jobs of staging in a direct message'],
    ]);
    expect(new Set(buttons.map(([id]) => id)).size).toBe(6);
  });

  it('says what is not shown, and whom to ask, and does not call it none', () => {
    const hidden = (environment: string, whom = 'Ask <@U0LEAD>') => ({ environment, whom });
    const all = textOf({ hidden: [hidden('staging'), hidden('production')], hiddenChecks: 2 });
    expect(all).toEqual([
      ':white_circle: *Nothing is known:* what there is is not shown to you.',
      '# Environments',
      ':lock: Not shown to you: staging, production. Ask <@U0LEAD>.',
      '# Checks',
      'Not shown to you: 2 checks of what you may not look at.',
      '# Your last investigations',
      'None that is shown to you.',
      SEEN,
    ]);
    const some = textOf({
      environments: [place('lab')],
      hidden: [hidden('staging'), hidden('production', 'Ask <@U0ONCALL>')],
      hiddenChecks: 1,
      checks: [row('live')],
    });
    expect(some).toEqual(
      expect.arrayContaining([
        ':lock: Not shown to you: staging. Ask <@U0LEAD>.',
        ':lock: Not shown to you: production. Ask <@U0ONCALL>.',
        'Not shown to you: 1 check of what you may not look at.',
      ]),
    );
  });

  it('is taken by Slack and inert, whatever the state holds', () => {
    const anyRow: fc.Arbitrary<CheckRow> = fc.record(
      {
        name: anyText,
        environment: anyText,
        what: anyText,
        phase: fc.constantFrom('ok' as const, 'suspicious' as const, 'alerting' as const, 'recovering' as const),
        marks: fc.constant([mark('ok', 0)]),
        blindSince: fc.nat(),
        nextAt: fc.nat(),
        link: anyText,
      },
      { requiredKeys: ['name', 'environment', 'what', 'phase', 'marks'] },
    );
    const some = <T>(item: fc.Arbitrary<T>) =>
      fc.oneof(fc.array(item, { maxLength: 3 }), fc.array(item, { minLength: 55, maxLength: 65 }));
    const anyState = fc.record(
      {
        last: anyPast,
        running: fc.record({
          count: fc.nat(9),
          links: fc.array(
            fc.oneof(
              fc.domain().map((host) => `https://${host}/a`),
              fc.string(),
            ),
            { maxLength: 3 },
          ),
        }),
        waiting: fc.nat(9),
      },
      { requiredKeys: ['running', 'waiting'] },
    );
    const environment = fc.record(
      { name: anyText.map((text) => text.slice(0, 1_000) || 'x'), state: anyState },
      { requiredKeys: ['name'] },
    );
    const anyHidden = fc.record({ environment: anyText, whom: fc.constantFrom('Ask somebody', 'Nobody may') });
    const anyHome = fc.record(
      {
        at: fc.nat(),
        environments: some(environment),
        checks: some(anyRow),
        mine: some(anyPast),
        trouble: anyText,
        hidden: some(anyHidden),
        hiddenChecks: fc.nat(99),
      },
      { requiredKeys: ['at', 'environments'] },
    );
    const own = /<https:\/\/[!-~]{1,900}?\|(thread|its alert|follow it)>/g;
    holdsForAny(anyHome, (state) => {
      const view = homeView(state);
      expect(findViewProblems(view)).toEqual([]);
      for (const block of blocksOf(view)) {
        const said = block.type === 'section' ? String(block.text?.text) : '';
        if (said !== '') expectAcceptable({ text: said.replaceAll(own, '(own)') });
      }
    });
  });
});
