import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileName, logFiles } from '#bundle/log-files.ts';
import type { FactOf, Observation } from '#investigation/observation.ts';
import { anyCharacters } from '../support/any-characters.ts';
import { evidence, log, ZERO } from '../support/evidence.ts';

const STAMP = ZERO + 1_000.25;

const line = (over: Partial<FactOf<'log-line'>>, at = 1_500): Observation => {
  const [, fact] = log(at, 'grpc', 'info', 'hello') as [number, FactOf<'log-line'>];
  return { id: 'o1', at: ZERO + at, probe: 'logs', fact: { ...fact, stamp: STAMP, ...over } };
};
const textOf = (...sources: readonly (readonly Observation[])[]) => [...logFiles(...sources).values()].join('');

describe('log files', () => {
  it('has a file a container, named by pod and container', () => {
    const files = logFiles([line({}), line({ container: 'init' }), line({ pod: 'cleanup-job-19-7-x2b4q' })]);
    expect([...files.keys()]).toEqual([
      'cleanup-job-19-7-x2b4q.main.log',
      'grpc-job-19-7-8rlgb.init.log',
      'grpc-job-19-7-8rlgb.main.log',
    ]);
  });

  it('writes the cluster’s stamp in UTC, as fine as it is kept', () => {
    expect(textOf([line({})])).toBe('2025-11-13T15:34:16.000250Z hello\n');
  });

  it('marks the time of a line that the cluster did not stamp', () => {
    expect(textOf(evidence([log(1_500, 'grpc', 'info', 'hello')]).observations)).toBe(
      '~2025-11-13T15:34:16.500000Z hello\n',
    );
  });

  it('orders lines by when they were written', () => {
    const lines = [line({ text: 'second', stamp: STAMP + 5 }), line({ text: 'first' })];
    expect(textOf(lines)).toMatch(/first\n.*second\n/);
  });

  it('has a line once that two have read, and twice that was logged twice', () => {
    expect(textOf([line({})], [line({}, 1_900)])).toBe('2025-11-13T15:34:16.000250Z hello\n');
    expect(textOf([line({}), line({})], [line({})]).match(/hello/g)).toHaveLength(2);
    expect(textOf([line({})], [line({}), line({}), line({ text: 'more' })]).match(/hello|more/g)).toHaveLength(3);
  });

  it('keeps each line on one line', () => {
    expect(textOf([line({ text: 'a\n2025-11-13T15:34:16Z forged\u001b[31m' })])).toBe(
      '2025-11-13T15:34:16.000250Z a\\n2025-11-13T15:34:16Z forged\n',
    );
  });

  it('tells containers apart whose names a file cannot hold', () => {
    const files = logFiles([line({ pod: '../a' }), line({ pod: '..\\A' }), line({ pod: '' })]);
    expect([...files.keys()].toSorted()).toEqual(['a.main-2.log', 'a.main.log', 'unnamed.main.log']);
  });

  it('makes a plain file name of any text', () => {
    fc.assert(
      fc.property(anyCharacters(), (text) => {
        expect(fileName(text)).toMatch(/^[a-z0-9-][a-z0-9.-]{0,99}$/);
        expect(fileName(text)).not.toContain('..');
      }),
    );
  });
});
