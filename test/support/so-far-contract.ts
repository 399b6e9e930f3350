import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKeptSoFar, type KeptSoFar } from '#history/so-far.ts';
import type { Watch } from '#investigation/evidence.ts';
import type { Gap, Observation } from '#investigation/observation.ts';
import type { Begun } from '#investigation/resume.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import { type Log, silentLog } from '#lib/logger.ts';
import { metadata, unknownFrom, ZERO } from './evidence.ts';
import type { ReachedRedis } from './queue-contract.ts';
import { soon } from './soon.ts';
import { subject } from './subject.ts';

const NEVER = new AbortController().signal;
const begun: Begun = { probe: 'metadata', sees: ['metadata-answer'], from: ZERO + 200 };

/** What every Redis must let a run keep for the next one. Each test has keys of its own and removes them. */
export function testKeptSoFar(title: string, reach: () => Promise<ReachedRedis>): void {
  describe(`what is seen so far, on ${title}`, () => {
    let server: ReachedRedis;
    let redis: Redis;
    let prefix: string;
    let warnings: object[];
    let now: number;

    beforeAll(async () => {
      server = await reach();
      redis = new Redis(server.url);
    });
    beforeEach(() => {
      prefix = `test-${randomUUID()}`;
      warnings = [];
      now = ZERO + 5_000;
    });
    afterEach(async () => {
      const keys = await redis.keys(`${prefix}:*`);
      if (keys.length > 0) await redis.del(keys);
    });
    afterAll(async () => {
      redis.disconnect();
      await server.close();
    });

    const open = (): KeptSoFar => {
      const clock: Clock = { ...systemClock, now: () => now };
      const log: Log = { ...silentLog, warn: (fields) => void warnings.push(fields) };
      return createKeptSoFar({ redis, prefix, clock, log });
    };

    it('gives the next run what was seen, and until when nothing is missing', async () => {
      const seen = growing();
      const keeping = await open().take('inv1');
      expect(keeping.earlier).toBeUndefined();
      keeping.begin(seen, NEVER);
      seen.observations.push(...numbered(unknownFrom(400, 3_000)));
      await keeping.end();
      const { earlier } = await open().take('inv1');
      expect(earlier).toEqual({ ...seen, seenTo: ZERO + 5_000 });
    });

    it('packs what came much of at once, and gives it back as it was', async () => {
      const seen = growing();
      const many = Array.from({ length: 500 }, (_, n) => metadata(n * 10, 'id-unknown'));
      seen.observations.push(...numbered(many));
      const keeping = await open().take('inv1');
      keeping.begin(seen, NEVER);
      await keeping.end();
      expect(await redis.hstrlen(`${prefix}:so-far:inv1`, '0')).toBeLessThan(JSON.stringify(seen).length / 4);
      expect((await open().take('inv1')).earlier?.observations).toEqual(seen.observations);
    });

    it('keeps what comes as it comes, also of a run that never ends', async () => {
      const seen = growing();
      const keeping = await open().take('inv1');
      keeping.begin(seen, NEVER);
      for (const count of [1, 2, 3]) {
        seen.observations.push(...numbered([metadata(count * 1_000, 'id-unknown')]));
        await soon(async () => expect(await redis.hlen(`${prefix}:so-far:inv1`)).toBeGreaterThan(count));
      }
      expect((await open().take('inv1')).earlier?.observations).toEqual(seen.observations);
      await keeping.end();
    });

    it('keeps nothing that comes after the signal: that is what the end itself cuts short', async () => {
      const seen = growing();
      const stop = new AbortController();
      const keeping = await open().take('inv1');
      keeping.begin(seen, stop.signal);
      seen.observations.push(...numbered([metadata(1_000, 'id-unknown')]));
      stop.abort();
      const gap: Gap = { at: now, probe: 'pods', kinds: ['pod-state'], reason: 'cut-short', detail: 'the end came' };
      seen.gaps.push(gap);
      await keeping.end();
      expect((await open().take('inv1')).earlier).toMatchObject({ observations: seen.observations, gaps: [] });
    });

    it('lets a run that was taken for dead write nothing among what the next one keeps', async () => {
      const [dead, living] = [growing(), growing()];
      const first = await open().take('inv1');
      first.begin(dead, NEVER);
      const second = await open().take('inv1');
      second.begin(living, NEVER);
      dead.observations.push(...numbered([metadata(9_000, 'ready')]));
      living.observations.push(...numbered([metadata(1_000, 'id-unknown')]));
      await first.end();
      await second.end();
      const { earlier } = await open().take('inv1');
      expect(earlier?.observations).toEqual(living.observations);
      expect(warnings).toEqual([]);
    });

    it('goes on counting where the earlier run ended, through any number of runs', async () => {
      for (const at of [1_000, 2_000, 3_000]) {
        const keeping = await open().take('inv1');
        const seen = growing(keeping.earlier);
        keeping.begin(seen, NEVER);
        seen.observations.push(...numbered([metadata(at, 'id-unknown')]));
        await keeping.end();
      }
      expect((await open().take('inv1')).earlier?.observations).toHaveLength(3);
    });

    it('keeps the subject that a run began with for all that go on with it, and says whether something was seen', async () => {
      const [first, second] = [ZERO, ZERO + 700].map((zero) => subject({ zero }));
      expect(await open().has('inv1')).toBe(false);
      const keeping = await open().take('inv1', first);
      expect([keeping.earlier, await open().has('inv1')]).toEqual([undefined, false]);
      keeping.begin(growing(), NEVER);
      await keeping.end();
      expect(await open().has('inv1')).toBe(true);
      expect((await open().take('inv1', second)).earlier?.subject).toEqual(first);
      expect(warnings).toEqual([]);
    });

    it('forgets what has its report, and what nobody asks for in a day', async () => {
      const keeping = await open().take('inv1');
      keeping.begin(growing(), NEVER);
      await keeping.end();
      expect(await redis.ttl(`${prefix}:so-far:inv1`)).toBeGreaterThan(24 * 3_600 - 60);
      await open().forget('inv1');
      expect(await redis.keys(`${prefix}:*`)).toEqual([]);
    });

    it('begins anew, and warns, where what is kept cannot be read', async () => {
      await redis.hset(`${prefix}:so-far:inv1`, '0', 'no gzip');
      const keeping = await open().take('inv1');
      keeping.begin(growing(), NEVER);
      await keeping.end();
      expect(keeping.earlier).toBeUndefined();
      expect(warnings).toHaveLength(1);
    });
  });
}

function growing({
  observations = [],
  gaps = [],
  ended = [],
}: {
  readonly observations?: readonly Observation[];
  gaps?: readonly Gap[];
  ended?: readonly Watch[];
} = {}) {
  return { observations: [...observations], gaps: [...gaps], begun: [begun], ended: [...ended] };
}

function numbered(seen: ReturnType<typeof unknownFrom>): readonly Observation[] {
  return seen.map(([at, fact]) => ({ id: `o${at}`, at: ZERO + at, probe: 'metadata', fact }));
}
