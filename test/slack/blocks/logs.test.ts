import { describe, expect, it } from 'vitest';
import { messageText } from '#lab/thread-text.ts';
import type { LogsReport } from '#lookups/logs/report.ts';
import { fileNames, logsFiles, logsMessage } from '#slack/blocks/logs.ts';
import { anyLogsReport } from '../../support/any-logs-report.ts';
import { holdsForAny } from '../../support/any-report.ts';
import { logFile, logsReport, telling } from '../../support/logs-report.ts';
import { expectAcceptable, wordsOf } from '../../support/message.ts';

const role = [
  'apiVersion: rbac.authorization.k8s.io/v1',
  'kind: Role',
  'rules:',
  '  - apiGroups: [""]',
  '    resources: [pods, pods/log]',
  '    verbs: [get, list, watch]',
].join('\n');

/** What a person reads of it. */
function read(changes: Partial<LogsReport> = {}): string {
  const content = logsMessage(logsReport(changes));
  expectAcceptable(content);
  return messageText({ text: content.text, blocks: [...(content.blocks ?? [])] });
}

function blind(remedy?: string, what = 'the log of baby-analyzer in pod grpc-job-19-7-8rlgb') {
  return { what, why: 'pods/log is forbidden', ...(remedy === undefined ? {} : { remedy }) };
}

describe('the message about a job’s logs', () => {
  it('says the answer first, then what to do, then facts, lines, files and who asked', () => {
    expect(read()).toBe(
      [
        '⌕ Job 19-7 is alive, but its grpc pod restarted 3 times: "no queue 77" came 250 times.',
        'Next: Look at RabbitMQ: the queue of the job is missing',
        'Pod: grpc-job-19-7-8rlgb Running on node gpu-2, 3 restarts   Queue: none of job 19-7',
        '480 log lines: 251 errors, 3 warnings. The most telling first, times in UTC:',
        'NEW  15:34:15.120  grpc     error    pz.baby no queue 77 ×250, first 15:34:15.120, last 15:47:35.900, every ~3.2 s',
        '     15:34:15.120  backend  warning  job 19-7 is late',
        'NEW: no earlier investigation of staging has logged this error.',
        'In the thread: grpc-job-19-7-8rlgb.baby-analyzer.log, events.log, merged.log',
        '[Show only …]',
        'Asked by @U0ASKER · staging · job 19-7 · look-up k3f9q2m7xa',
      ].join('\n'),
    );
  });

  it('says the answer and what to do in the notification too', () => {
    const headline = 'Job 19-7 is well';
    expect(logsMessage(logsReport({ headline })).text).toBe(
      ':mag: Job 19-7 is well. Next: Look at RabbitMQ: the queue of the job is missing',
    );
    const { nextStep: _, ...aimless } = logsReport({ headline });
    expect(logsMessage(aimless).text).toBe(':mag: Job 19-7 is well');
    expect(wordsOf(logsMessage(aimless))).not.toContain('Next');
  });

  it('tells of a job that is gone when it was seen, in the reader’s zone and in UTC', () => {
    const seen = { firstAt: Date.UTC(2025, 10, 13, 15, 34, 15, 500), lastAt: Date.UTC(2025, 10, 13, 15, 35, 2) };
    const content = logsMessage(logsReport({ source: 'captured', seen }));
    expectAcceptable(content);
    expect(wordsOf(content)).toContain(
      '*Kept while it lived:* ' +
        'first seen <!date^1763048055^{date_short_pretty} {time_secs}|2025-11-13 15:34:15 UTC> (2025-11-13 15:34:15 UTC), ' +
        'last seen <!date^1763048102^{date_short_pretty} {time_secs}|2025-11-13 15:35:02 UTC> (2025-11-13 15:35:02 UTC)',
    );
  });

  it('names the living jobs near one that was not found, and counts no lines of it', () => {
    const nothing = { lines: 0, errors: 0, warnings: 0 };
    const near = ['19-8', '19-6', '18-7', '1', '2', '3', '4', '5', '6', '7'];
    const words = read({ source: 'none', near, counts: nothing, logLines: [], facts: [], files: [] });
    expect(words).toContain('Alive near it: 19-8, 19-6, 18-7, 1, 2, 3, 4, 5 and 2 more');
    expect(words).not.toMatch(/log line|In the thread/);
  });

  it('names the filter, and says so when nothing passed it', () => {
    const filter = 'level error, with "queue"';
    expect(read({ filter })).toContain(
      '480 log lines: 251 errors, 3 warnings. Filter: level error, with "queue". The most telling first',
    );
    const nothing = { logLines: [], counts: { lines: 0, errors: 0, warnings: 0 } };
    expect(read({ filter, ...nothing })).toContain('No log line passed the filter. Filter: level error, with "queue".');
    expect(read(nothing)).toContain('No log line.');
    expect(read({ ...nothing, counts: { lines: 1, errors: 1, warnings: 0 } })).toContain(
      '1 log line: 1 error, no warnings.',
    );
  });

  it('marks as new only what is new', () => {
    const words = read({ logLines: [telling()] });
    expect(words).not.toContain('NEW');
    expect(words).toContain('\n15:34:15.120  grpc     error    pz.baby no queue 77 ×250');
  });

  it('shows a line as it is, and loses its end rather than how often it came', () => {
    const text = 'ERROR   <!channel> `a_b`  *x* & "q"';
    expect(wordsOf(logsMessage(logsReport({ logLines: [telling({ text }, 1)] })))).toContain(`error    ${text}`);
    expect(read({ logLines: [telling({ text: 'y'.repeat(900) })] })).toMatch(/y… ×250, first 15:34/);
    expect(read({ logLines: [telling({ level: 'unknown', text: 'a\nb' }, 1)] })).toContain('grpc     –        a ⏎ b');
  });

  it('shows as many lines as there is room for, the most telling first, and how many there are', () => {
    const logLines = Array.from({ length: 60 }, (_, index) => telling({ text: `line ${index} ${'x'.repeat(300)}` }));
    const shownOf = (words: string) => Number(/The most telling first \((\d+) of 60\), times in UTC:/.exec(words)?.[1]);
    const roomy = read({ logLines });
    expect(shownOf(roomy)).toBeGreaterThan(12);
    expect(roomy).toContain(`line ${shownOf(roomy) - 1} x`);
    const notSeen = Array.from({ length: 40 }, (_, index) => blind('Ask an administrator. '.repeat(9), `log ${index}`));
    const facts = Array.from({ length: 12 }, () => ({ label: 'Metadata', value: 'v'.repeat(500) }));
    const crowded = read({ logLines, notSeen, facts, headline: 'h'.repeat(2_000), filter: 'f'.repeat(500) });
    expect(shownOf(crowded)).toBeGreaterThan(4);
    expect(shownOf(crowded)).toBeLessThan(shownOf(roomy));
  });

  it('is accepted by Slack and inert for any report', () => {
    holdsForAny(anyLogsReport, (any) => expectAcceptable(logsMessage(any)));
  });
});

