import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGroups, type GroupedLine } from '#investigation/log-reading/groups.ts';

function line(at: number, text: string, over: Partial<GroupedLine> = {}): GroupedLine {
  return { at, text, level: 'error', namesJob: false, source: 'backend', ...over };
}

function grouped(lines: Iterable<GroupedLine>, most?: number) {
  const groups = createGroups(most === undefined ? {} : { most });
  for (const each of lines) groups.add(each);
  return groups;
}

const anyLine: fc.Arbitrary<GroupedLine> = fc.record({
  at: fc.nat(60_000),
  text: fc
    .tuple(fc.constantFrom('queue', 'consumer', 'channel', 'pod', 'node', 'fiber'), fc.nat(3))
    .map(([word, id]) => `${word} ${id} failed`),
  level: fc.constantFrom('error' as const, 'warning' as const, 'info' as const),
  namesJob: fc.boolean(),
  source: fc.constantFrom('backend' as const, 'grpc' as const, 'cleanup' as const),
});

describe('groups of lines', () => {
  it('are equal lines as one, with the first, the last and how many', () => {
    const lines = [line(2_300, 'no queue 1'), line(5_500, 'no queue 2', { source: 'grpc' }), line(9_000, 'no queue 3')];
    expect(grouped(lines).list()).toEqual([
      {
        signature: 'no queue #',
        level: 'error',
        namesJob: false,
        sources: ['backend', 'grpc'],
        count: 3,
        first: 2_300,
        last: 9_000,
        example: lines[0],
      },
    ]);
  });

  it('keep apart what is of this job, and what is of another', () => {
    const lines = [line(1, 'no consumer of 20-8'), line(2, 'no consumer of 19-7', { namesJob: true })];
    expect(
      grouped(lines)
        .list()
        .map(({ example, count }) => [example.text, count]),
    ).toEqual([
      ['no consumer of 19-7', 1],
      ['no consumer of 20-8', 1],
    ]);
  });

  it('show the earliest line, in whatever order they come', () => {
    const [group] = grouped([line(9, 'failed 9'), line(1, 'failed 1'), line(5, 'failed 5')]).list();
    expect([group?.first, group?.last, group?.example.text]).toEqual([1, 9, 'failed 1']);
  });

  it('come the most telling first, then the earliest', () => {
    const lines = [
      line(1, 'info of it', { level: 'info', namesJob: true }),
      line(2, 'slow', { level: 'warning' }),
      line(4, 'failed late'),
      line(3, 'failed'),
      line(5, 'failed in the analyzer', { source: 'grpc' }),
      line(6, 'failed itself', { namesJob: true }),
    ];
    expect(
      grouped(lines)
        .list()
        .map(({ example }) => example.text),
    ).toEqual(['failed itself', 'failed in the analyzer', 'failed', 'failed late', 'slow', 'info of it']);
  });

  it('are the same whether all lines come at once or the list is asked for in between', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(anyLine, { maxLength: 12 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        (chunks, most) => {
          const asked = createGroups({ most });
          for (const chunk of chunks) {
            for (const each of chunk) asked.add(each);
            asked.list();
          }
          const atOnce = grouped(chunks.flat(), most);
          expect(asked.list()).toEqual(atOnce.list());
          expect(asked.dropped()).toBe(atOnce.dropped());
        },
      ),
    );
  });

  it('lose no line but those they count as dropped, and list no more than asked', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 200 }), fc.integer({ min: 1, max: 9 }), (lines, most) => {
        const groups = grouped(lines, most);
        const listed = groups.list();
        expect(listed.length).toBeLessThanOrEqual(most);
        expect(listed.reduce((sum, { count }) => sum + count, 0) + groups.dropped()).toBe(lines.length);
      }),
    );
  });

  it('drop the least telling first', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { minLength: 1, maxLength: 200 }), (lines) => {
        const errors = lines.some(({ level, namesJob }) => level === 'error' && namesJob);
        const [best] = grouped(lines, 1).list();
        if (errors) expect([best?.level, best?.namesJob]).toEqual(['error', true]);
      }),
    );
  });

  it('keep of equally telling ones what comes often', () => {
    const lines = [...Array.from('abcd', (name, i) => line(i, `${name} failed`)), line(9, 'd failed')];
    expect(
      grouped(lines, 2)
        .list()
        .map(({ example }) => example.text),
    ).toEqual(['a failed', 'd failed']);
  });

  it('stay few for a stream without end', () => {
    const words = (i: number) => [...String(i)].map((digit) => 'ghijklmnop'[Number(digit)]).join('');
    const groups = createGroups({ most: 20 });
    groups.add(line(0, 'no consumer', { namesJob: true }));
    for (let i = 1; i < 5_000; i += 1) groups.add(line(i, `failed ${words(i)}`));
    expect(groups.list()).toHaveLength(20);
    expect(groups.list()[0]?.example.text).toBe('no consumer');
    expect(groups.dropped()).toBe(5_000 - 20);
  });
});
