import type { DataTableBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_LISTED } from '#asking/history.ts';
import type { HistoryReport } from '#lookups/history/report.ts';
import { historyMessage } from '#slack/blocks/history.ts';
import type { Content } from '#slack/message/content.ts';
import { anyText, holdsForAny } from '../../support/any-report.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';
import { anyPast, NOW, past } from '../../support/past.ts';

function report(over: Partial<HistoryReport> = {}): HistoryReport {
  return { lookup: 'k3f9q2', requestedBy: 'U0ASKER', at: NOW, query: {}, rows: [], hasMore: false, ...over };
}

interface Element {
  readonly type: string;
  readonly text?: string;
  readonly user_id?: string;
  readonly fallback?: string;
  readonly url?: string;
}

/** The lines of the list as a reader sees them. */
function lines({ blocks = [] }: Content): string[] {
  const lists = blocks.flatMap((block) => (block.type === 'rich_text' ? block.elements : []));
  return lists
    .flatMap((list) => (list.type === 'rich_text_list' ? list.elements : []))
    .map(({ elements }) => (elements as readonly Element[]).map(shown).join(''));
}

function shown({ type, text, user_id, fallback, url }: Element): string {
  if (type === 'user') return `@${user_id}`;
  if (type === 'link') return `[${text}](${url})`;
  return text ?? fallback ?? '';
}

/** The cells of the table as a reader sees them. */
function tableOf({ newer }: Content): readonly (readonly string[])[] {
  const table = newer?.blocks.find((block): block is DataTableBlock => block.type === 'data_table');
  return (table?.rows ?? []).map((row) =>
    row.map((cell) =>
      cell.type === 'rich_text'
        ? cell.elements.flatMap(({ elements }) => (elements as readonly Element[]).map(shown)).join('')
        : (cell.text ?? ''),
    ),
  );
}

/** Without the people and links that are meant to be there, which must be people and links. */
function withoutOwn(content: Content): Content {
  return JSON.parse(JSON.stringify(content), (_, value) => {
    if (value?.type === 'user') expect(value.user_id).toMatch(/^[UW][A-Z0-9]{1,20}$/);
    if (value?.type === 'link')
      expect(value).toMatchObject({ url: expect.stringMatching(/^https:\/\/[!-~]+$/), text: 'thread' });
    return value?.type === 'user' || value?.type === 'link' ? { type: 'text', text: '@' } : value;
  });
}

