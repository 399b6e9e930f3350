import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createChecking } from '#checking/checking.ts';
import { channelsOf, createRedisWatch } from '#checking/redis-away.ts';
import { createBookStore } from '#checks/book-store.ts';
import type { Check } from '#checks/check.ts';
import { labClock } from '#lab/clock.ts';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { silentLog } from '#lib/logger.ts';
import { workerRedis } from '#queue/connection.ts';
import { PREFIX } from '#queue/names.ts';
import type { Tick } from '#queue/ticks.ts';
import type { AwayTeller } from '#slack/tell/away.ts';
import type { IncidentTeller } from '#slack/tell/incident.ts';
import { check, runResult } from '../support/book.ts';
import { soon } from '../support/soon.ts';

const clock = labClock(100);
const often = check('often', { schedule: { kind: 'every', everyMs: 20_000, offsetMs: 0 } });

describe('the checks of a process', () => {
  let lab: LabRedis;
  const closing: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    lab = await openRedis();
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    await lab.close();
  });

  function open(...checks: readonly Check[]) {
    const redis = workerRedis(lab.url, silentLog);
    const store = createBookStore({ redis, prefix: PREFIX, log: silentLog });
    const told = vi.fn<IncidentTeller['tell']>(async () => {});
    const away = vi.fn<AwayTeller['tell']>(async () => {});
    const onTick = vi.fn(async (_tick: Tick) => {});
    const checking = createChecking({
      ...{ checks, store, onTick, redis, prefix: PREFIX, clock, log: silentLog, holder: 'one' },
      teller: { tell: told, show: async () => true },
      tellPause: async () => {},
      callOut: async () => ({ kind: 'taken' }),
      redisWatch: createRedisWatch({
        ...{ redis, prefix: PREFIX, clock, log: silentLog, place: 0, channels: channelsOf(checks) },
        teller: { tell: away, back: async () => {} },
      }),
    });
    closing.push(async () => {
      await checking.takeNoMore(1_000);
      await checking.close();
      redis.disconnect();
    });
    return { ...checking, store, told, away, onTick };
  }

  it('tick, and what their runs come to is told', async () => {
    const it = open(often);
    await it.start();
    expect((await it.nextTicks()).get('often')).toBeTypeOf('number');
    await soon(() => expect(it.onTick.mock.calls[0]?.[0].check).toBe('often'));
    for (const at of [clock.now() - 2, clock.now() - 1])
      await it.store.record({ kind: 'run', at, result: runResult('often', 'failed', at) });
    await soon(() => expect(it.told.mock.calls[0]?.[1].news.kind).toBe('opened'));
  });

  it('take no tick any more before they end, and tell what ended meanwhile', async () => {
    const it = open(often);
    await it.start();
    await soon(() => expect(it.onTick).toHaveBeenCalled());
    await it.takeNoMore(1_000);
    const ticks = it.onTick.mock.calls.length;
    for (const at of [clock.now() - 2, clock.now() - 1])
      await it.store.record({ kind: 'run', at, result: runResult('often', 'failed', at) });
    await soon(() => expect(it.told.mock.calls[0]?.[1].news.kind).toBe('opened'));
    await clock.sleep(60_000);
    expect(it.onTick.mock.calls).toHaveLength(ticks);
  });

  it('let it be known that Redis is away, also when it was never there, where no check has quiet hours', async () => {
    await lab.setDown(true);
    const minute = Math.floor((clock.now() % 86_400_000) / 60_000);
    const quietHours = { from: (minute + 1_200) % 1_440, to: (minute + 240) % 1_440, tz: 'UTC' };
    const it = open(often, check('night', { channel: 'C2', quietHours }));
    it.start().catch(() => {});
    await soon(() => expect(it.away.mock.calls.map(([channel]) => channel)).toEqual(['C1']));
  });

  it('can be closed while Redis is away', async () => {
    const it = open(often);
    await it.start();
    await lab.setDown(true);
    await it.takeNoMore(1_000);
    await expect(it.close()).resolves.toBeUndefined();
  });

  it('can be closed when Redis was never there', async () => {
    await lab.setDown(true);
    const it = open(often);
    it.start().catch(() => {});
    await it.takeNoMore(1_000);
    await expect(it.close()).resolves.toBeUndefined();
  });
});
