import type { DataTableBlock, TableBlock } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobRow, JobsReport } from '#lookups/jobs/report.ts';
import { jobsMessage } from '#slack/blocks/jobs.ts';
import { anyText, holdsForAny } from '../../support/any-report.ts';
import { NOW, reportOf, serviceOf, wellJob } from '../../support/jobs-seen.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';

const unwell: JobRow = {
  jobId: '19-7',
  ageMs: 45_000,
  health: 'unwell',
  why: 'grpc pod Pending 45 s: 0/2 nodes are available',
  pods: 'grpc Pending · cleanup Running',
};

function report(over: Partial<JobsReport> = {}): JobsReport {
  return { ...reportOf(), ...over };
}

function messageOf(over: Partial<JobsReport> = {}) {
  const message = jobsMessage(report(over));
  expectAcceptable(message.content);
  return message;
}

/** So many jobs that are well, of which the first few are not. */
function jobs(count: number, sick = 0): readonly JobRow[] {
  const { jobs } = reportOf(...Array.from({ length: count }, (_, i) => wellJob(`${i + 1}-${i + 40}`)));
  return jobs.map((job, i) => (i < sick ? { ...job, health: 'unwell', why: 'no queue' } : job));
}

function tableOf({ content }: ReturnType<typeof jobsMessage>): readonly (readonly string[])[] {
  const table = content.blocks?.find((block): block is TableBlock => block.type === 'table');
  return table?.rows.map((row) => row.map((cell) => (cell.type === 'raw_text' ? cell.text : ''))) ?? [];
}

function buttonsOf({ content }: ReturnType<typeof jobsMessage>) {
  const actions = content.blocks?.find((block) => block.type === 'actions');
  return actions?.elements.flatMap((element) => (element.type === 'button' ? [element] : [])) ?? [];
}

describe('the jobs of an environment', () => {
  it('are told in a sentence first, in the notification too', () => {
    const headline = '3 jobs live in staging, 1 is unwell: 19-7 (no queue); nothing leaked';
    const { content, file } = messageOf({ headline, jobs: [unwell] });
    expect(content.text).toBe(`:red_circle: ${headline}`);
    expect(wordsOf(content).startsWith(` \n${headline}\n`)).toBe(true);
    expect(file).toBeUndefined();
  });

  it('are a table with everything about each', () => {
    expect(tableOf(messageOf({ jobs: [unwell, ...reportOf(wellJob('20-8')).jobs] }))).toEqual([
      ['Job', 'Health', 'Age', 'Pods', 'Node', 'Queue', 'Consumers', 'Ready', 'Port'],
      ['19-7', `✗ unwell: ${unwell.why}`, '45 s', 'grpc Pending · cleanup Running', '–', '–', '–', '–', '–'],
      [
        '20-8',
        '✓ well',
        '1 min',
        'grpc Running, Ready · cleanup Running',
        'worker-node',
        `grpc-job-20-8-${NOW / 1_000 - 58}`,
        '1',
        '0',
        '12320',
      ],
    ]);
  });

  it('tell numbers of a queue that RabbitMQ leaves out as unknown', () => {
    const untold: JobRow = { ...unwell, health: 'well', queue: 'grpc-job-19-7' };
    expect(tableOf(messageOf({ jobs: [untold] }))[1]?.slice(5, 8)).toEqual(['grpc-job-19-7', 'unknown', 'unknown']);
  });

  it.each([
    ['starting', '… starting: no queue'],
    ['ending', '… ending: no queue'],
    ['unclear', '? unclear: no queue'],
  ] as const)('tell %s by a word and a mark', (health, words) => {
    expect(tableOf(messageOf({ jobs: [{ ...unwell, health, why: 'no queue' }] }))[1]?.[1]).toBe(words);
  });

  it('say who asked, where, and when that was true', () => {
    expect(wordsOf(messageOf({ at: NOW }).content)).toContain(
      'Asked by <@U0ASKER> · staging · seen <!date^1763048055^{date_short_pretty} {time_secs}|2025-11-13 15:34:15 UTC> · look-up look-1',
    );
  });

  it.each([
    ['red_circle', { jobs: [unwell] }],
    ['white_circle', { jobs: [{ ...unwell, health: 'unclear' as const }] }],
    ['white_circle', { notSeen: [{ what: 'pods', why: 'refused' }] }],
    ['large_yellow_circle', { leaksMatter: true, leaks: reportOf({ services: [serviceOf('1-4')] }).leaks }],
    ['large_green_circle', { jobs: jobs(1) }],
  ] as const)('are marked with %s', (mark, over) => {
    expect(messageOf(over).content.text.startsWith(`:${mark}: `)).toBe(true);
  });

  it('are the same in a table to sort, for workspaces that take one', () => {
    const { content } = messageOf({ jobs: [unwell, ...reportOf(wellJob('20-8')).jobs] });
    const table = content.newer?.blocks.find((block): block is DataTableBlock => block.type === 'data_table');
    const rows = table?.rows.map((row) => row.map((cell) => (cell.type === 'raw_text' ? cell.text : '')));
    expect(rows).toEqual(tableOf({ content }));
    const others = (blocks: readonly { readonly type: string }[] = []) =>
      blocks.filter(({ type }) => !/table/.test(type));
    expect(others(content.newer?.blocks)).toEqual(others(content.blocks));
  });

  it('have no table and no buttons when there are none', () => {
    const { content } = messageOf();
    expect(content.blocks?.map(({ type }) => type)).toEqual(['rich_text', 'context']);
    expect(wordsOf(content)).toContain('No job lives in staging; nothing leaked');
  });
});

