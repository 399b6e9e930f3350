import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { LookUp } from '#slack/commands/look-up.ts';
import type { Enqueue } from '#slack/commands/stored.ts';
import { createRunNow } from '#wiring/run-now.ts';
import { check } from '../support/book.ts';

const request = {
  view: 'multichannel',
  channels: { min: 1, max: 50 },
  nfft: 1024,
  frequency: { min: 0, max: 500 },
  duration: 10,
  height: 1000,
} as const;
const checks = [
  check('timing', { asks: { kind: 'timing', request, timeoutMs: 30_000 } }),
  check('ready'),
  check('theirs', { asks: { kind: 'watched' } }),
];

describe('a check that a person runs', () => {
  const enqueue = vi.fn<Enqueue>();
  const lookUp = vi.fn<LookUp>();
  const runCheck = createRunNow({ checkOf: (name) => checks.find((known) => known.name === name), enqueue, lookUp });
  const asked = (name: string) => ({ check: name, user: 'U1', channel: 'C0HERE', triggerId: 't1' });
  const where = { environment: 'lab', requestedBy: 'U1', channel: 'C0HERE', triggerId: 't1' };
  const enqueued = (workers: number) => ({ kind: 'enqueued', investigation: 'i1', position: 0, workers }) as const;
  beforeEach(() => {
    enqueue.mockReset().mockResolvedValue(enqueued(1));
    lookUp.mockReset().mockResolvedValue({ kind: 'enqueued', workers: 1, ahead: 0 });
  });

  it('is an investigation where it asks for timing, told where it was asked for', async () => {
    expect(await runCheck(asked('timing'))).toBeUndefined();
    const run = { name: 'timing', trigger: 'person' };
    expect(enqueue.mock.calls).toEqual([[{ ...where, request, timeoutMs: 30_000, check: run }]]);
    expect(lookUp).not.toHaveBeenCalled();
  });

  it('is a look where it asks for status', async () => {
    expect(await runCheck(asked('ready'))).toBeUndefined();
    expect(lookUp.mock.calls).toEqual([[{ ...where, lookup: { kind: 'status', check: 'ready' } }]]);
    expect(enqueue).not.toHaveBeenCalled();
  });

  it.each(['timing', 'ready'])('is told to wait where no worker is up: %s', async (name) => {
    enqueue.mockResolvedValue(enqueued(0));
    lookUp.mockResolvedValue({ kind: 'enqueued', workers: 0, ahead: 0 });
    expect((await runCheck(asked(name)))?.text).toContain('no worker is up');
  });

  it('is refused where it judges what others start', async () => {
    expect((await runCheck(asked('theirs')))?.text).toMatch(
      /Nothing was started: this check judges the jobs that others/,
    );
    expect([...enqueue.mock.calls, ...lookUp.mock.calls]).toEqual([]);
  });

  it('is nothing where focus.yml has no such check', async () => {
    expect(await runCheck(asked('gone'))).toBeUndefined();
    expect([...enqueue.mock.calls, ...lookUp.mock.calls]).toEqual([]);
  });
});
