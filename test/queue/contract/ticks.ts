import { expect } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { claimRun, endRun } from '#queue/claim.ts';
import type { Tick } from '#queue/ticks.ts';
import { soon } from '../../support/soon.ts';
import { every, type InWorld } from './world.ts';

const EVERY = 400;

/** Ticks on their way to a worker. */
export function testTicks(it: InWorld): void {
  it('delivers each tick once, however many workers there are', async (world) => {
    await Promise.all([world.ticker(), world.ticker(), world.ticker()]);
    await world.schedules().reconcile([every('a', EVERY, 100)]);
    await soon(() => expect(world.ticks.length).toBeGreaterThanOrEqual(5), 8_000);
    const slots = world.ticks.map(({ at }) => at);
    expect(new Set(slots).size).toBe(slots.length);
    for (const { check, id, at, lateMs, trigger } of world.ticks) {
      expect([check, id, trigger]).toEqual(['a', `a:${at}`, 'schedule']);
      expect((at - 100) % EVERY).toBe(0);
      expect(lateMs).toBeGreaterThanOrEqual(0);
    }
  });

  it('goes on with the slots after a pause, and does not make up for those it missed', async (world) => {
    await world.schedules().reconcile([every('a', EVERY)]);
    const first = await world.ticker();
    await soon(() => expect(world.ticks.length).toBeGreaterThan(0));
    await first.close(1000);
    const seen = world.ticks.length;
    const redis = world.redis();
    const due = Number(await redis.zscore(`${world.prefix}:checks:repeat`, 'a'));
    await soon(() => expect(Date.now()).toBeGreaterThan(due + 2 * EVERY));
    await world.ticker();
    await soon(() => expect(world.ticks.length).toBeGreaterThan(seen + 1));
    const [late, next] = world.ticks.slice(seen);
    expect(late?.at).toBe(due);
    expect(late?.lateMs).toBeGreaterThan(2 * EVERY);
    expect(next?.at).toBeGreaterThan(due + 2 * EVERY);
    expect((next?.at ?? 1) % EVERY).toBe(0);
  });

  it('gives a tick to another worker when its own dies, and holds up none of the next', async (world) => {
    await world.schedules().reconcile([every('a', EVERY)]);
    const path = await world.path();
    const begun: Tick[] = [];
    const dying = await world.ticker({ onTick: (tick) => new Promise(() => void begun.push(tick)) }, path);
    await soon(() => expect(begun.length).toBe(1));
    await path.setDown(true);
    await world.ticker();
    await soon(() => expect(world.ticks).toContainEqual({ ...begun[0], lateMs: expect.any(Number) }), 8_000);
    const slots = world.ticks.map(({ at }) => at).sort();
    await soon(() => expect(world.ticks.length).toBeGreaterThan(slots.length + 1));
    expect(new Set(world.ticks.map(({ id }) => id)).size).toBe(world.ticks.length);
    await dying.close(0);
  });

  it('brings the next tick when a worker died before it did', async (world) => {
    const schedules = world.schedules();
    await schedules.reconcile([every('a', EVERY)]);
    const redis = world.redis();
    const queue = `${world.prefix}:checks`;
    const [tick = ''] = await redis.zrange(`${queue}:delayed`, '0', '-1');
    const at = Number(tick.split(':').at(-1));
    // What Redis has of a worker that has taken the tick, and died there.
    await redis
      .multi()
      .zrem(`${queue}:delayed`, tick)
      .lpush(`${queue}:active`, tick)
      .set(`${queue}:${tick}:lock`, 'dead')
      .exec();
    await world.ticker();
    await soon(() => expect(world.ticks.length).toBeGreaterThan(2), 8_000);
    expect(world.ticks[0]?.at).toBeGreaterThan(at);
    await redis.del(`${queue}:${tick}:lock`);
    await soon(() => expect(world.ticks.map((one) => one.at)).toContain(at), 8_000);
  });

  it('gives up a tick over which three workers died, and says so', async (world) => {
    const begun: string[] = [];
    const onTick = ({ id }: Tick) => new Promise<void>(() => void begun.push(id));
    for (const start of [1, 2, 3]) {
      const path = await world.path();
      const dying = await world.ticker({ onTick }, path);
      if (start === 1) await dying.askTick({ check: 'a', id: 'deadly', trigger: 'confirmation' });
      await soon(() => expect(begun.length).toBe(start), 8_000);
      await path.setDown(true);
      await dying.close(0);
    }
    const last = await world.ticker();
    await last.askTick({ check: 'a', id: 'harmless', trigger: 'confirmation' });
    const failed = `${world.prefix}:checks:failed`;
    await soon(async () => expect(await world.redis().zcard(failed)).toBe(1), 8_000);
    expect(world.ticks.map(({ id }) => id)).toEqual(['harmless']);
  });

  it('goes on ticking after a tick that throws, and does not repeat it', async (world) => {
    const seen: string[] = [];
    await world.ticker({
      onTick: async ({ id }) => {
        seen.push(id);
        throw new Error('bug');
      },
    });
    await world.schedules().reconcile([every('a', EVERY)]);
    await soon(() => expect(seen.length).toBeGreaterThanOrEqual(3), 8_000);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('hands a tick that a shutdown cuts short to the next worker', async (world) => {
    const begun: Tick[] = [];
    const first = await world.ticker({
      clock: systemClock,
      onTick: (tick, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          begun.push(tick);
        }),
    });
    await first.askTick({ check: 'a', id: 'one', trigger: 'confirmation' });
    await soon(() => expect(begun.length).toBe(1));
    await first.close(0);
    await world.ticker();
    await soon(() => expect(world.ticks.map(({ id }) => id)).toEqual(['one']));
  });

  it('delivers an extra tick once per id, also after it is over', async (world) => {
    const ticker = await world.ticker();
    const extra = (id: string) => ticker.askTick({ check: 'a', id, trigger: 'confirmation' });
    await extra('a:confirm:1');
    await extra('a:confirm:1');
    await soon(() => expect(world.ticks.length).toBe(1));
    expect(world.ticks[0]).toMatchObject({ check: 'a', id: 'a:confirm:1', trigger: 'confirmation' });
    await extra('a:confirm:1');
    await extra('a:confirm:2');
    await soon(() => expect(world.ticks.length).toBe(2));
    expect(world.ticks[1]?.id).toBe('a:confirm:2');
  });

  it('tells the time of a tick on the clock it was given', async (world) => {
    const began = Date.now();
    const clock = { ...systemClock, now: () => began + 60 * (Date.now() - began), real: (ms: number) => ms / 60 };
    await world.ticker({ clock });
    await world.schedules(clock).reconcile([every('a', 60 * EVERY)]);
    await soon(() => expect(world.ticks.length).toBeGreaterThanOrEqual(3));
    const [one = 0, two = 0, three = 0] = world.ticks.map(({ at }) => at);
    expect(one).toBeGreaterThan(began);
    expect(three).toBeLessThanOrEqual(clock.now());
    // A first one that came late is nearer to the second; then the third is not.
    expect(Math.max(two - one, three - two) / 60 / EVERY).toBeGreaterThan(0.9);
  });

  it('lets a check have one run at a time, which may claim its place again', async (world) => {
    const redis = world.redis();
    const claim = (run: string) => claimRun(redis, world.prefix, 'a', run, 60_000);
    expect(await claim('one')).toBe(true);
    expect(await claim('two')).toBe(false);
    expect(await claim('one')).toBe(true);
    expect(await claimRun(redis, world.prefix, 'b', 'two', 60_000)).toBe(true);
    await endRun(redis, world.prefix, 'a', 'two');
    expect(await claim('two')).toBe(false);
    await endRun(redis, world.prefix, 'a', 'one');
    expect(await claim('two')).toBe(true);
  });
}
