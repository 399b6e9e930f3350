import { describe, expect, it } from 'vitest';
import type { Background } from '#investigation/evidence.ts';
import { createCollector, type LogRun } from '#investigation/log-reading/collect.ts';
import type { LogLine } from '#investigation/observation.ts';
import { type JobFound, type LogsAsked, writeLogsReport } from '#lookups/logs/write-report.ts';

const AT = Date.parse('2025-11-13T15:34:15.120Z');
const main: LogRun = { source: 'grpc', pod: 'grpc-job-19-7-8rlgb', container: 'main', isPrevious: false };
const asked: LogsAsked = {
  lookup: 'look-1',
  environment: 'staging',
  requestedBy: 'U0ASKER',
  request: { jobId: '19-7', pods: 'all', previous: false },
};
const found: JobFound = {
  source: 'living',
  state: 'Job 19-7 lives',
  facts: [],
  notSeen: [],
  near: [],
  whyNoLine: 'it has logged nothing so far',
};

type Said = readonly [ms: number, level: LogLine['level'], text: string];

function report(said: readonly Said[], change: Partial<JobFound> = {}, run = main, known?: Background) {
  const collector = createCollector({ passes: () => true });
  const { source, pod, container } = run;
  const into = collector.begin(run);
  into.add(
    said.map(([ms, level, text]) => ({
      kind: 'log-line',
      source,
      pod,
      container,
      stamp: AT + ms,
      level,
      namesJob: source === 'backend',
      text,
    })),
  );
  return writeLogsReport(asked, { ...found, ...change }, collector.collected(), known);
}

const refused: readonly Said[] = Array.from({ length: 250 }, (_, i) => [i * 3_200, 'error', `connection ${i} refused`]);

describe('the report of a job’s logs', () => {
  it('answers first: the state, how many errors, and the most telling line', () => {
    const { headline, counts } = report([...refused, [1, 'info', 'hello']]);
    expect(headline).toBe(
      'Job 19-7 lives. 250 errors in 251 lines. Most telling: connection 0 refused ×250, first 15:34:15.120, last 15:47:31.920, every ~3.2 s',
    );
    expect(counts).toEqual({ lines: 251, errors: 250, warnings: 0 });
  });

  it('says when nothing complains, and why there is nothing', () => {
    expect(
      report([
        [0, 'info', 'a'],
        [1, 'unknown', 'b'],
      ]).headline,
    ).toBe('Job 19-7 lives. None of 2 lines complains');
    expect(report([[0, 'info', 'a']]).headline).toBe('Job 19-7 lives. Its one line does not complain');
    expect(report([]).headline).toBe('Job 19-7 lives. It has logged nothing so far');
    expect(report([[0, 'warning', 'late']]).headline).toBe(
      'Job 19-7 lives. No error and 1 warning in 1 line. Most telling: late (15:34:15.120)',
    );
  });

  it('shows equal lines as one, the most telling first, and no more than a dozen', () => {
    const words = [
      'alpha',
      'bravo',
      'charlie',
      'delta',
      'echo',
      'foxtrot',
      'golf',
      'hotel',
      'india',
      'juliett',
      'kilo',
      'lima',
    ];
    const others = words.map((word, i): Said => [i, 'warning', word]);
    const { logLines } = report([...others, ...refused]);
    expect(logLines).toHaveLength(12);
    expect(logLines[0]).toEqual({
      source: 'grpc',
      pod: main.pod,
      at: '15:34:15.120',
      level: 'error',
      text: 'connection 0 refused',
      count: 250,
      lastAt: '15:47:31.920',
      every: '3.2 s',
    });
  });

  it('marks errors that nobody has seen before, where enough is remembered', () => {
    const said: readonly Said[] = [
      [0, 'error', 'old trouble'],
      [1, 'error', 'fresh trouble'],
      [2, 'warning', 'fresh warning'],
    ];
    const fresh = (investigations: number) =>
      report(said, {}, main, { investigations, knownErrors: ['old trouble'] }).logLines.flatMap(({ isNew, text }) =>
        isNew ? [text] : [],
      );
    expect(fresh(3)).toEqual(['fresh trouble']);
    expect(fresh(2)).toEqual([]);
  });

  it('attaches a file a container, and the merged view last', () => {
    const { files } = report([[0, 'info', 'hello']], {}, { ...main, isPrevious: true });
    expect(files.map(({ name, title }) => [name, title])).toEqual([
      ['grpc-job-19-7-8rlgb.main.previous.log', 'main of grpc-job-19-7-8rlgb, the run before its last restart: 1 line'],
      ['merged.log', 'All of it in one order'],
    ]);
    expect(files[0]?.content).toBe('2025-11-13T15:34:15.120000Z  hello\n');
    expect(files[1]?.content).toBe('2025-11-13T15:34:15.120000Z  grpc/main (previous)  hello\n');
    expect(report([]).files).toEqual([]);
  });

  it('says of the backend’s file which lines it has', () => {
    const backend: LogRun = { source: 'backend', pod: 'backend-1', container: 'server', isPrevious: false };
    const titles = report(
      [
        [0, 'info', 'job 19-7'],
        [1, 'info', 'job 19-7'],
      ],
      {},
      backend,
    ).files.map(({ title }) => title);
    expect(titles).toEqual([
      'server of backend-1: 2 lines that name the job',
      "All of it in one order, with the backend's warnings and errors of that time",
    ]);
  });

  it('names files by no character that Kubernetes does not use', () => {
    const { files } = report([[0, 'info', 'x']], {}, { ...main, pod: '../../Etc/pass wd\n', container: '' });
    expect(files[0]?.name).toBe('tcpasswd.unnamed.log');
  });

  it('notes bytes that were no text', () => {
    const collector = createCollector({ passes: () => true });
    const into = collector.begin(main);
    into.add([
      {
        kind: 'log-line',
        source: 'grpc',
        pod: main.pod,
        container: 'main',
        stamp: AT,
        level: 'info',
        namesJob: false,
        text: 'a\ufffd',
      },
    ]);
    into.addNotText(1_200);
    const [file] = writeLogsReport(asked, found, collector.collected()).files;
    expect(file?.content).toBe(
      '2025-11-13T15:34:15.120000Z  a\ufffd\n… 1.2 KB of this log were no text and are shown as � …\n',
    );
  });

  it('tells once what could not be seen for one reason, and the filter in words', () => {
    const gap = { what: 'the logs', why: 'refused', remedy: 'a Role' };
    expect(report([], { notSeen: [gap, { ...gap }, { ...gap, what: 'more' }] }).notSeen).toEqual([
      gap,
      { ...gap, what: 'more' },
    ]);
    const collected = createCollector({ passes: () => true }).collected();
    const filtered = { ...asked, request: { ...asked.request, level: 'error' as const, sinceMs: 5_000 } };
    expect(writeLogsReport(filtered, { ...found, until: 'its last line' }, collected).filter).toBe(
      'level error, of the last 5 s before its last line',
    );
    expect(report([])).not.toHaveProperty('filter');
  });
});
