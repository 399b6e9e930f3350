import { expect } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import type { InWorld } from './world.ts';

const one = { investigation: 'inv-1', environment: 'staging' };

/** What the bot looks at by itself after a verdict. */
export function testSecondLooks(it: InWorld): void {
  it('looks again when it is time and not before, though every worker was away meanwhile', async (world) => {
    const askedAt = Date.now();
    await world.secondLooks().ask(one, 20_000);
    const first = await world.answerer();
    await first.close(0);
    expect(world.story).toEqual([]);
    await world.answerer();
    await world.happened('looked again at inv-1');
    // Twenty times as fast as real time.
    expect(Date.now() - askedAt).toBeGreaterThanOrEqual(1_000);
  });

  it('looks again once at an investigation, however often it is asked', async (world) => {
    await world.answerer();
    const looks = world.secondLooks();
    await Promise.all([looks.ask(one, 0), looks.ask(one, 0), world.secondLooks().ask(one, 0)]);
    await looks.ask({ ...one, investigation: 'inv-2' }, 0);
    await world.happened('looked again at inv-2');
    await looks.ask(one, 0);
    await looks.ask({ ...one, investigation: 'inv-3' }, 0);
    await world.happened('looked again at inv-3');
    expect(world.story.filter((line) => line.endsWith('inv-1'))).toHaveLength(1);
  });

  it('lets people go first: what they ask waits for no look of the bot’s own', async (world) => {
    const looks = world.secondLooks();
    for (let i = 0; i < 20; i += 1) await looks.ask({ ...one, investigation: `inv-${i}` }, 0);
    const { lookup } = await world.lookups().ask(world.lookupOf('one'));
    await world.answerer();
    await world.happened(`answered ${lookup}`);
    expect(world.story[0]).toBe(`answered ${lookup}`);
  });

  it('tells nobody that a look failed', async (world) => {
    await world.answerer({
      lookAgain: async ({ investigation }) => {
        world.story.push(`tried ${investigation}`);
        throw new Error('cannot read properties of undefined');
      },
    });
    await world.secondLooks().ask(one, 0);
    await world.happened('tried inv-1');
    const { lookup } = await world.lookups().ask(world.lookupOf('one'));
    await world.happened(`answered ${lookup}`);
    expect(world.losses).toEqual([]);
  });

  it('hands a look that a shutdown cuts short to the next worker', async (world) => {
    const first = await world.answerer({
      clock: systemClock,
      lookAgain: ({ investigation }, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          world.story.push(`tried ${investigation}`);
        }),
    });
    await world.secondLooks().ask(one, 0);
    await world.happened('tried inv-1');
    await first.close(0);
    await world.answerer();
    await world.happened('looked again at inv-1');
  });
}
