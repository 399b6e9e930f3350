import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PREFIX } from '#queue/names.ts';
import type { MessageRef } from '#slack/message/outbox.ts';
import { sharedTurns } from '#slack/message/pace.ts';
import { createStates, type Standing, type States } from '#slack/message/states.ts';
import { manualClock } from './manual-clock.ts';
import type { ReachedRedis } from './queue-contract.ts';

const NOON = Date.UTC(2026, 2, 15, 12);
const HOUR = 60 * 60_000;
const waiting: Standing = { state: 'waiting', term: 0 };
const running = (term: number): Standing => ({ state: 'running', term });
const told = (term: number): Standing => ({ state: 'told', term });

/** What every Redis must let processes share about messages. Each test has keys of its own. */
export function testStates(title: string, reach: () => Promise<ReachedRedis>): void {
  let server: ReachedRedis;
  let redis: Redis;
  beforeAll(async () => {
    server = await reach();
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.close();
  });

  describe(`what a message is to show, on ${title}`, () => {
    let ref: MessageRef;
    let states: States;
    beforeEach(() => {
      ref = { channel: `C${randomUUID()}`, ts: '1.2' };
      states = createStates(redis, PREFIX);
    });
    const put = (text: string, standing: Standing) => states.put(ref, { content: { text }, standing });
    const shows = async () => (await states.read(ref))?.content.text;

    it('is what comes last of waiting, running, told and corrected, whoever says it when', async () => {
      expect(await states.read(ref)).toBeUndefined();
      for (const [text, standing] of [
        ['number 2', waiting],
        ['running', running(1)],
        ['a report', told(1)],
        ['corrected', { state: 'corrected', term: 2 }],
      ] as const)
        expect(await put(text, standing)).toBeDefined();
      for (const standing of [waiting, running(3), told(3)]) expect(await put('late', standing)).toBeUndefined();
      expect(await shows()).toBe('corrected');
    });

    it('is what its last owner says', async () => {
      await put('running again', running(2));
      expect(await put('a report', told(1))).toBeUndefined();
      expect(await put('another report', told(2))).toBeDefined();
      expect(await shows()).toBe('another report');
    });

    it('has a new revision where it is another one, and keeps it where it is the same', async () => {
      const first = await put('running', running(1));
      expect(await put('running', running(1))).toBe(first);
      expect(await put('running on', running(1))).toBeGreaterThan(first ?? 0);
      expect(await states.read(ref)).toMatchObject({ content: { text: 'running on' }, standing: running(1) });
    });

    it('has an end in Redis', async () => {
      await put('running', running(1));
      await put('running', running(1));
      expect(await redis.pttl(`{focus}:message-state:${ref.channel}:1.2`)).toBeGreaterThan(HOUR);
    });
  });

  describe(`the turns of all processes, on ${title}`, () => {
    let name: string;
    beforeEach(() => {
      name = randomUUID();
    });

    it('are as far apart as is asked for, whoever takes them', async () => {
      const clock = manualClock(NOON);
      const [here, elsewhere] = [sharedTurns(redis, PREFIX, clock), sharedTurns(redis, PREFIX, clock)];
      const waits = [];
      for (const turns of [here, elsewhere, here]) waits.push(await turns.take(name, 1_200));
      expect(waits).toEqual([0, 1_200, 1_200]);
      await clock.advance(1_200);
      expect(await elsewhere.take(name, 1_200)).toBe(0);
      expect(await here.take(name, 1_200)).toBe(1_200);
      expect(await here.take(`${name} of others`, 1_200)).toBe(0);
    });

    it('are after the rest that Slack asks one of them for', async () => {
      const clock = manualClock(NOON);
      await sharedTurns(redis, PREFIX, clock).rest(name, 30_000);
      expect(await sharedTurns(redis, PREFIX, clock).take(name, 1_200)).toBe(30_000);
    });

    it('are held up by no host whose clock is wrong', async () => {
      await sharedTurns(redis, PREFIX, manualClock(NOON + HOUR)).take(name, 1_200);
      expect(await sharedTurns(redis, PREFIX, manualClock(NOON)).take(name, 1_200)).toBe(0);
    });
  });
}
