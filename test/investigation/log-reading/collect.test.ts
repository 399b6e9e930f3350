import { describe, expect, it } from 'vitest';
import { type Collecting, createCollector, type LogRun } from '#investigation/log-reading/collect.ts';
import { contentOf } from '#investigation/log-reading/kept-text.ts';
import type { KubernetesEvent, LogLine } from '#investigation/observation.ts';

const AT = Date.parse('2025-11-13T15:34:15Z');

const grpc: LogRun = { source: 'grpc', pod: 'grpc-job-19-7-8rlgb', container: 'main', isPrevious: false };
const backend: LogRun = { source: 'backend', pod: 'backend-1', container: 'server', isPrevious: false };

function line(run: LogRun, ms: number, text: string, change: Partial<LogLine> = {}): LogLine {
  const { source, pod, container } = run;
  return { kind: 'log-line', source, pod, container, stamp: AT + ms, level: 'info', namesJob: false, text, ...change };
}

function event(ms: number, change: Partial<KubernetesEvent> = {}): KubernetesEvent {
  const object = { kind: 'Pod', name: grpc.pod };
  const words = { type: 'Normal', reason: 'Started', message: 'Started container main' } as const;
  return { kind: 'kubernetes-event', ...words, object, count: 1, firstStamp: AT + ms, precisionMs: 1_000, ...change };
}

function collect(
  runs: readonly (readonly [LogRun, readonly LogLine[]])[],
  { events = [], ...collecting }: Partial<Collecting> & { events?: readonly KubernetesEvent[] } = {},
) {
  const collector = createCollector({ passes: () => true, ...collecting });
  for (const each of events) collector.event(each);
  for (const [run, lines] of runs) collector.begin(run).add(lines);
  const { runs: kept, merged, events: told, counts, groups } = collector.collected();
  const texts = kept.map(({ text }) => shown(contentOf(text)));
  return { counts, groups, texts, merged: shown(contentOf(merged)), events: shown(contentOf(told)) };
}

function shown(content: string): readonly string[] {
  return content
    .split('\n')
    .slice(0, -1)
    .map((text) => text.slice(29));
}

describe('the collector', () => {
  it('counts lines, errors and warnings, and groups what tells something', () => {
    const refused = (i: number) => line(grpc, i * 3_200, `connection ${i} refused`, { level: 'error' });
    const others = [line(grpc, 100, 'hello'), line(grpc, 200, 'late', { level: 'warning' })];
    const { counts, groups } = collect([[grpc, [...Array.from({ length: 250 }, (_, i) => refused(i)), ...others]]]);
    expect(counts).toEqual({ lines: 252, errors: 250, warnings: 1 });
    expect(groups.map(({ count, level }) => [count, level])).toEqual([
      [250, 'error'],
      [1, 'warning'],
    ]);
    expect(groups[0]).toMatchObject({
      first: AT,
      last: AT + 249 * 3_200,
      everyMs: 3_200,
      example: { text: 'connection 0 refused' },
    });
  });

  it('merges containers and events in the order of their stamps, each with its place before it', () => {
    const previous = { ...grpc, isPrevious: true };
    const { merged } = collect(
      [
        [grpc, [line(grpc, 10, 'one'), line(grpc, 30, 'three')]],
        [previous, [line(previous, 0, 'zero')]],
        [backend, [line(backend, 20, 'two', { namesJob: true })]],
      ],
      { events: [event(40, { count: 3, type: 'Warning', reason: 'BackOff', message: 'back-off\n 5s' })] },
    );
    expect(merged).toEqual([
      'grpc/main (previous)  zero',
      'grpc/main  one',
      'backend/server  two',
      'grpc/main  three',
      'event  Warning BackOff Pod/grpc-job-19-7-8rlgb ×3: back-off 5s',
    ]);
  });

  it('takes of the backend what names the job, and its complaints in the merged view alone', () => {
    const lines = [
      line(backend, 0, 'job 19-7 taken', { namesJob: true }),
      line(backend, 1, 'job 19-76 taken'),
      line(backend, 2, 'slow', { level: 'warning' }),
    ];
    const { counts, texts, merged } = collect([[backend, lines]]);
    expect(counts).toEqual({ lines: 2, errors: 0, warnings: 1 });
    expect(texts).toEqual([['job 19-7 taken']]);
    expect(merged).toEqual(['backend/server  job 19-7 taken', 'backend/server  slow']);
    expect(collect([[backend, lines]], { onlyNaming: true }).merged).toEqual(['backend/server  job 19-7 taken']);
  });

  it('filters lines and events alike', () => {
    const passes = ({ text }: { text: string }) => text.includes('main');
    const lines = [line(grpc, 0, 'main'), line(grpc, 1, 'other', { level: 'error' })];
    const { counts, groups, texts, events } = collect([[grpc, lines]], {
      passes,
      events: [event(0), event(1, { message: 'other' })],
    });
    expect(counts).toEqual({ lines: 1, errors: 0, warnings: 0 });
    expect([groups, texts]).toEqual([[], [['main']]]);
    expect(events).toEqual(['Normal Started Pod/grpc-job-19-7-8rlgb: Started container main']);
  });

  it('keeps of each run the last lines that pass, and counts no others', () => {
    const lines = Array.from({ length: 10 }, (_, i) =>
      line(grpc, i, `line ${i}`, { level: i % 2 === 0 ? 'error' : 'info' }),
    );
    const { counts, texts } = collect(
      [
        [grpc, lines],
        [backend, [line(backend, 5, 'names', { namesJob: true, level: 'error' })]],
      ],
      { passes: ({ level }) => level === 'error', tail: 2 },
    );
    expect(texts).toEqual([['line 6', 'line 8'], ['names']]);
    expect(counts).toEqual({ lines: 3, errors: 3, warnings: 0 });
  });

  it('sets a line without a stamp behind the one before it', () => {
    const { stamp: _, ...unstamped } = line(grpc, 0, 'and more');
    const lines = [line(grpc, 10, 'one'), unstamped, line(grpc, 30, 'three')];
    expect(collect([[grpc, lines]], { events: [event(20)] }).merged).toEqual([
      'grpc/main  one',
      'grpc/main  and more',
      'event  Normal Started Pod/grpc-job-19-7-8rlgb: Started container main',
      'grpc/main  three',
    ]);
  });

  it('tells how many bytes of a run were no text', () => {
    const collector = createCollector({ passes: () => true });
    const run = collector.begin(grpc);
    run.addNotText(3);
    run.addNotText(4);
    expect(collector.collected().runs).toMatchObject([{ pod: grpc.pod, notText: 7 }]);
  });
});
