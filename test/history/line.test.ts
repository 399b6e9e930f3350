import { describe, expect, it } from 'vitest';
import { UnreadableEntryError } from '#history/entry.ts';
import { readLine, writeLine } from '#history/line.ts';
import { past } from '../support/past.ts';

const line = past();
const reading = (signals: unknown) => () =>
  readLine(JSON.stringify({ version: 1, ...line, signals }), line.investigation);

describe('a line of history', () => {
  it('is read as it was written, with what the run looked like', () => {
    const seen = past({ signals: { 'pod.node': 'worker-node', 'pod.restarts': 0, 'queue.exists': true } });
    expect(readLine(writeLine(seen), seen.investigation)).toEqual(seen);
  });

  it('of an earlier version has no signals', () => {
    expect(readLine(writeLine(line), line.investigation)).toEqual(line);
  });

  it.each([
    ['no object', 'x'],
    ['of something else', { 'pod.node': {} }],
    ['too many', Object.fromEntries(Array.from(Array(101), (_, i) => [`s${i}`, i]))],
  ])('is unreadable where its signals are %s', (_name, signals) => {
    expect(reading(signals)).toThrow(UnreadableEntryError);
  });
});