describe('the message of /focus history', () => {
  it('names all who asked for it, up to three', () => {
    const [two, many] = [['U0JOINED'], ['U0JOINED', 'U0THIRD', 'U0FOURTH', 'U0FIFTH']].map((alsoAskedBy) =>
      historyMessage(report({ rows: [past({ alsoAskedBy })] })),
    );
    expect(two && lines(two)).toEqual([expect.stringMatching(/ · by @U0ASKER, @U0JOINED$/)]);
    expect(many && lines(many)).toEqual([expect.stringMatching(/ · by @U0ASKER, @U0JOINED, @U0THIRD and 2 more$/)]);
    expect(many && tableOf(many)[1]).toContain('@U0ASKER, @U0JOINED, @U0THIRD and 2 more');
  });

  it('says first how they ended, then each with its verdict, cause, time, asker and thread', () => {
    const content = historyMessage(
      report({
        rows: [
          past({ totalMs: 8_010, jobId: '20-8' }),
          past({
            verdict: 'broken',
            cause: 'pod-not-scheduled',
            jobId: '19-7',
            startedAt: NOW - 3_600_000,
            link: 'https://a.slack.com/archives/C0OPS/p1?a=1&b=2',
          }),
          past({ environment: 'production', requestedBy: 'check timing-live', check: 'timing-live' }),
          past({ requestedBy: 'ops@terminal', verdict: 'inconclusive' }),
        ],
      }),
    );
    expect(content.text).toBe('The last 4 investigations: 1 broken, 1 inconclusive, 2 healthy');
    expect(lines(content)).toEqual([
      ' healthy · consumer after 8.01 s · staging · job 20-8 · 2025-11-13 15:50:00 UTC · by @U0ASKER',
      ' broken: pod-not-scheduled · staging · job 19-7 · 2025-11-13 15:00:00 UTC · by @U0ASKER · [thread](https://a.slack.com/archives/C0OPS/p1?a=1&b=2)',
      ' healthy · production · check timing-live · 2025-11-13 15:50:00 UTC',
      ' inconclusive · staging · 2025-11-13 15:50:00 UTC · by ops@terminal',
    ]);
    expectAcceptable(withoutOwn(content));
  });

  it.each([
    [{}, 0, 'No investigation is remembered'],
    [{ environment: 'staging', verdict: 'broken' }, 0, 'No investigation of staging with verdict broken is remembered'],
    [{ check: 'timing-live' }, 1, 'The last investigation of check timing-live: healthy'],
    [{ environment: 'staging', jobId: '19-7' }, 2, 'The last 2 investigations of staging, job 19-7: all healthy'],
    [
      { verdict: 'healthy', cause: 'backend-down' },
      3,
      'The last 3 investigations with verdict healthy and cause backend-down: all healthy',
    ],
  ] as const)('names what was asked for: %j', (query, count, headline) => {
    const content = historyMessage(report({ query, rows: Array.from({ length: count }, () => past()) }));
    expect(content.text).toBe(headline);
    expect(wordsOf(withoutOwn(content)).startsWith(`${headline}\n`)).toBe(true);
    expectAcceptable(withoutOwn(content));
  });

  it('repeats in no line what the headline says of all', () => {
    const rows = [past({ jobId: '19-7', check: 'timing-live' })];
    const query = { environment: 'staging', check: 'timing-live', jobId: '19-7' };
    expect(lines(historyMessage(report({ rows, query })))).toEqual([
      ' healthy · 2025-11-13 15:50:00 UTC · by @U0ASKER',
    ]);
  });

  it('says how to see older ones', () => {
    const words = (count: number, hasMore: boolean) =>
      wordsOf(withoutOwn(historyMessage(report({ rows: Array.from({ length: count }, () => past()), hasMore }))));
    expect(words(15, true)).toContain('There are older ones: count=40 lists more.');
    expect(words(MOST_LISTED, true)).toContain('There are older ones: ask about less');
    expect(words(15, false)).not.toContain('older');
  });

  it('shows as many as may be asked for, each at its usual length', () => {
    const row = past({
      verdict: 'broken',
      cause: 'consumer-never-created',
      environment: 'production-2',
      jobId: '19-12345',
      totalMs: 30_000,
      link: 'https://focus-operations.slack.com/archives/C0123456789/p1763048055000100',
    });
    const content = historyMessage(report({ rows: Array.from({ length: MOST_LISTED }, () => row) }));
    expect(lines(content)).toHaveLength(MOST_LISTED);
  });

  it('shows what somebody said it was', () => {
    const note = { by: 'U0ASKER', at: NOW, words: 'two leaked jobs' };
    expect(lines(historyMessage(report({ rows: [past({ note })] })))[0]).toContain(
      ' · note by @U0ASKER: “two leaked jobs”',
    );
  });

  it('has a table of the same, for workspaces that take one, in the columns that say something', () => {
    const rows = [
      past({ totalMs: 8_010, jobId: '20-8', link: 'https://a.slack.com/archives/C0OPS/p1' }),
      past({ verdict: 'broken', cause: 'pod-not-scheduled', jobId: '19-7', requestedBy: 'ops@terminal' }),
    ];
    const content = historyMessage(report({ rows }));
    expectAcceptable(withoutOwn(content));
    expect(content.newer?.kind).toBe('data_table');
    const thread = '[thread](https://a.slack.com/archives/C0OPS/p1)';
    const when = '2025-11-13 15:50:00 UTC';
    expect(tableOf(content)).toEqual([
      ['Verdict', 'Cause', 'Consumer after', 'Environment', 'Job', 'When', 'By', 'Thread'],
      [' healthy', '–', '8.01 s', 'staging', '20-8', when, '@U0ASKER', thread],
      [' broken', 'pod-not-scheduled', '–', 'staging', '19-7', when, 'ops@terminal', '–'],
    ]);
  });

  it('has no column of what the headline says of all', () => {
    const content = historyMessage(
      report({ rows: [past({ jobId: '19-7' })], query: { environment: 'staging', jobId: '19-7' } }),
    );
    expect(tableOf(content)[0]).toEqual(['Verdict', 'When', 'By']);
  });

  it('has no table of nothing', () => {
    expect(historyMessage(report())).not.toHaveProperty('newer');
  });

  it('is taken by Slack and inert, whatever the rows and the question hold', () => {
    const anyReport = fc.record({
      lookup: anyText,
      requestedBy: fc.oneof(fc.constant('U0ASKER'), anyText),
      at: fc.double(),
      query: fc.record({ environment: anyText, check: anyText, jobId: anyText, cause: anyText }, { requiredKeys: [] }),
      rows: fc.oneof(fc.array(anyPast, { maxLength: 4 }), fc.array(anyPast, { minLength: 30, maxLength: 100 })),
      hasMore: fc.boolean(),
    });
    holdsForAny(anyReport, (one) => {
      const content = historyMessage(one);
      expectAcceptable(withoutOwn(content));
      const left = one.rows.length - lines(content).length;
      if (left > 0) expect(wordsOf(withoutOwn(content))).toContain(`${left} more do not fit`);
    });
  });
});
