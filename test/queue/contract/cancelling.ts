import { expect } from 'vitest';
import { CancelledError } from '#queue/cancelling.ts';
import type { UnderWay, UnderWayQueue } from '#queue/under-way.ts';
import { soon } from '../../support/soon.ts';
import { asked, type InWorld, run } from './world.ts';

/** What somebody cancels. */
export function testCancelling(it: InWorld): void {
  it('ends what runs, without a report and without a loss, and the next one begins', async (world) => {
    const { investigate, reasons } = world.obedient();
    await world.worker({ investigate });
    const enqueue = world.enqueue();
    const [first, second] = [
      await enqueue.enqueue(asked()),
      await enqueue.enqueue(asked({ requestedBy: 'U2', timeoutMs: 31_000 })),
    ];
    await world.happened(`attempt 1 of ${first.investigation}`);
    const underWay = world.underWay();
    expect(await underWay.cancel(await find(underWay, first.investigation), 'U9')).toBe('ended');
    await world.happened(`U9 cancelled ${first.investigation} in attempt 1`);
    expect(reasons).toEqual([expect.any(CancelledError)]);
    await world.happened(`attempt 1 of ${second.investigation}`);
    expect(world.losses).toEqual([]);
    await soon(async () => expect(await enqueue.position(first.investigation)).toBeUndefined());
    await underWay.cancel(await find(underWay, second.investigation), 'U2');
    await world.happened(`U2 cancelled ${second.investigation} in attempt 1`);
  });

  it('is known as ending until it is over', async (world) => {
    const hold = world.hold();
    await world.worker({ investigate: hold.investigate });
    const { investigation } = await world.enqueue().enqueue(asked());
    await hold.started(1);
    const underWay = world.underWay();
    const before = await find(underWay, investigation);
    expect(before.isEnding).toBeUndefined();
    await underWay.cancel(before, 'U1');
    expect((await find(underWay, investigation)).isEnding).toBe(true);
    hold.release();
  });

  it('takes what waits out of the line, and the same can be asked anew', async (world) => {
    const hold = world.hold();
    await world.worker({ investigate: hold.investigate });
    const enqueue = world.enqueue();
    await enqueue.enqueue(asked());
    await hold.started(1);
    const question = { requestedBy: 'U2', timeoutMs: 31_000 };
    const second = await enqueue.enqueue(asked(question));
    const third = await enqueue.enqueue(asked({ requestedBy: 'U3', timeoutMs: 32_000 }));
    await world.happened(`announced ${third.investigation} at 2`);
    const underWay = world.underWay();
    await underWay.cancel(await find(underWay, second.investigation), 'U2');
    await world.happened(`U2 cancelled ${second.investigation} in attempt 0`);
    expect(await enqueue.position(third.investigation)).toBe(1);
    const again = await enqueue.enqueue(asked(question));
    expect(again.kind).toBe('enqueued');
    hold.release();
    await world.happened(`done ${again.investigation}`);
    expect(world.story).not.toContain(`attempt 1 of ${second.investigation}`);
  });

  it('takes out of the line also what is cancelled before its first message is there', async (world) => {
    const posted = Promise.withResolvers<void>();
    const hold = world.hold();
    await world.worker({
      investigate: hold.investigate,
      announce: async (request, position) => {
        if (request.requestedBy === 'U2') await posted.promise;
        await world.announce(request, position);
      },
    });
    const enqueue = world.enqueue();
    await enqueue.enqueue(asked());
    await hold.started(1);
    const second = await enqueue.enqueue(asked({ requestedBy: 'U2', timeoutMs: 31_000 }));
    const underWay = world.underWay();
    await underWay.cancel(await find(underWay, second.investigation), 'U2');
    posted.resolve();
    await world.happened(`U2 cancelled ${second.investigation} in attempt 0`);
    hold.release();
    expect(world.story).not.toContain(`attempt 1 of ${second.investigation}`);
  });

  it('finds what was cancelled while no worker was there, and begins nothing', async (world) => {
    const { investigation } = await world.enqueue().enqueue(asked());
    const underWay = world.underWay();
    await underWay.cancel(await find(underWay, investigation), 'U1');
    await world.worker();
    await world.happenedMatching(new RegExp(`U1 cancelled ${investigation}`));
    expect(world.story).not.toContain(`attempt 1 of ${investigation}`);
  });

  it('is no more for what is over, and lists what people asked for, and no scheduled check', async (world) => {
    const hold = world.hold();
    await world.worker({ investigate: hold.investigate });
    const { investigation } = await world.enqueue().enqueue(asked());
    await hold.started(1);
    await world.runs().enqueueRun(run('one'));
    await world.lookups().ask(world.lookupOf('one'));
    const underWay = world.underWay();
    expect((await underWay.list()).map(({ what, isRunning, askers }) => [what, isRunning, ...askers])).toEqual([
      ['investigation', true, 'U1'],
      ['look-up', false, 'U1'],
    ]);
    const which = await find(underWay, investigation);
    hold.release(1);
    await soon(async () => expect((await underWay.list()).map(({ id }) => id)).not.toContain(investigation));
    expect(await underWay.cancel(which, 'U1')).toBe('over');
  });

  it('ends a look-up that runs, and takes out of its lane one that waits', async (world) => {
    const lookups = world.lookups();
    const underWay = world.underWay();
    const waits = await lookups.ask(world.lookupOf('waits'));
    await underWay.cancel(await find(underWay, waits.lookup), 'U1');
    expect(await underWay.list()).toEqual([]);
    await world.answerer({
      answer: ({ lookup }, { cancelled }) =>
        new Promise((_resolve, reject) => {
          cancelled.addEventListener('abort', () => reject(cancelled.reason));
          world.story.push(`tried ${lookup}`);
        }),
    });
    const { lookup } = await lookups.ask(world.lookupOf('runs'));
    await world.happened(`tried ${lookup}`);
    await underWay.cancel(await find(underWay, lookup), 'U2');
    await world.happened(`U2 cancelled ${lookup}`);
    expect(world.story).not.toContain(`tried ${waits.lookup}`);
  });
}

async function find(underWay: UnderWayQueue, id: string): Promise<UnderWay> {
  const found = (await underWay.list()).find((one) => one.id === id);
  if (!found) throw new Error(`${id} is not under way`);
  return found;
}
