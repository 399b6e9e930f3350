import { describe, expect, it } from 'vitest';
import { observed } from '#investigation/evidence.ts';
import { onePerSignature, tellingLines } from '#investigation/log-reading/telling-lines.ts';
import type { FactOf } from '#investigation/observation.ts';
import { clusterClock, evidence, log, type Seen, ZERO } from '../../support/evidence.ts';

type Level = FactOf<'log-line'>['level'];
type Source = FactOf<'log-line'>['source'];

function line(atMs: number, level: Level, text: string, source: Source = 'backend'): Seen {
  return log(atMs, source, level, text);
}

function told(...lines: readonly Seen[]): readonly string[] {
  return tellingLines(evidence(lines)).map(({ example }) => example.text);
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
    expect(tellingLines(evidence(repeated))[0]).toMatchObject({ count: 250, first: ZERO, last: ZERO + 249 });
    expect(told(line(1, 'error', 'queue failed'), line(2, 'error', 'consumer failed'))).toHaveLength(2);
  });

  it('are few enough to read', () => {
    const many = Array.from({ length: 100 }, (_, i) => line(i, 'error', `complaint ${'x'.repeat(i)}`));
    expect(told(...many)).toHaveLength(12);
  });

  it('tell how regularly a complaint came, and until when', () => {
    const lines = Array.from({ length: 9 }, (_, i) => line(2_300 + i * 3_200, 'error', `attempt ${i} failed`));
    expect(tellingLines(evidence(lines))).toMatchObject([
      { count: 9, first: ZERO + 2_300, last: ZERO + 27_900, everyMs: 3_200 },
    ]);
  });

  it('are in one order of time, though the bot learned of the job late', () => {
    const [, late] = line(9_000, 'error', 'in the analyzer', 'grpc');
    const [, prompt] = line(4_000, 'error', 'another in the analyzer', 'grpc');
    const seen: readonly Seen[] = [
      clusterClock(6),
      [9_000, { ...late, stamp: ZERO + 2_250 } as typeof late],
      [4_000, { ...prompt, stamp: ZERO + 4_250 } as typeof prompt],
    ];
    expect(told(...seen)).toEqual(['in the analyzer', 'another in the analyzer']);
  });

  it('are not hidden behind the same complaint about another job', () => {
    expect(told(line(1, 'error', 'no consumer of 20-8'), line(2, 'error', 'no consumer of 19-7'))).toEqual([
      'no consumer of 19-7',
      'no consumer of 20-8',
    ]);
  });
});

it('one line of each kind is the first of it', () => {
  const lines = [line(1, 'error', 'failed 1'), line(2, 'error', 'gone 2'), line(3, 'error', 'failed 3')];
  const seen = observed(evidence(lines), 'log-line');
  expect(onePerSignature(seen).map(({ fact }) => fact.text)).toEqual(['failed 1', 'gone 2']);
});
