import { describe, expect, it } from 'vitest';
import type { FactOf } from '#investigation/observation.ts';
import { tellingLines } from '#investigation/telling-lines.ts';
import { evidence, log, type Seen } from '../support/evidence.ts';

type Level = FactOf<'log-line'>['level'];
type Source = FactOf<'log-line'>['source'];

function line(atMs: number, level: Level, text: string, source: Source = 'backend'): Seen {
  return log(atMs, source, level, text);
}

function told(...lines: readonly Seen[]): readonly string[] {
  return tellingLines(evidence(lines)).map(({ fact }) => fact.text);
}

describe('the lines worth reading first', () => {
  it('are errors, then warnings, then what names the job', () => {
    expect(
      told(
        line(1, 'info', 'got configuration of 19-7'),
        line(2, 'warning', 'slow disk'),
        line(3, 'error', 'no consumer'),
      ),
    ).toEqual(['no consumer', 'slow disk', 'got configuration of 19-7']);
  });

  it('name the job before they do not, and come from its pods before the backend', () => {
    const lines = [
      line(1, 'error', 'about something else'),
      line(2, 'error', 'in the analyzer', 'grpc'),
      line(3, 'error', 'about 19-7'),
    ];
    expect(told(...lines)).toEqual(['about 19-7', 'in the analyzer', 'about something else']);
  });

  it('keep the order of time where they weigh the same', () => {
    expect(told(line(30, 'error', 'second'), line(10, 'error', 'first'))).toEqual(['first', 'second']);
  });

  it('are not what is neither a complaint nor about the job', () => {
    expect(told(line(1, 'info', 'GET /ack 200'), line(2, 'debug', 'tick'), line(3, 'unknown', '---'))).toEqual([]);
  });

  it('tell one complaint once, however often it came with other numbers, times and ids', () => {
    const repeated = Array.from({ length: 250 }, (_, i) =>
      line(
        i,
        'error',
        `2025-11-13T15:34:${String(i % 60).padStart(2, '0')} request dcfa46a49108${i} failed after ${i} ms`,
      ),
    );
    expect(told(...repeated)).toHaveLength(1);
    expect(told(line(1, 'error', 'queue failed'), line(2, 'error', 'consumer failed'))).toHaveLength(2);
  });

  it('are few enough to read', () => {
    const many = Array.from({ length: 100 }, (_, i) => line(i, 'error', `complaint ${'x'.repeat(i)}`));
    expect(told(...many)).toHaveLength(12);
  });
});
