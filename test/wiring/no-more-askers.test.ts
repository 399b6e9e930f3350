import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import type { CheckRuns } from '#checking/check-runs.ts';
import { explain } from '#investigation/investigate.ts';
import { openRedis } from '#lab/services/redis/redis.ts';
import { systemClock } from '#lib/clock.ts';
import { silentLog } from '#lib/logger.ts';
import { askersOf } from '#queue/askers.ts';
import { release } from '#queue/claim.ts';
import { createEnqueue } from '#queue/enqueue.ts';
import type { Teller } from '#slack/tell/investigation.ts';
import { tellInvestigation, UNTOLD } from '#wiring/run-investigation.ts';
import type { Stack } from '#wiring/stack.ts';
import { asked } from '../queue/contract/world.ts';
import { foundEvidence, healthyRun } from '../support/evidence.ts';

const evidence = foundEvidence(healthyRun);
const investigated = { evidence, report: explain(evidence) };

it('leaves nobody without an answer who asks the same elsewhere right after the last was told', async () => {
  const server = await openRedis();
  const redis = new Redis(server.url);
  const shares = { waitingAPerson: 3, lookingAPerson: 5, followingAPerson: 2, longestLine: 8 };
  const enqueue = createEnqueue({
    ...{ redis, prefix: 'test', clock: systemClock, log: silentLog },
    environments: [{ name: 'staging', shares }],
  });
  try {
    const question = asked({ isOpen: true, channel: 'C1' });
    const first = await enqueue.enqueue(question);
    if (!('investigation' in first)) throw new Error(first.kind);
    const { investigation } = first;
    const told: string[] = [];
    let late: Awaited<ReturnType<typeof enqueue.enqueue>> | undefined;
    const request = { ...question, investigation, requestedAt: 0 };
    const during: Teller['during'] = async (_request, _attempt, work) => {
      await work(UNTOLD);
      told.push(...(await askersOf(redis, 'test', investigation)).map(({ user }) => user));
      late = await enqueue.enqueue(asked({ isOpen: true, channel: 'C2', requestedBy: 'U2' }));
    };
    await tellInvestigation(
      {
        teller: { during } as Teller,
        history: { report: async () => undefined, evidence: async () => undefined },
        run: async () => investigated,
        keepAskers: async () => {},
        noMoreAskers: (question) => release(redis, 'test', question),
        checkRuns: {} as CheckRuns,
      },
      {} as Stack,
      () => Promise.reject(new Error('no job is started here')),
      request,
      { attempt: 1, signal: new AbortController().signal, cancelled: new AbortController().signal },
    );
    expect(told).toEqual(['U1']);
    expect(late?.kind).toBe('enqueued');
  } finally {
    await enqueue.close();
    redis.disconnect();
    await server.close();
  }
});
