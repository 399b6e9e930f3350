import { expect } from 'vitest';
import { soon } from '../../support/soon.ts';
import { asked, type InWorld, run } from './world.ts';

/** Runs of checks in the line of people's investigations. */
export function testRuns(it: InWorld): void {
  it('runs a check’s investigation without a first message', async (world) => {
    const seen: unknown[] = [];
    await world.worker({ investigate: async (request) => void seen.push(request) });
    expect(await world.runs().enqueueRun(run('1'))).toBe('enqueued');
    await soon(() => expect(seen).toEqual([run('1')]));
    expect(world.story).toEqual([]);
  });

  it('knows a run that was put into the line before, also when it is over', async (world) => {
    const runs = world.runs();
    await runs.enqueueRun(run('1'));
    expect(await runs.enqueueRun(run('1'))).toBe('known');
    await world.worker();
    await world.happened(`done ${run('1').investigation}`);
    await soon(async () => expect((await runs.line('staging')).running).toBe(0));
    expect(await runs.enqueueRun(run('1'))).toBe('known');
    expect(await runs.enqueueRun(run('2'))).toBe('enqueued');
    await world.happened(`done ${run('2').investigation}`);
    expect(world.story.filter((line) => line.startsWith('attempt'))).toHaveLength(2);
  });

  it('knows whether a run waits, runs or is over, and ends one that waits or runs', async (world) => {
    const runs = world.runs();
    const [first, second] = [run('1'), run('2')];
    expect(await runs.stateOf(first)).toBe('unknown');
    await runs.enqueueRun(first);
    await runs.enqueueRun(second);
    expect(await runs.stateOf(first)).toBe('waiting');
    await world.worker({
      investigate: (_request, { cancelled }) =>
        new Promise((_resolve, reject) => {
          cancelled.addEventListener('abort', () => reject(cancelled.reason), { once: true });
        }),
    });
    await soon(async () => expect(await runs.stateOf(first)).toBe('running'));
    await runs.end(second, { by: 'U0LEAD', at: 0 });
    expect(await runs.stateOf(second)).toBe('unknown');
    await runs.end(first, { by: 'U0LEAD', at: 0 });
    await soon(async () => expect(await runs.stateOf(first)).toBe('over'));
  });

  it('refuses a run whose id could be a person’s', async (world) => {
    const runs = world.runs();
    await expect(runs.enqueueRun({ ...run('1'), investigation: 'abcdefghjk' })).rejects.toThrow('no id of a run');
  });

  it('lets people go first, and does not count checks in their places', async (world) => {
    const hold = world.hold();
    await world.worker({ investigate: hold.investigate });
    const enqueue = world.enqueue();
    const runs = world.runs();
    const first = await enqueue.enqueue(asked({ requestedBy: 'U1' }));
    await hold.started(1);
    await runs.enqueueRun(run('1'));
    await runs.enqueueRun(run('2'));
    const second = await enqueue.enqueue(asked({ requestedBy: 'U2' }));
    const third = await enqueue.enqueue(asked({ requestedBy: 'U3' }));
    expect([second, third]).toMatchObject([{ position: 1 }, { position: 2 }]);
    await world.happened(`announced ${third.investigation} at 2`);
    expect(await runs.line('staging')).toMatchObject({
      peopleWaiting: 2,
      peopleRunning: 1,
      running: 1,
      limit: 1,
    });
    hold.release();
    await world.happened(`done ${run('2').investigation}`);
    const order = [first, second, third].map(({ investigation }) => investigation);
    const attempts = [...order, run('1').investigation, run('2').investigation].map((id) => `attempt 1 of ${id}`);
    expect(world.story.filter((line) => line.startsWith('attempt'))).toEqual(attempts);
    expect(world.story.filter((line) => /waits at|announced/.test(line)).join()).not.toContain(run('1').investigation);
  });

  it('counts a check’s run that runs in the places of people', async (world) => {
    const hold = world.hold();
    await world.worker({ investigate: hold.investigate });
    const runs = world.runs();
    await runs.enqueueRun(run('1'));
    await hold.started(1);
    expect(await world.enqueue().enqueue(asked())).toMatchObject({ position: 1 });
    await soon(async () =>
      expect(await runs.line('staging')).toMatchObject({ peopleWaiting: 1, peopleRunning: 0, running: 1 }),
    );
    hold.release();
  });

  it('tells of a run that throws, once', async (world) => {
    const error = new Error('cannot read properties of undefined');
    await world.worker({ investigate: () => Promise.reject(error) });
    await world.runs().enqueueRun(run('1'));
    await world.happened(`lost ${run('1').investigation}`);
    expect(world.losses).toEqual([{ kind: 'failed', error }]);
  });

  it('does not take a person’s run of a check for the same question without it', async (world) => {
    const enqueue = world.enqueue();
    const plain = await enqueue.enqueue(asked());
    const ofCheck = await enqueue.enqueue(asked({ check: { name: 'nightly', trigger: 'person' } }));
    expect([plain, ofCheck]).toMatchObject([{ kind: 'enqueued' }, { kind: 'enqueued' }]);
  });
}
