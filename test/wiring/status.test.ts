import { describe, expect, it, vi } from 'vitest';
import type { CheckRuns } from '#checking/check-runs.ts';
import type { Stack } from '#wiring/stack.ts';
import { createCheckStatus } from '#wiring/status.ts';
import { check, NOON } from '../support/book.ts';
import { manualClock } from '../support/manual-clock.ts';
import { reportOn, silentBroker } from '../support/stack-seen.ts';

const stack = {} as Stack;
const signal = new AbortController().signal;
const tick = { check: 'ready', id: 'ready:1', at: NOON - 5, lateMs: 5, trigger: 'confirmation' } as const;

describe('a run of a status check', () => {
  function run(of = check('ready'), stacks = new Map([['lab', stack]])) {
    const judged = vi.fn<CheckRuns['judged']>(async () => {});
    const lookAtStatus = vi.fn(async () => reportOn({ broker: silentBroker }));
    const checkRuns: CheckRuns = { ended: async () => {}, blind: async () => {}, judged };
    const look = createCheckStatus({ stacks, lookAtStatus, checkRuns, clock: manualClock(NOON) });
    return { judged, lookAtStatus, done: look(of, tick, 't1', signal) };
  }

  it('is judged by the parts that the check asks for', async () => {
    const { judged, lookAtStatus, done } = run();
    await done;
    expect(lookAtStatus.mock.calls).toEqual([
      [stack, { lookup: 't1', environment: 'lab', requestedBy: 'check ready' }, signal],
    ]);
    const about = { run: 't1', check: 'ready', environment: 'lab', startedAt: NOON, trigger: 'confirmation' };
    expect(judged.mock.calls).toEqual([[about, expect.objectContaining({ outcome: 'ok' })]]);
  });

  it('fails of a part that it asks for', async () => {
    const { judged, done } = run(check('ready', { asks: { kind: 'status', parts: ['ack', 'broker'] } }));
    await done;
    expect(judged.mock.calls[0]?.[1]).toMatchObject({ outcome: 'failed', cause: expect.stringMatching(/^[a-z-]+$/) });
  });

  it('fails where its environment is gone', async () => {
    await expect(run(check('ready'), new Map()).done).rejects.toThrow('check ready is of lab, which does not exist');
  });
});
