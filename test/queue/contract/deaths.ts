import { expect } from 'vitest';
import type { WorkOptions } from '#queue/work.ts';
import { soon } from '../../support/soon.ts';
import { asked, type InWorld } from './world.ts';

/** Workers that die, investigations that throw. */
export function testDeaths(it: InWorld): void {
  it('runs a request again when the worker dies over it', async (world) => {
    const path = await world.path();
    const hold = world.hold();
    const dying = await world.worker({ investigate: hold.investigate }, path);
    const enqueue = world.enqueue();
    const { investigation } = await enqueue.enqueue(asked());
    await hold.started(1);
    await path.setDown(true);
    await world.worker();
    await world.happened(`done ${investigation}`);
    expect(world.story).toContain(`attempt 2 of ${investigation}`);
    expect(world.story.filter((line) => line.startsWith('announced'))).toHaveLength(1);
    await dying.close(0);
    hold.release();
  });

  it('counts a worker that died no more, and one that Redis missed for a while again', async (world) => {
    const path = await world.path();
    await world.worker({}, path);
    expect(await world.up('staging')).toBe(1);
    await path.setDown(true);
    await soon(async () => expect(await world.up('staging')).toBe(0));
    await path.setDown(false);
    await soon(async () => expect(await world.up('staging')).toBe(1));
  });

  it('stops a worker that has lost its request to another one', async (world) => {
    const path = await world.path();
    const obedient = world.obedient();
    await world.worker({ investigate: obedient.investigate }, path);
    const { investigation } = await world.enqueue().enqueue(asked());
    await world.happened(`attempt 1 of ${investigation}`);
    await path.setDown(true);
    await world.worker();
    await world.happened(`done ${investigation}`);
    await path.setDown(false);
    await soon(() => expect(obedient.reasons).toEqual(['another worker has taken it over']));
    expect(world.losses).toEqual([]);
  });

  it('goes on with a request that nobody took while Redis was away', async (world) => {
    const path = await world.path();
    const hold = world.hold();
    const signals: AbortSignal[] = [];
    const investigate: WorkOptions['investigate'] = (request, tools) => {
      signals.push(tools.signal);
      return hold.investigate(request, tools);
    };
    await world.worker({ investigate }, path);
    const { investigation } = await world.enqueue().enqueue(asked());
    await hold.started(1);
    await path.setDown(true);
    await world.locked(investigation, false);
    await path.setDown(false);
    await world.locked(investigation, true);
    hold.release();
    await world.happened(`done ${investigation}`);
    await soon(async () => expect(await world.enqueue().position(investigation)).toBeUndefined());
    expect(world.story.filter((line) => line.startsWith('attempt'))).toEqual([`attempt 1 of ${investigation}`]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    expect(world.losses).toEqual([]);
  });

  it('gives up a request over which three workers died, and says so once', async (world) => {
    const { investigation } = await world.enqueue().enqueue(asked());
    for (const start of [1, 2, 3]) {
      const path = await world.path();
      const hold = world.hold();
      const dying = await world.worker({ investigate: hold.investigate }, path);
      await world.happened(`attempt ${start} of ${investigation}`);
      await path.setDown(true);
      await dying.close(0);
      hold.release();
    }
    world.story.length = 0;
    await world.worker();
    await world.worker();
    await world.happened(`lost ${investigation}`);
    expect(world.losses).toEqual([{ kind: 'workers-died', starts: 3 }]);
    await soon(async () => expect((await world.enqueue().enqueue(asked())).kind).toBe('enqueued'));
    expect(world.story.filter((line) => line === `lost ${investigation}`)).toHaveLength(1);
    expect(world.story.some((line) => line.endsWith(`of ${investigation}`))).toBe(false);
  });

  it('gives up a request whose investigation throws, says so once and does not repeat it', async (world) => {
    const error = new Error('cannot read properties of undefined');
    await world.worker({
      investigate: async (request, { attempt }) => {
        world.story.push(`attempt ${attempt} of ${request.investigation}`);
        throw error;
      },
    });
    const enqueue = world.enqueue();
    const { investigation } = await enqueue.enqueue(asked());
    await world.happened(`lost ${investigation}`);
    expect(world.losses).toEqual([{ kind: 'failed', error }]);
    await soon(async () => expect((await enqueue.enqueue(asked())).kind).toBe('enqueued'));
    await soon(() => expect(world.losses).toHaveLength(2));
    expect(world.story.filter((line) => line === `attempt 1 of ${investigation}`)).toHaveLength(1);
    expect(world.story).not.toContain(`attempt 2 of ${investigation}`);
  });

  it('goes on when nobody could be told of a loss', async (world) => {
    await world.worker({
      investigate: (request, tools) =>
        request.requestedBy === 'U1' ? Promise.reject(new Error('bug')) : world.investigate(request, tools),
      lost: () => Promise.reject(new Error('Slack is down')),
    });
    const enqueue = world.enqueue();
    await enqueue.enqueue(asked({ requestedBy: 'U1' }));
    const next = await enqueue.enqueue(asked({ requestedBy: 'U2' }));
    await world.happened(`done ${next.investigation}`);
  });
}
