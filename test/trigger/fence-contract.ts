import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fence, FencedAnswer } from '#trigger/fence.ts';

export interface FenceUnderTest {
  readonly fence: Fence;
  /** The same memory as another worker reaches it. */
  readonly elsewhere: Fence;
  close(): Promise<void>;
}

const ANSWER: FencedAnswer = {
  configure: {
    kind: 'configure-answer',
    sentAt: 1_005,
    answeredAt: 1_340,
    stalledMs: 120,
    outcome: 'accepted',
    status: 200,
    jobId: '19-7',
    detail: '{"job_id":"19-7"}',
    reattached: false,
  },
  job: { id: '19-7', stream: { host: '10.0.0.1', port: 12_319 } },
};

/** What every fence promises, wherever it keeps its memory. */
export function testFence(name: string, open: () => Promise<FenceUnderTest>): void {
  describe(`${name} keeps the promise of a fence`, () => {
    let world: FenceUnderTest;
    beforeEach(async () => {
      world = await open();
    });
    afterEach(() => world.close());

    it('lets the first one act', async () => {
      expect(await world.fence.intend('inv-1', 1_000)).toBe('first');
    });

    it('shows the intent to the second one', async () => {
      await world.fence.intend('inv-1', 1_000);
      expect(await world.fence.intend('inv-1', 2_000)).toEqual({ sentAt: 1_000 });
      expect(await world.elsewhere.intend('inv-1', 3_000)).toEqual({ sentAt: 1_000 });
    });

    it('shows the answer to the second one', async () => {
      await world.fence.intend('inv-1', 1_000);
      await world.fence.record('inv-1', ANSWER);
      expect(await world.elsewhere.intend('inv-1', 2_000)).toEqual({ sentAt: 1_005, answer: ANSWER });
    });

    it('keeps an answer without a job', async () => {
      const configure = { ...ANSWER.configure, outcome: 'refused' as const, status: 503, detail: 'no fiber' };
      const { jobId, ...refused } = configure;
      await world.fence.intend('inv-1', 1_000);
      await world.fence.record('inv-1', { configure: refused });
      expect(await world.fence.intend('inv-1', 2_000)).toEqual({ sentAt: 1_005, answer: { configure: refused } });
    });

    it('keeps investigations apart', async () => {
      await world.fence.intend('inv-1', 1_000);
      expect(await world.fence.intend('inv-11', 1_000)).toBe('first');
    });

    it('lets exactly one of many act that ask at the same time', async () => {
      const fences = Array.from({ length: 20 }, (_, i) => (i % 2 ? world.fence : world.elsewhere));
      const told = await Promise.all(fences.map((fence, i) => fence.intend('inv-1', i)));
      expect(told.filter((answer) => answer === 'first')).toHaveLength(1);
    });
  });
}
