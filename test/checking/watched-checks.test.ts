import { describe, expect, it } from 'vitest';
import { createWatchedChecks } from '#checking/watched-checks.ts';
import { advance, emptyBook } from '#checks/advance.ts';
import type { BookEvent } from '#checks/book.ts';
import type { Check } from '#checks/check.ts';
import { explain } from '#investigation/investigate.ts';
import { check } from '../support/book.ts';
import { foundEvidence, healthyRun, ZERO } from '../support/evidence.ts';
import { manualClock } from '../support/manual-clock.ts';

const seen = foundEvidence(healthyRun);
const evidence = { ...seen, subject: { ...seen.subject, watched: true as const } };
const investigated = { evidence, report: explain(evidence) };

const watching = (name: string, changes: Partial<Check> = {}) =>
  check(name, { environment: 'staging', asks: { kind: 'watched' }, schedule: { kind: 'as-made' }, ...changes });

async function endOne(checks: readonly Check[], ...before: readonly BookEvent[]) {
  const book = before.reduce((so, event) => advance(so, event, checks), emptyBook);
  const recorded: BookEvent[] = [];
  const runs: string[] = [];
  const { checkOf, ended } = createWatchedChecks({
    checks,
    store: { read: async () => book, record: async (event) => void recorded.push(event) },
    checkRuns: { ended: async (_request, { name, trigger }) => void runs.push(`${name}: ${trigger}`) },
    clock: manualClock(ZERO),
  });
  await ended(investigated);
  return { recorded, runs, checkOf };
}

describe('a watched job that has come to its end', () => {
  it('is a run of each check on the watched jobs of its environment', async () => {
    const others = [check('ready', { environment: 'staging' }), watching('elsewhere', { environment: 'test' })];
    const { runs, checkOf } = await endOne([...others, watching('theirs'), watching('also')]);
    expect(runs).toEqual(['theirs: watch', 'also: watch']);
    expect([checkOf('staging'), checkOf('lab')]).toEqual(['theirs', undefined]);
  });

  it.each([
    ['paused', {}, [{ kind: 'pause', at: ZERO, check: 'theirs', by: 'U1' }]],
    ['maintenance', { maintenance: [{ kind: 'once', from: ZERO - 1, to: ZERO + 1 }] }, []],
  ] as const)('is none of a check that is under %s, and its book knows why', async (why, changes, before) => {
    const { runs, recorded } = await endOne([watching('theirs', changes)], ...before);
    expect(runs).toEqual([]);
    expect(recorded).toEqual([{ kind: 'skipped', at: ZERO, check: 'theirs', tick: 'inv1', why }]);
  });
});
