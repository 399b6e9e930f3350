import { describe, expect, it } from 'vitest';
import { nearest } from '#lib/nearest.ts';

describe('nearest', () => {
  const names = ['view', 'channels', 'nfft', 'frequency', 'duration', 'timeout'];

  it.each([
    ['nftt', 'nfft'],
    ['nfff', 'nfft'],
    ['NFFT', 'nfft'],
    ['chanels', 'channels'],
    ['channel', 'channels'],
    ['timeuot', 'timeout'],
    ['freq', 'frequency'],
    ['duraton', 'duration'],
  ])('takes %s for %s', (word, meant) => {
    expect(nearest(word, names)).toBe(meant);
  });

  it('names nothing when nothing is near', () => {
    expect(nearest('colour', names)).toBeUndefined();
    expect(nearest('', names)).toBeUndefined();
    expect(nearest('x', ['a', 'b'])).toBeUndefined();
  });

  it('prefers the nearer of two, and of equally near ones the first', () => {
    expect(nearest('stagin', ['staging-2', 'staging'])).toBe('staging');
    expect(nearest('lab3', ['lab1', 'lab2'])).toBe('lab1');
  });

  it('counts two swapped neighbours as one mistake', () => {
    expect(nearest('prdo', ['abcd', 'prod'])).toBe('prod');
  });
});
