import { describe, expect, it } from 'vitest';
import type { Sighting } from '#investigation/probe.ts';
import { keepLines } from '#probes/logs/keep-lines.ts';
import { logLine, writtenLine } from '#probes/logs/log-line.ts';

async function* lines(...texts: readonly string[]): AsyncGenerator<Sighting> {
  for (const text of texts)
    yield { at: 1, fact: logLine(writtenLine(text), { source: 'grpc', pod: 'p', container: 'c' }) };
}

async function texts(kept: AsyncIterable<Sighting>): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for await (const each of kept)
    if ('gap' in each) all.push(each.gap);
    else if ('fact' in each) all.push('text' in each.fact && each.fact.text);
  return all;
}

describe('keeping lines', () => {
  it('passes on what is wanted', async () => {
    const kept = keepLines(lines('a', 'b', 'a'), { most: 2, wanted: ({ text }) => text === 'a' });
    expect(await texts(kept)).toEqual(['a', 'a']);
  });

  it('says that there was more than it may keep', async () => {
    const kept = keepLines(lines('a', 'b', 'c'), { most: 2, wanted: () => true });
    expect(await texts(kept)).toEqual([
      'a',
      'b',
      { kinds: ['log-line'], reason: 'cut-short', detail: 'more than 2 lines came; the rest was not read' },
    ]);
  });
});
