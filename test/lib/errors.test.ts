import { describe, expect, it } from 'vitest';
import { describeError, ExplainedError } from '#lib/errors.ts';

describe('an error in one line', () => {
  it('is its message', () => {
    expect(describeError(new Error('no such queue'))).toBe('no such queue');
  });

  it('has its causes after it, each once', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5672'), { code: 'ECONNREFUSED' });
    const failed = new Error('connect failed', { cause: new TypeError('fetch failed', { cause: refused }) });
    expect(describeError(failed)).toBe('connect failed: fetch failed: connect ECONNREFUSED 127.0.0.1:5672');
    expect(describeError(new Error('fetch failed: timed out', { cause: new Error('timed out') }))).toBe(
      'fetch failed: timed out',
    );
  });

  it('is the first of several that happened side by side, as when a name has two addresses', () => {
    const both = new AggregateError([
      new Error('connect ECONNREFUSED ::1:5672'),
      new Error('connect ECONNREFUSED 127.0.0.1:5672'),
    ]);
    expect(describeError(both)).toBe('connect ECONNREFUSED ::1:5672');
    expect(describeError(new TypeError('fetch failed', { cause: both }))).toBe(
      'fetch failed: connect ECONNREFUSED ::1:5672',
    );
  });

  it('is a code or a name where it has no words', () => {
    expect(describeError(Object.assign(new Error(''), { code: 'ETIMEDOUT' }))).toBe('ETIMEDOUT');
    expect(describeError(new RangeError(''))).toBe('RangeError');
    expect(describeError(new AggregateError([]))).toBe('AggregateError');
  });

  it('is whatever was thrown where that is no error', () => {
    expect(describeError('stop')).toBe('stop');
    expect(describeError(undefined)).toBe('undefined');
    expect(describeError(new Error('failed', { cause: 503 }))).toBe('failed: 503');
  });
});

it('an explained error says what happened and what to do', () => {
  const cause = new Error('ENOENT');
  const error = new ExplainedError('focus.yml could not be read', 'Check its permissions', { cause });
  expect(error).toMatchObject({
    name: 'ExplainedError',
    message: 'focus.yml could not be read',
    advice: 'Check its permissions',
    cause,
  });
  expect(error).toBeInstanceOf(Error);
});