describe('the buttons', () => {
  it('are one for each unwell job, which asks for its logs', () => {
    expect(buttonsOf(messageOf({ jobs: jobs(3, 2) }))).toMatchObject([
      {
        action_id: 'job-logs:1-40',
        text: { text: 'Logs 1-40' },
        accessibility_label: 'Logs 1-40: Show the logs of job 1-40 in staging',
        value: '{"environment":"staging","jobId":"1-40"}',
      },
      { action_id: 'job-logs:2-41' },
    ]);
  });

  it('are at most ten', () => {
    expect(buttonsOf(messageOf({ jobs: jobs(30, 20) }))).toHaveLength(10);
  });

  it('are none for what is no job id, and one for an id that comes twice', () => {
    const ids = ['19-7', '19-7', '1-4; rm', '<!channel>', ''];
    const buttons = buttonsOf(messageOf({ jobs: ids.map((jobId) => ({ ...unwell, jobId })) }));
    expect(buttons.map(({ action_id }) => action_id)).toEqual(['job-logs:19-7']);
  });

  it('are none where the environment’s name is too long for one', () => {
    expect(buttonsOf(messageOf({ jobs: [unwell], environment: 'x'.repeat(2_000) }))).toEqual([]);
  });
});

describe('many jobs', () => {
  it.each([
    [1, 1],
    [99, 99],
    [100, 99],
    [2_000, 99],
  ])('of %i shows %i in the table', (count, shown) => {
    const message = messageOf({ jobs: jobs(count) });
    expect(tableOf(message)).toHaveLength(shown + 1);
  });

  it('are whole in a file, and it is said how many are shown', () => {
    const message = messageOf({ jobs: jobs(2_000, 3) });
    expect(tableOf(message)[1]?.slice(0, 2)).toEqual(['1-40', '✗ unwell: no queue']);
    expect(wordsOf(message.content)).toContain('99 of 2000 jobs are shown. All of it is in jobs.txt in the thread.');
    expect(message.file?.filename).toBe('jobs.txt');
    expect(message.file?.content.split('\n').filter((line) => line.includes('grpc-job-'))).toHaveLength(2_000);
  });

  it('are told in few words rather than left out, and nothing is lost', () => {
    const node = 'gpu-worker-node-17.focus.example.org';
    const message = messageOf({ jobs: jobs(99).map((job) => ({ ...job, node })) });
    expect(tableOf(message)[1]?.[4]).toBe('gpu-worker-node-17.…');
    expect(tableOf(message)[1]?.[5]).toBe(`…-${NOW / 1_000 - 58}`);
    expect(message.file?.content).toContain(`grpc-job-1-40-${NOW / 1_000 - 58}`);
    expect(messageOf({ jobs: jobs(40) }).file).toBeUndefined();
  });
});

