import { afterAll, beforeAll, describe, it } from 'vitest';
import { testAnnouncements } from '../queue/contract/announcements.ts';
import { testAsking } from '../queue/contract/asking.ts';
import { testCancelling } from '../queue/contract/cancelling.ts';
import { testClosing } from '../queue/contract/closing.ts';
import { testDeaths } from '../queue/contract/deaths.ts';
import { testLookups } from '../queue/contract/lookups.ts';
import { testOrder } from '../queue/contract/order.ts';
import { testOutages } from '../queue/contract/outages.ts';
import { testRuns } from '../queue/contract/runs.ts';
import { testSchedules } from '../queue/contract/schedules.ts';
import { testSecondLooks } from '../queue/contract/second-looks.ts';
import { testShares } from '../queue/contract/shares.ts';
import { testTicks } from '../queue/contract/ticks.ts';
import { testTogether } from '../queue/contract/together.ts';
import { testWaitingLines } from '../queue/contract/waiting-lines.ts';
import { type InWorld, openWorld } from '../queue/contract/world.ts';

export interface ReachedRedis {
  readonly url: string;
  close(): Promise<void>;
}

/** What every Redis must let the queue do. Each test has keys of its own and removes them. */
export function testQueue(title: string, reach: () => Promise<ReachedRedis>): void {
  describe(`the queue on ${title}`, { timeout: 15_000 }, () => {
    let redis: ReachedRedis;
    const inWorld: InWorld = (name, check) =>
      it(name, async () => {
        const world = await openWorld(redis.url);
        await check(world).finally(() => world.close());
      });

    beforeAll(async () => {
      redis = await reach();
    });
    afterAll(() => redis.close());

    testAsking(inWorld);
    testOrder(inWorld);
    testShares(inWorld);
    testTogether(inWorld);
    testLookups(inWorld);
    testCancelling(inWorld);
    testSecondLooks(inWorld);
    testRuns(inWorld);
    testSchedules(inWorld);
    testWaitingLines(inWorld);
    // What these wait for takes real time: slots, and the end of a dead worker's lock.
    describe.concurrent('by and by', () => {
      testTicks(inWorld);
      testDeaths(inWorld);
      testAnnouncements(inWorld);
      testClosing(inWorld);
      testOutages(inWorld);
    });
  });
}
