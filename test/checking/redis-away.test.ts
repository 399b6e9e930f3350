import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRedisWatch, type RedisAwayTools } from '#checking/redis-away.ts';
import { PREFIX } from '#queue/names.ts';
import { createSlackClient } from '#slack/edge/client.ts';
import { type AwayTeller, createAwayTeller } from '#slack/tell/away.ts';
import { logLines } from '../support/log-lines.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';
import { openSlackWorld, type SlackWorld } from '../support/slack-world.ts';
import { soon } from '../support/soon.ts';

const LOOK_MS = 5_000;
const CHANNEL = 'C0INCIDENT';
const options = { host: 'redis', port: 6379 } as Redis['options'];

/** A connection that is as it is told to be. */
function connection() {
  const stub = {
    options,
    status: 'ready' as Redis['status'],
    set: vi.fn(async (): Promise<'OK'> => 'OK'),
  };
  return stub as typeof stub & RedisAwayTools['redis'];
}

let clock: ManualClock;
const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

function watch(over: Partial<RedisAwayTools> & Pick<RedisAwayTools, 'redis' | 'teller'>) {
  const stop = new AbortController();
  stops.push(stop);
  const { lines, log } = logLines();
  const channels = { all: [CHANNEL], open: () => [CHANNEL] };
  const redisWatch = createRedisWatch({ prefix: PREFIX, channels, place: 0, clock, log, ...over });
  const ended = redisWatch.watch(stop.signal);
  return {
    hasTold: redisWatch.hasTold,
    lines,
    stop() {
      stop.abort();
      return ended;
    },
  };
}

describe('a Redis that is away', () => {
  const told = vi.fn<AwayTeller['tell']>();
  const back = vi.fn<AwayTeller['back']>();
  const teller: AwayTeller = { tell: told, back };
  beforeEach(() => {
    clock = manualClock(0);
    told.mockReset();
    back.mockReset();
  });

  it('is known to have been told for the ticks of that time, and for no others', async () => {
    const redis = connection();
    const { hasTold } = watch({ redis, teller });
    await clock.advance(300_000);
    redis.status = 'reconnecting';
    await clock.advance(600_000);
    redis.status = 'ready';
    await clock.advance(60_000);
    expect([299_000, 600_000, 899_000].map((at) => hasTold(CHANNEL, at))).toEqual([true, true, true]);
    expect([100_000, 930_000].map((at) => hasTold(CHANNEL, at))).toEqual([false, false]);
    expect(hasTold('C0OTHER', 600_000)).toBe(false);
  });

  it('is told after a minute, once', async () => {
    const redis = connection();
    watch({ redis, teller });
    await clock.advance(12_000);
    redis.status = 'reconnecting';
    await clock.advance(63_000 - 1);
    expect(told).not.toHaveBeenCalled();
    await clock.advance(10 * 60_000);
    expect(told.mock.calls).toEqual([[CHANNEL, { since: 15_000, why: 'Redis at redis:6379 cannot be reached' }]]);
  });

  it('is no news when it is back within a minute', async () => {
    const redis = connection();
    watch({ redis, teller });
    redis.status = 'reconnecting';
    await clock.advance(58_000);
    redis.status = 'ready';
    await clock.advance(5_000);
    redis.status = 'reconnecting';
    await clock.advance(58_000);
    expect(told).not.toHaveBeenCalled();
  });

  it('may be one that is there and does not answer, or takes no writes', async () => {
    const [silent, full] = [connection(), connection()];
    silent.set.mockReturnValue(new Promise(() => {}));
    full.set.mockRejectedValue(new Error('OOM command not allowed'));
    watch({ redis: silent, teller });
    watch({ redis: full, teller });
    await clock.advance(80_000);
    expect(told.mock.calls.map(([, { why }]) => why).sort()).toEqual([
      'Redis at redis:6379 answered: OOM command not allowed',
      'Redis at redis:6379 does not answer',
    ]);
  });

  it('is told in quiet hours at their end, while it is away still', async () => {
    const redis = connection();
    redis.status = 'reconnecting';
    const channels = { all: ['C1', 'C2'], open: (at: number) => (at < 600_000 ? ['C1'] : ['C1', 'C2']) };
    watch({ redis, teller, channels });
    await clock.advance(599_000);
    expect(told.mock.calls.map(([channel]) => channel)).toEqual(['C1']);
    await clock.advance(20_000);
    expect(told.mock.calls.map(([channel]) => channel)).toEqual(['C1', 'C2']);
  });

  it('is told again, a minute later each time, to a channel that could not be told', async () => {
    const redis = connection();
    redis.status = 'reconnecting';
    const times: number[] = [];
    told.mockImplementation(async () => {
      times.push(clock.now());
      if (times.length < 3) throw new Error('no');
    });
    const { lines } = watch({ redis, teller });
    await clock.advance(600_000);
    expect(times).toEqual([60_000, 120_000, 180_000]);
    expect(lines).toHaveLength(2);
  });

  it('is told to be back in every channel, and what an earlier process left is looked for at the start', async () => {
    const redis = connection();
    watch({ redis, teller });
    await clock.advance(60_000);
    expect(back.mock.calls).toEqual([[CHANNEL, 0]]);
    redis.status = 'reconnecting';
    await clock.advance(80_000);
    redis.status = 'ready';
    back.mockRejectedValueOnce(new Error('no'));
    await clock.advance(120_000);
    expect(back.mock.calls.slice(1)).toEqual([
      [CHANNEL, 145_000],
      [CHANNEL, 205_000],
    ]);
  });

  it('holds up nobody who stops', async () => {
    const redis = connection();
    const { stop } = watch({ redis, teller });
    await clock.advance(LOOK_MS);
    await stop();
    await clock.advance(60_000);
    expect(redis.set).toHaveBeenCalledTimes(2);
  });
});

describe('a Redis that is away from three processes', () => {
  let world: SlackWorld;
  beforeEach(async () => {
    world = await openSlackWorld();
    clock = manualClock(world.clock.now());
  });
  afterEach(() => world.close());

  function slackTeller() {
    const { slack, log } = world;
    const client = createSlackClient({ token: slack.botToken, apiUrl: slack.apiUrl, clock, log });
    return createAwayTeller({ client, clock, log });
  }
  const texts = () => world.slack.messages(CHANNEL).map(({ text }) => text);
  const looks = (times: number) => soon(() => expect(world.callsOf('conversations.history')).toHaveLength(times));

  it('is told by one of them, and edited by the one that is started again', async () => {
    const redis = connection();
    redis.status = 'reconnecting';
    const processes = [0, 0.5, 0.9].map((place) => watch({ redis, teller: slackTeller(), place }));
    await clock.advance(60_000);
    await soon(async () => expect(await texts()).toHaveLength(1));
    await clock.advance(10_000);
    await looks(2);
    await clock.advance(10_000);
    await looks(3);
    await clock.advance(60_000);
    expect(texts()).toEqual([expect.stringContaining('Cannot check')]);
    expect(world.callsOf('chat.postMessage')).toHaveLength(1);

    for (const { stop } of processes) await stop();
    redis.status = 'ready';
    watch({ redis, teller: slackTeller() });
    await soon(async () => expect(await texts()).toEqual([expect.stringContaining('Checking again')]));
    expect(texts()[0]).toContain('for about 2 min 20 s;');
  });
});