describe('what is left behind and what was not seen', () => {
  const leaks = Array.from({ length: 12 }, (_, i) => ({
    kind: 'queue-without-pods' as const,
    name: `grpc-job-${i}-4`,
    jobId: `${i}-4`,
    detail: '0 consumers, 240 messages ready',
  }));

  it('is a short list, the rest in the file', () => {
    const { content, file } = messageOf({ leaks });
    expect(wordsOf(content)).toContain(
      'Left behind (8 of 12)\nqueue without pods grpc-job-0-4: 0 consumers, 240 messages ready\n',
    );
    expect(wordsOf(content)).not.toContain('grpc-job-8-4');
    expect(wordsOf(content)).toContain('All of it is in jobs.txt in the thread.');
    expect(file?.content).toContain('queue without pods grpc-job-11-4: 0 consumers, 240 messages ready\n');
    expect(messageOf({ leaks: leaks.slice(0, 8) }).file).toBeUndefined();
  });

  it('comes with what to do, and with a Role as it is to be copied', () => {
    const gaps = [{ kinds: ['pod-state' as const], reason: 'refused' as const, detail: 'answered 403: forbidden' }];
    const { notSeen } = reportOf({ gaps });
    const queues = { what: 'queues', why: 'ECONNREFUSED', remedy: 'Check that RabbitMQ runs' };
    const { content, file } = messageOf({ notSeen: [...notSeen, queues] });
    expect(wordsOf(content)).toContain(
      'Not seen\npods: answered 403: forbidden\nqueues: ECONNREFUSED. Check that RabbitMQ',
    );
    expect(wordsOf(content)).toContain(`What to do\n${notSeen[0]?.remedy}`);
    expect(file).toBeUndefined();
  });

  it('has a remedy that is too long for a message in the file alone', () => {
    const remedy = `Apply\n${'x'.repeat(2_000)}`;
    const { content, file } = messageOf({ notSeen: [{ what: 'pods', why: 'forbidden', remedy }] });
    expect(wordsOf(content)).not.toContain('xxx');
    expect(file?.content).toContain(remedy);
  });
});

it('is accepted by Slack and inert for any report', () => {
  const text = anyText;
  const many = <T>(item: fc.Arbitrary<T>) =>
    fc.oneof(fc.array(item, { maxLength: 4 }), fc.array(item, { minLength: 90, maxLength: 130 }));
  const health = fc.constantFrom<JobRow['health'][]>('well', 'starting', 'ending', 'unwell', 'unclear');
  const id = fc.oneof(
    text,
    fc.constant('19-7'),
    fc.nat(999_999).map((slot) => `${slot}-7`),
  );
  const row: fc.Arbitrary<JobRow> = fc.record(
    {
      jobId: id,
      ageMs: fc.double({ min: 0, noNaN: true }),
      health,
      why: text,
      pods: text,
      node: text,
      queue: text,
      consumers: fc.nat(),
      ready: fc.nat(),
      port: fc.nat(),
    },
    { requiredKeys: ['jobId', 'health', 'pods'] },
  );
  const kind = fc.constantFrom<JobsReport['leaks'][number]['kind'][]>('queue-without-pods', 'old-pending-pod');
  const any: fc.Arbitrary<JobsReport> = fc.record({
    version: fc.constant(1 as const),
    lookup: text,
    environment: text,
    requestedBy: fc.oneof(fc.constant('U0ASKER'), text),
    at: fc.double(),
    headline: text,
    jobs: many(row),
    leaks: many(fc.record({ kind, name: text, jobId: id, detail: text })),
    leaksMatter: fc.boolean(),
    notSeen: many(fc.record({ what: text, why: text, remedy: text }, { requiredKeys: ['what', 'why'] })),
  });
  holdsForAny(any, (hostile) => {
    const { content, file } = jobsMessage(hostile);
    expectAcceptable(content);
    if (file) expect(file.content).not.toMatch(/[\u0000\u001b\u202e\u2066]/);
  });
});
