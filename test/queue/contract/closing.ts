import { expect, it } from 'vitest';
import { asked, PATIENT, type World } from './world.ts';

/** Workers that shut down. */
export function testClosing(inWorld: () => World): void {
  it('waits at close for what runs', async () => {
    const world = inWorld();
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

  it('takes nothing new while it closes', async () => {
    const world = inWorld();
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

  it('aborts at the deadline of close, and the next worker runs it again as no failure', async () => {
    const world = inWorld();
    const obedient = world.obedient();
    const worker = await world.worker({ investigate: obedient.investigate, pace: PATIENT });
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

  it('closes also when an investigation is deaf to its signal', async () => {
    const world = inWorld();
    const hold = world.hold();
    const worker = await world.worker({ investigate: hold.investigate, pace: PATIENT });
    const { investigation } = await world.enqueue().enqueue(asked());
    await hold.started(1);
    await worker.close(10);
    await world.worker();
    await world.happened(`done ${investigation}`);
    expect(world.story).toContain(`attempt 2 of ${investigation}`);
    hold.release();
  });

  it('closes also when Redis is gone', async () => {
    const world = inWorld();
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
