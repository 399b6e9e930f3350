import { expect } from 'vitest';
import { readOverdue, readWaitingLines } from '#queue/waiting-lines.ts';
import { asked, every, type InWorld } from './world.ts';

/** What waits and runs, as a monitor reads it. */
export function testWaitingLines(it: InWorld): void {
  it('tells a monitor what waits and runs, and how long the oldest has waited, whoever is first in line', async (world) => {
    const hold = world.hold();
    await world.worker({ investigate: hold.investigate });
    const enqueue = world.enqueue();
    await enqueue.enqueue(asked());
    await hold.started(1);
    await enqueue.enqueue(asked({ delivery: 'second', timeoutMs: 1_000 }));
    await enqueue.enqueue(asked({ requestedBy: 'U2' }));
    await world.lookups().ask(world.lookupOf('d1'));
    const read = () => readWaitingLines(world.redis(), world.prefix, ['staging', 'test']);
    const [investigations, look, ...others] = await read();
    expect(investigations).toMatchObject({ environment: 'staging', queue: 'investigations', running: 1, waiting: 2 });
    expect(look).toMatchObject({ environment: 'staging', queue: 'look', running: 0, waiting: 1 });
    for (const line of others) expect(line).toMatchObject({ waiting: 0, running: 0, oldestMs: 0 });
    const again = (await read())[0]?.oldestMs ?? 0;
    expect(again).toBeGreaterThanOrEqual(investigations?.oldestMs ?? Number.NaN);
    expect(again).toBeLessThan(60_000);
  });

  it('tells a monitor how late the latest tick is that nobody takes', async (world) => {
    expect(await readOverdue(world.redis(), world.prefix)).toBe(0);
    await world.schedules().reconcile([every('nightly', 3_600_000)]);
    expect(await readOverdue(world.redis(), world.prefix)).toBe(0);
    const [key = ''] = await world.redis().keys(`${world.prefix}:checks:repeat`);
    await world.redis().zincrby(key, -3_660_000, 'nightly');
    expect(await readOverdue(world.redis(), world.prefix)).toBeGreaterThanOrEqual(59_000);
  });
}
