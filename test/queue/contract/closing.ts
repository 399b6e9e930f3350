import { expect } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { asked, type InWorld } from './world.ts';

/** Workers that shut down. */
export function testClosing(it: InWorld): void {
  it('waits at close for what runs', async (world) => {
    const hold = world.hold();
    const worker = await world.worker({ investigate: hold.investigate });
    const { investigation } = await world.enqueue().enqueue(asked());
    await hold.started(1);
    const closed = worker.close(60_000);
    hold.release();
    await closed;
    expect(world.story.at(-1)).toBe(`done ${investigation}`);
    expect(await world.enqueue().position(investigation)).toBeUndefined();
  });

  it('takes nothing new while it closes', async (world) => {
    const hold = world.hold();
    const worker = await world.worker({ investigate: hold.investigate });
    const enqueue = world.enqueue();
    await enqueue.enqueue(asked({ requestedBy: 'U1' }));
    await hold.started(1);
    const second = await enqueue.enqueue(asked({ requestedBy: 'U2' }));
    await world.happened(`announced ${second.investigation} at 1`);
    const closed = worker.close(60_000);
    hold.release();
    await closed;
    expect(world.story).not.toContain(`attempt 1 of ${second.investigation}`);
    await world.worker();
    await world.happened(`done ${second.investigation}`);
  });

  it('leaves its place to a worker that waits', async (world) => {
    const hold = world.hold();
    const ending = await world.worker({ investigate: hold.investigate });
    const enqueue = world.enqueue();
    await enqueue.enqueue(asked({ requestedBy: 'U1' }));
    await hold.started(1);
    await world.worker();
    const second = await enqueue.enqueue(asked({ requestedBy: 'U2' }));
    await world.happened(`announced ${second.investigation} at 1`);
    const closed = ending.close(60_000);
    hold.release();
    await closed;
    await world.happened(`done ${second.investigation}`);
  });

  it('aborts at the deadline of close, and the next worker runs it again as no failure', async (world) => {
    const obedient = world.obedient();
    const worker = await world.worker({ investigate: obedient.investigate, clock: systemClock });
    const enqueue = world.enqueue();
    const { investigation } = await enqueue.enqueue(asked());
    await world.happened(`attempt 1 of ${investigation}`);
    await worker.close(10);
    expect(obedient.reasons).toEqual(['the worker shuts down']);
    expect((await enqueue.enqueue(asked())).kind).toBe('already-running');
    await world.worker();
    await world.happened(`done ${investigation}`);
    expect(world.losses).toEqual([]);
  });

  it('closes also when an investigation is deaf to its signal', async (world) => {
    const hold = world.hold();
    const worker = await world.worker({ investigate: hold.investigate, clock: systemClock });
    const { investigation } = await world.enqueue().enqueue(asked());
    await hold.started(1);
    await worker.close(10);
    await world.worker();
    await world.happened(`done ${investigation}`);
    expect(world.story).toContain(`attempt 2 of ${investigation}`);
    hold.release();
  });

  it('closes also when Redis is gone', async (world) => {
    const path = await world.path();
    const hold = world.hold();
    const worker = await world.worker({ investigate: hold.investigate }, path);
    await world.enqueue().enqueue(asked());
    await hold.started(1);
    await path.setDown(true);
    await worker.close(10);
    hold.release();
  });
}
