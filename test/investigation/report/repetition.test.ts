import { expect, it } from 'vitest';
import { repetition } from '#investigation/report/repetition.ts';

it('says how often a line came, until when and how regularly', () => {
  expect(repetition({ count: 250, lastAt: '+29.8 s', every: '3.2 s' })).toBe(' ×250, last +29.8 s, every ~3.2 s');
});

it('says only what is known', () => {
  expect(repetition({ count: 2, lastAt: '+29.8 s' })).toBe(' ×2, last +29.8 s');
  expect(repetition({ count: 2 })).toBe(' ×2');
});

it('says nothing of a line that came once', () => {
  expect(repetition({})).toBe('');
  expect(repetition({ count: 1, lastAt: '+1.0 s' })).toBe('');
});
