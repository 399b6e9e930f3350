import { describe, expect, it } from 'vitest';
import { describeFilter, type LogsRequest, lineFilter } from '#investigation/log-reading/filter.ts';
import type { LogLine } from '#investigation/observation.ts';

const all: LogsRequest = { jobId: '19-7', pods: 'all', previous: false };

function passes(
  request: Partial<LogsRequest>,
  line: { level?: LogLine['level']; text?: string; at?: number },
  now = 1_000,
) {
  return lineFilter({ ...all, ...request }, now)({ level: 'info', text: 'hello', at: now, ...line });
}

describe('the filter of lines', () => {
  it('lets all pass that nobody filters', () => {
    expect(passes({}, { level: 'debug' })).toBe(true);
  });

  it('takes a level that a line does not say for info', () => {
    const levels = ['debug', 'unknown', 'info', 'warning', 'error'] as const;
    const passing = (least: NonNullable<LogsRequest['level']>) =>
      levels.filter((level) => passes({ level: least }, { level }));
    expect(passing('info')).toEqual(['unknown', 'info', 'warning', 'error']);
    expect(passing('warning')).toEqual(['warning', 'error']);
    expect(passing('error')).toEqual(['error']);
  });

  it('finds a text whatever its case, and takes it as it is written', () => {
    expect(passes({ grep: 'NO Queue' }, { text: 'there is no queue' })).toBe(true);
    expect(passes({ grep: 'q.*e' }, { text: 'queue' })).toBe(false);
    expect(passes({ grep: '[x' }, { text: 'a [x b' })).toBe(true);
  });

  it('counts back from the time that it is given, and asks for no time where it is given none', () => {
    expect(passes({ sinceMs: 100 }, { at: 900 })).toBe(true);
    expect(passes({ sinceMs: 100 }, { at: 899 })).toBe(false);
    expect(lineFilter({ ...all, sinceMs: 100 })({ level: 'info', text: '', at: 0 })).toBe(true);
  });
});

describe('the filter in words', () => {
  it('is none where there is none', () => {
    expect(describeFilter(all)).toBeUndefined();
  });

  it('names everything that was asked for', () => {
    const request = {
      ...all,
      pods: 'grpc',
      previous: true,
      level: 'warning',
      grep: 'queue',
      sinceMs: 600_000,
      tail: 200,
    } as const;
    expect(describeFilter(request)).toBe(
      'only the grpc pod, only the run before the last restart, level warning or worse, with "queue", of the last 10 min, last 200 lines of each container',
    );
    expect(describeFilter({ ...all, pods: 'backend', level: 'error', tail: 1 })).toBe(
      'only the backend, level error, last 1 line of each container',
    );
  });

  it('says what the time is counted back from where that is not now', () => {
    expect(describeFilter({ ...all, sinceMs: 5_000 }, 'its last line')).toBe('of the last 5 s before its last line');
  });
});
