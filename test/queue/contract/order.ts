import { expect } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import type { InvestigationRequest } from '#queue/requests.ts';
import { soon } from '../../support/soon.ts';
import { asked, type InWorld } from './world.ts';

/** Who runs when, and who is told what while waiting. */
export function testOrder(it: InWorld): void {
  it('investigates in the order of asking', async (world) => {
    const hold = world.hold();
    await world.worker({ investigate: hold.investigate });
    const enqueue = world.enqueue();
    const order: string[] = [];
    for (const person of ['U1', 'U2', 'U3', 'U4']) {
      const { investigation } = await enqueue.enqueue(asked({ requestedBy: person }));
      order.push(investigation);
      await world.happenedMatching(new RegExp(`^announced ${investigation}`));
    }
    hold.release();
    await world.happened(`done ${order.at(-1)}`);
    expect(world.story.filter((line) => line.startsWith('attempt'))).toEqual(order.map((id) => `attempt 1 of ${id}`));
  });

  it('tells each who waits the place in line, and each move of it', async (world) => {
    const hold = world.hold();
    await world.worker({ investigate: hold.investigate });
    const enqueue = world.enqueue();
    const first = await enqueue.enqueue(asked({ requestedBy: 'U1' }));
    await hold.started(1);
    const second = await enqueue.enqueue(asked({ requestedBy: 'U2' }));
    await world.happened(`announced ${second.investigation} at 1`);
    const third = await enqueue.enqueue(asked({ requestedBy: 'U3' }));
    expect([first, second, third]).toMatchObject([{ position: 0 }, { position: 1 }, { position: 2 }]);
    await world.happened(`announced ${third.investigation} at 2`);
    expect(await enqueue.position(first.investigation)).toBe(0);
    expect(await enqueue.position(third.investigation)).toBe(2);
    hold.release(1);
    await world.happened(`${third.investigation} waits at 1`);
    expect(world.story.filter((line) => line.includes('waits'))).toEqual([`${third.investigation} waits at 1`]);
    expect(await enqueue.position(third.investigation)).toBe(1);
    hold.release();
    await world.happened(`done ${third.investigation}`);
    await soon(async () => expect(await enqueue.position(third.investigation)).toBeUndefined());
  });

  it('tells a move once, however many worker processes see it', async (world) => {
    const hold = world.hold();
    await world.worker({ investigate: hold.investigate });
    await world.worker({ investigate: hold.investigate });
    await world.worker({ investigate: hold.investigate });
    const enqueue = world.enqueue();
    const ids: string[] = [];
    for (const [place, requestedBy] of ['U1', 'U2', 'U3', 'U4'].entries()) {
      const { investigation } = await enqueue.enqueue(asked({ requestedBy }));
      ids.push(investigation);
      await world.happened(`announced ${investigation} at ${place}`);
      await hold.started(1);
    }
    hold.release(1);
    await world.happened(`${ids[3]} waits at 2`);
    hold.release(1);
    await world.happened(`${ids[3]} waits at 1`);
    hold.release();
    await world.happened(`done ${ids[3]}`);
    expect(world.story.filter((line) => line.startsWith(`${ids[3]} waits`))).toHaveLength(2);
  });

  it('goes on telling the others when one cannot be told', async (world) => {
    const hold = world.hold();
    const told: string[] = [];
    const onWaiting = async ({ requestedBy }: InvestigationRequest, position: number) => {
      if (requestedBy === 'U3') throw new Error('Slack is down');
      told.push(`${requestedBy} at ${position}`);
    };
    await world.worker({ investigate: hold.investigate, onWaiting });
    const enqueue = world.enqueue();
    for (const requestedBy of ['U1', 'U2', 'U3', 'U4']) {
      const { investigation } = await enqueue.enqueue(asked({ requestedBy }));
      await world.happenedMatching(new RegExp(`^announced ${investigation}`));
    }
    hold.release(1);
    await soon(() => expect(told).toEqual(['U4 at 2']));
  });

  it('runs no more at once than the environment allows, over all worker processes', async (world) => {
    let running = 0;
    let most = 0;
    const investigate = async (request: InvestigationRequest) => {
      most = Math.max(most, ++running);
      await systemClock.sleep(30);
      running -= 1;
      world.story.push(`done ${request.investigation}`);
    };
    await world.worker({ investigate });
    await world.worker({ investigate });
    const enqueue = world.enqueue();
    const people = ['U1', 'U2', 'U3', 'U4', 'U5', 'U6'];
    const all = await Promise.all(people.map((requestedBy) => enqueue.enqueue(asked({ requestedBy }))));
    for (const { investigation } of all) await world.happened(`done ${investigation}`);
    expect(most).toBe(1);
  });

  it('applies a changed limit when a worker starts', async (world) => {
    const hold = world.hold();
    const first = await world.worker({ investigate: hold.investigate });
    await first.close(1000);
    await world.worker({ investigate: hold.investigate, environments: [{ name: 'staging', concurrency: 2 }] });
    const enqueue = world.enqueue();
    for (const requestedBy of ['U1', 'U2', 'U3']) await enqueue.enqueue(asked({ requestedBy }));
    await hold.started(2);
    expect(await enqueue.enqueue(asked({ requestedBy: 'U4' }))).toMatchObject({ position: 2 });
    hold.release();
  });

  it('does not let one environment wait for another', async (world) => {
    const hold = world.hold();
    const environments = [
      { name: 'staging', concurrency: 1 },
      { name: 'test', concurrency: 1 },
    ];
    await world.worker({ investigate: hold.investigate, environments });
    await world.enqueue().enqueue(asked({ environment: 'staging' }));
    await world.enqueue().enqueue(asked({ environment: 'test' }));
    await hold.started(2);
    hold.release();
  });
}