describe('what could not be seen', () => {
  it('stands in the message with why and what to do', () => {
    const notSeen = [blind(), blind('Set MONGODB_URL', 'MongoDB'), blind(role), blind(role, 'the log of cleanup')];
    const words = read({ notSeen });
    expect(words).toContain('• the log of baby-analyzer in pod grpc-job-19-7-8rlgb: pods/log is forbidden\n');
    expect(words).toContain('• MongoDB: pods/log is forbidden. Set MONGODB_URL\n');
    expect(words.split(`What to do:\n${role}\n`)).toHaveLength(2);
    expect(logsFiles(logsReport({ notSeen })).map(({ filename }) => filename)).not.toContain('not-seen.txt');
  });

  it('goes into a file where what to apply is long, and whole where the message cuts it', () => {
    const long = `${role}\n${'# why\n'.repeat(300)}`;
    for (const notSeen of [[blind(long)], [blind('x'.repeat(600))], Array.from({ length: 30 }, () => blind())]) {
      const words = read({ notSeen });
      expect(words).toContain('More, and what to do, in not-seen.txt in the thread.');
      expect(words).toContain('In the thread: not-seen.txt, grpc-job-19-7');
      const [file] = logsFiles(logsReport({ notSeen }));
      expect(file).toMatchObject({ filename: 'not-seen.txt', title: 'What could not be seen' });
      for (const { what, remedy = '' } of notSeen) {
        expect(file?.content).toContain(`${what}: pods/log is forbidden`);
        expect(file?.content).toContain(remedy);
      }
    }
  });
});

describe('the files', () => {
  it('keep their order and their text', () => {
    expect(logsFiles(logsReport())).toEqual([
      {
        filename: 'grpc-job-19-7-8rlgb.baby-analyzer.log',
        title: 'Log of baby-analyzer',
        content: '2025-11-13T15:34:15.120Z Log of baby-analyzer\n',
      },
      { filename: 'events.log', title: 'Events', content: '2025-11-13T15:34:15.120Z Events\n' },
      {
        filename: 'merged.log',
        title: 'Everything in one order',
        content: '2025-11-13T15:34:15.120Z Everything in one order\n',
      },
    ]);
  });

  it('have names that lead nowhere, each its own', () => {
    const names = ['../../etc/passwd', 'merged.log', 'merged.log', 'merged-2.log', '<!here>.log', '', 'a'.repeat(300)];
    const report = logsReport({ files: names.map((name) => logFile(name, 'x')) });
    expect(fileNames(report)).toEqual([
      '__.._etc_passwd',
      'merged.log',
      'merged-2.log',
      'merged-2-2.log',
      '_here_.log',
      'log',
      `${'a'.repeat(116)}.log`,
    ]);
  });

  it('are never without a word, which Slack would refuse', () => {
    expect(logsFiles(logsReport({ files: [logFile('a.log', 'A', '')] }))[0]?.content).toBe('No line.\n');
  });

  it('are inert and named as the message says, for any report', () => {
    holdsForAny(anyLogsReport, (any) => {
      const files = logsFiles(any);
      expect(files.map(({ filename }) => filename)).toEqual(fileNames(any));
      expect(new Set(files.map(({ filename }) => filename)).size).toBe(files.length);
      expect(files.length).toBeGreaterThanOrEqual(any.files.length);
      for (const { filename, title, content } of files) {
        expect(filename).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,130}$/);
        expect(title.length > 0 && title.length <= 200).toBe(true);
        expect(content.length).toBeGreaterThan(0);
        expect(title + content).not.toMatch(/[\u0000\u001b\u202e\u2066]/);
      }
    });
  });
});
