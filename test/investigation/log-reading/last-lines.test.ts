import { describe, expect, it } from 'vitest';
import { createLastLines } from '#investigation/log-reading/collect.ts';

describe('the last lines', () => {
  it('are as many as asked for, in order', () => {
    const last = createLastLines<{ text: string }>(3);
    for (let i = 0; i < 10_000; i += 1) last.add({ text: String(i) });
    expect(last.list().map(({ text }) => text)).toEqual(['9997', '9998', '9999']);
  });

  it('are all where there are fewer', () => {
    const last = createLastLines<{ text: string }>(3);
    last.add({ text: 'only' });
    expect(last.list()).toEqual([{ text: 'only' }]);
  });

  it('are fewer where they would not fit in memory', () => {
    const last = createLastLines<{ text: string }>(100_000);
    const text = 'x'.repeat(8_000);
    for (let i = 0; i < 2_000; i += 1) last.add({ text });
    expect(last.list().length).toBe(500);
  });
});
