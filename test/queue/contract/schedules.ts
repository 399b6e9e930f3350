import { expect } from 'vitest';
import type { Clock } from '#lib/clock.ts';
import { systemClock } from '#lib/clock.ts';
import { soon } from '../../support/soon.ts';
import { every, type InWorld } from './world.ts';

const HOUR = 3_600_000;
const fiveFold: Clock = { ...systemClock, real: (ms) => ms / 5 };

/** Schedules in Redis, and that they are those of focus.yml. */
export function testSchedules(it: InWorld): void {
  it('ticks at every multiple of the period, plus the offset', async (world) => {
    const schedules = world.schedules();
    const before = Date.now();
    await schedules.reconcile([every('a', HOUR), every('b', HOUR, 600_000), every('c', 7_000, 6_999)]);
    const next = await schedules.nextTicks();
    expect([...next.keys()].sort()).toEqual(['a', 'b', 'c']);
    for (const [name, period, offset] of [
      ['a', HOUR, 0],
      ['b', HOUR, 600_000],
      ['c', 7_000, 6_999],
    ] as const) {
      const at = next.get(name) ?? 0;
      expect((at - offset) % period).toBe(0);
      expect(at).toBeGreaterThan(before);
      expect(at).toBeLessThanOrEqual(Date.now() + period);
    }
  });

  it('ticks with a cron pattern in its zone', async (world) => {
    const schedules = world.schedules();
    const schedule = { kind: 'cron', pattern: '30 6 * * *', tz: 'Asia/Kolkata' } as const;
    await schedules.reconcile([{ name: 'morning', schedule }]);
    const next = new Date((await schedules.nextTicks()).get('morning') ?? 0);
    expect(next.toISOString()).toMatch(/T01:00:00\.000Z$/);
  });

  it('ticks faster where the clock is faster, and tells when on that clock', async (world) => {
    const schedules = world.schedules(fiveFold);
    await schedules.reconcile([every('a', 5 * HOUR)]);
    const slot = Number(await world.redis().zscore(`${world.prefix}:checks:repeat`, 'a'));
    expect(slot % HOUR).toBe(0);
    const inMs = slot - Date.now();
    const toldInMs = ((await schedules.nextTicks()).get('a') ?? 0) - Date.now();
    expect(toldInMs / inMs).toBeCloseTo(5, 1);
  });

  it('adds, replaces and removes as focus.yml says, and leaves the rest alone', async (world) => {
    const schedules = world.schedules();
    const all = ['kept', 'moved', 'slower', 'gone', 'cron'];
    expect(await schedules.reconcile(all.map((name) => every(name, HOUR)))).toEqual({
      added: all,
      changed: [],
      removed: [],
    });
    const before = await schedules.nextTicks();
    const wanted = [
      every('kept', HOUR),
      every('moved', HOUR, 60_000),
      every('slower', 2 * HOUR),
      { name: 'cron', schedule: { kind: 'cron', pattern: '0 0 1 1 *', tz: 'UTC' } } as const,
      every('new', HOUR),
    ];
    expect(await schedules.reconcile(wanted)).toEqual({
      added: ['new'],
      changed: ['moved', 'slower', 'cron'],
      removed: ['gone'],
    });
    const after = await schedules.nextTicks();
    expect(after.get('kept')).toBe(before.get('kept'));
    expect(((after.get('moved') ?? 0) - 60_000) % HOUR).toBe(0);
    expect((after.get('slower') ?? 1) % (2 * HOUR)).toBe(0);
    expect(after.has('gone')).toBe(false);
    expect(await schedules.reconcile(wanted)).toEqual({ added: [], changed: [], removed: [] });
    const redis = world.redis();
    expect(await redis.zcard(`${world.prefix}:checks:delayed`)).toBe(wanted.length);
    expect(await redis.keys(`${world.prefix}:checks:repeat:gone*`)).toEqual([]);
  });

  it('removes a tick that is due and not taken with its check', async (world) => {
    const schedules = world.schedules();
    await schedules.reconcile([every('gone', HOUR)]);
    const redis = world.redis();
    const queue = `${world.prefix}:checks`;
    const [tick = ''] = await redis.zrange(`${queue}:delayed`, '0', '-1');
    await redis.multi().zrem(`${queue}:delayed`, tick).lpush(`${queue}:wait`, tick).exec();
    await schedules.reconcile([]);
    expect(await redis.llen(`${queue}:wait`)).toBe(0);
    expect(await redis.keys(`${queue}:repeat*`)).toEqual([]);
    await world.ticker();
    await schedules.reconcile([every('other', 100)]);
    await soon(() => expect(world.ticks.length).toBeGreaterThan(1));
    expect(world.ticks.filter(({ check }) => check === 'gone')).toEqual([]);
  });

  it('schedules each check once when many workers reconcile at the same time', async (world) => {
    const checks = Array.from({ length: 12 }, (_, i) => every(`check-${i}`, HOUR));
    const outcomes = await Promise.all([1, 2, 3].map(() => world.schedules().reconcile(checks)));
    expect(outcomes.flatMap(({ added }) => added).sort()).toEqual(checks.map(({ name }) => name).sort());
    expect(outcomes.flatMap(({ changed, removed }) => [...changed, ...removed])).toEqual([]);
    expect(await world.redis().zcard(`${world.prefix}:checks:delayed`)).toBe(checks.length);
  });

  it('brings the next tick back when it is gone', async (world) => {
    const schedules = world.schedules();
    await schedules.reconcile([every('a', HOUR)]);
    const redis = world.redis();
    const delayed = `${world.prefix}:checks:delayed`;
    const [tick = ''] = await redis.zrange(delayed, '0', '-1');
    const before = await schedules.nextTicks();
    await redis.del(delayed, `${world.prefix}:checks:${tick}`);
    expect(await schedules.reconcile([every('a', HOUR)])).toEqual({ added: [], changed: [], removed: [] });
    expect(await redis.zrange(delayed, '0', '-1')).toEqual([tick]);
    expect(await schedules.nextTicks()).toEqual(before);
  });
}
