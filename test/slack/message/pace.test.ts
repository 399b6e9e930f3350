import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { createPaces, ownTurns, sharedTurns, type Urgency } from '#slack/message/pace.ts';
import { manualClock } from '../../support/manual-clock.ts';

const NOON = Date.UTC(2026, 2, 15, 12);
const HOUR = 60 * 60_000;

describe('the turns of all processes', () => {
  let lab: LabRedis;
  let redis: Redis;
  beforeEach(async () => {
    lab = await openRedis();
    redis = new Redis(lab.url);
  });
  afterEach(async () => {
    redis.disconnect();
    await lab.close();
  });

  it('are as far apart as is asked for, whoever takes them', async () => {
    const clock = manualClock(NOON);
    const [here, elsewhere] = [sharedTurns(redis, clock), sharedTurns(redis, clock)];
    const waits = [];
    for (const turns of [here, elsewhere, here]) waits.push(await turns.take('edits', 1_200));
    expect(waits).toEqual([0, 1_200, 2_400]);
    await clock.advance(10_000);
    expect(await elsewhere.take('edits', 1_200)).toBe(0);
    expect(await here.take('other edits', 1_200)).toBe(0);
  });

  it('are after the rest that Slack asks one of them for', async () => {
    const clock = manualClock(NOON);
    await sharedTurns(redis, clock).rest('edits', 30_000);
    expect(await sharedTurns(redis, clock).take('edits', 1_200)).toBe(30_000);
  });

  it('are held up by no host whose clock is wrong', async () => {
    await sharedTurns(redis, manualClock(NOON + HOUR)).take('edits', 1_200);
    expect(await sharedTurns(redis, manualClock(NOON)).take('edits', 1_200)).toBe(0);
  });
});

describe('a pace', () => {
  it('lets an alert go first, then a report that somebody waits for, then the progress of others', async () => {
    const clock = manualClock(NOON);
    const pace = createPaces(ownTurns(clock), clock)('edits', 1_200);
    const went: string[] = [];
    const turn = (name: string, urgency: Urgency) => pace.turn(() => urgency).then(() => void went.push(name));
    const turns = [turn('1', 'course'), turn('2', 'course'), turn('report', 'answer'), turn('alert', 'alert')];
    await clock.advance(1_200);
    expect(went).toEqual(['alert', 'report']);
    await clock.advance(2_400);
    await Promise.all(turns);
    expect(went).toEqual(['alert', 'report', '1', '2']);
  });
});
