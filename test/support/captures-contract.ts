import { randomBytes, randomUUID } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Captures, createCaptures } from '#history/captures.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import { type Log, silentLog } from '#lib/logger.ts';
import { addition, BORN, eventSight, line, podSight, textsOf } from './captures.ts';
import { ZERO } from './evidence.ts';
import type { ReachedRedis } from './queue-contract.ts';

const DAY = 24 * 60 * 60_000;
const KB = 1024;

/** What every Redis must let the captures do. Each test has keys of its own and removes them. */
export function testCaptures(title: string, reach: () => Promise<ReachedRedis>): void {
  describe(`the captures on ${title}`, () => {
    let server: ReachedRedis;
    let redis: Redis;
    let prefix: string;
    let warnings: object[];
    let now: number;
    let captures: Captures;

    beforeAll(async () => {
      server = await reach();
      redis = new Redis(server.url);
    });
    beforeEach(() => {
      prefix = `test-${randomUUID()}`;
      warnings = [];
      now = ZERO + 60_000;
      captures = open();
    });
    afterEach(async () => {
      const keys = await redis.keys(`${prefix}:*`);
      if (keys.length > 0) await redis.del(keys);
    });
    afterAll(async () => {
      redis.disconnect();
      await server.close();
    });

    function open(bytes = 128 * KB, through = redis): Captures {
      const clock: Clock = { ...systemClock, now: () => now };
      const log: Log = { ...silentLog, warn: (fields) => void warnings.push(fields) };
      return createCaptures({ redis: through, prefix, clock, log, keep: { count: 10, ageMs: 30 * DAY, bytes } });
    }

    const keyOf = (jobId: string) => `${prefix}:capture:staging:${jobId}`;
    const find = (jobId = '19-7') => captures.find('staging', jobId);
    const textsNow = async () => textsOf((await find())?.observations);

    /** A job with a life of its own that was last seen `minute` minutes after the others' zero. */
    async function capture(jobId: string, minute: number, failed = false, environment = 'staging') {
      const [at, uid] = [ZERO + minute * 60_000, `uid of ${jobId}`];
      const life = { id: uid, uids: [uid], born: at };
      const seen = { life, firstSeenAt: at, lastSeenAt: at, end: 'gone', failed } as const;
      await captures.writer(environment, jobId).add(addition([], seen));
    }

    const idsOf = async (environment = 'staging', count = 100) =>
      (await captures.list(environment, count)).map(({ jobId }) => jobId);

    it('gives back what was added piece by piece, in the order of learning', async () => {
      const writer = captures.writer('staging', '19-7');
      const gap = { at: ZERO + 5, probe: 'capture', kinds: ['log-line'], reason: 'refused', detail: 'no' } as const;
      expect(await writer.add(addition([podSight(10, 'pending'), line(30, 'one')], { gaps: [gap] }))).toBe(true);
      const last = [line(40, 'Grüße · 你好 · 🦊'), eventSight(35, 'Started'), podSight(50, 'ready')];
      expect(await writer.add(addition(last, { end: 'gone', lastSeenAt: ZERO + 9_000, droppedLines: 3 }))).toBe(true);
      const sights = [podSight(10, 'pending'), line(30, 'one'), eventSight(35, 'Started'), last[0], last[2]];
      expect(await find()).toEqual({
        version: 1,
        environment: 'staging',
        jobId: '19-7',
        life: 'u1',
        firstSeenAt: ZERO + 10,
        lastSeenAt: ZERO + 9_000,
        end: 'gone',
        failed: false,
        observations: sights.map((each, index) => ({ id: `o${index + 1}`, ...each })),
        gaps: [gap],
        droppedLines: 3,
      });
      expect(warnings).toEqual([]);
    });

    it('knows nothing of a job that was never captured', async () => {
      expect(await find()).toBeUndefined();
      expect(await captures.list('staging', 5)).toEqual([]);
      await captures.markFailed('staging', '19-7');
      expect(await redis.keys(`${prefix}:*`)).toEqual([]);
      expect(warnings).toEqual([]);
    });

    it('keeps what was added when the process dies', async () => {
      await captures.writer('staging', '19-7').add(addition([line(1, 'one')]));
      captures = open();
      expect(await find()).toMatchObject({ end: 'living' });
      expect(await textsNow()).toEqual(['one']);
    });

    it('goes on with what another process began, and repeats nothing of it', async () => {
      await captures.writer('staging', '19-7').add(addition([podSight(1, 'pending'), line(2, 'one'), line(3, 'two')]));
      const writer = open().writer('staging', '19-7');
      await writer.prepare(addition());
      const held = (ms: number, container: string) =>
        writer.has({ pod: 'grpc-job-19-7-8rlgb', container, stamp: ZERO + ms });
      expect([held(3, 'main'), held(4, 'main'), held(3, 'other')]).toEqual([true, false, false]);
      await writer.add(addition([{ ...podSight(1, 'pending'), at: ZERO + 9 }, line(2, 'one'), line(3, 'two')]));
      await writer.add(
        addition([line(2, 'two of another container', 'other'), line(4, 'three'), podSight(5, 'ready')]),
      );
      expect(await textsNow()).toEqual(['two of another container', 'one', 'two', 'three'].toSorted(byFind));
      expect((await find())?.observations).toHaveLength(6);
    });
    const byFind = (a: string, b: string) => rank(a) - rank(b);
    const rank = (text: string) => ['one', 'two of another container', 'two', 'three'].indexOf(text);

    it('lets two processes that see the same add to one capture without a repetition', async () => {
      const writers = [captures.writer('staging', '19-7'), open().writer('staging', '19-7')];
      const seen = Array.from({ length: 40 }, (_, index) => line(index, `line ${index}`));
      for (let from = 0; from < 40; from += 5)
        await Promise.all(
          writers.map((writer, late) => writer.add(addition(seen.slice(Math.max(0, from - 7 * late), from + 5)))),
        );
      expect(await textsNow()).toEqual(seen.map((_, index) => `line ${index}`));
    });

    it('does not repeat an addition whose answer was lost', async () => {
      let lost = 1;
      const lossy = new Proxy(redis, {
        get: (target, name) => {
          if (name !== 'eval') return Reflect.get(target, name).bind?.(target) ?? Reflect.get(target, name);
          return async (...values: Parameters<Redis['eval']>) => {
            const answer = await target.eval(...values);
            if (lost-- > 0) throw new Error('Connection is closed.');
            return answer;
          };
        },
      });
      const writer = open(128 * KB, lossy).writer('staging', '19-7');
      await expect(writer.add(addition([line(1, 'one')]))).rejects.toThrow('Connection is closed.');
      await writer.add(addition([line(1, 'one'), line(2, 'two')]));
      expect(await textsNow()).toEqual(['one', 'two']);
    });

    it('gives a later life of an id the place of the earlier one, which may add nothing any more', async () => {
      const [early, late] = [captures.writer('staging', '19-7'), captures.writer('staging', '19-7')];
      await early.add(addition([line(1, 'old')], { failed: true }));
      const life = { id: 'u9', uids: ['u9'], born: BORN + 31_000 };
      expect(await late.add(addition([line(40_000, 'new')], { life, firstSeenAt: ZERO + 40_000 }))).toBe(true);
      expect(await early.add(addition([line(2, 'still old')]))).toBe(false);
      expect(await find()).toMatchObject({ life: 'u9', firstSeenAt: ZERO + 40_000, failed: false });
      expect(await textsNow()).toEqual(['new']);
      expect(await idsOf()).toEqual(['19-7']);
    });

    it.each([
      ['a pod that was seen before', { uids: ['u2', 'u1'], born: BORN + 90_000 }],
      ['the other pod, made with it', { uids: ['u2'], born: BORN + 29_000 }],
      ['no pod, shortly after', { uids: [] }],
    ])('takes a life for the same by %s', async (_name, known) => {
      await captures.writer('staging', '19-7').add(addition([line(1, 'one')]));
      await open()
        .writer('staging', '19-7')
        .add(addition([line(2, 'two')], { life: { id: 'u2', ...known } }));
      expect(await find()).toMatchObject({ life: 'u1' });
      expect(await textsNow()).toEqual(['one', 'two']);
    });

    it('keeps the beginning and the newest of a job that logs more than there is room for, and counts the rest', async () => {
      const writer = captures.writer('staging', '19-7');
      const noise = () => randomBytes(150).toString('base64');
      const count = 3_000;
      let at = 0;
      for (let part = 0; part < 60; part += 1) {
        const lines = Array.from({ length: count / 60 }, () => line(at++, `${at} ${noise()}`));
        await writer.add(addition([podSight(part, 'pending'), ...lines], { droppedLines: 1 }));
      }
      const found = await find();
      const numbers = textsOf(found?.observations).map((text) => Number(text.split(' ')[0]));
      expect(found?.droppedLines).toBe(count + 60 - numbers.length);
      const gapAt = numbers.findIndex((number, index) => number !== index + 1);
      expect(numbers.slice(gapAt)).toEqual(
        Array.from({ length: numbers.length - gapAt }, (_, i) => count - numbers.length + gapAt + i + 1),
      );
      // Seven eighths of 128 kB, a line being 206 bytes: half of it is the beginning, but for the size of a piece.
      expect(gapAt).toBeGreaterThan(200);
      expect(numbers.length - gapAt).toBeGreaterThan(200);
      expect(await storedBytes()).toBeLessThanOrEqual(128 * KB);
      expect(await redis.hlen(keyOf('19-7'))).toBeLessThan(60);
    });

    it('keeps one enormous addition within the same room', async () => {
      const lines = Array.from({ length: 5_000 }, (_, index) => line(index, `${index} ${'x'.repeat(300)}`));
      await captures.writer('staging', '19-7').add(addition(lines));
      const texts = await textsNow();
      expect(texts.join('').length).toBeLessThanOrEqual(128 * KB);
      expect([texts[0]?.slice(0, 2), texts.at(-1)?.slice(0, 5)]).toEqual(['0 ', '4999 ']);
      expect((await find())?.droppedLines).toBe(5_000 - texts.length);
    });

    it('keeps lines without words within the same room', async () => {
      const lines = Array.from({ length: 5_000 }, (_, index) => line(index, ''));
      await captures.writer('staging', '19-7').add(addition(lines));
      expect((await textsNow()).length).toBeLessThan((128 * KB) / 100);
    });

    it('keeps events without end within their part of it, and says so once; what became of the pods has room', async () => {
      const writer = captures.writer('staging', '19-7');
      const events = (part: number) =>
        Array.from({ length: 20 }, (_, index) => eventSight(part * 20 + index, `BackOff${part}-${index}`));
      for (let part = 0; part < 20; part += 1) await writer.add(addition([...events(part), podSight(part, 'ready')]));
      const found = await find();
      const kinds = found?.observations.map(({ fact }) => fact.kind) ?? [];
      expect(kinds.filter((kind) => kind === 'pod-state').length).toBeGreaterThan(10);
      expect(JSON.stringify(found?.observations.map(({ fact }) => fact)).length).toBeLessThan(18 * KB);
      expect(found?.gaps).toMatchObject([{ reason: 'cut-short', detail: expect.stringContaining('not all are kept') }]);
      await writer.add(addition([line(500, 'a line')]));
      expect(await textsNow()).toEqual(['a line']);
    });

    async function storedBytes(): Promise<number> {
      const { meta, revision, ...pieces } = await redis.hgetallBuffer(keyOf('19-7'));
      expect([meta, revision]).not.toContain(undefined);
      return Object.values(pieces).reduce((sum, piece) => sum + piece.length, 0);
    }

    it('lists what was seen last first, a line each, by environment', async () => {
      await capture('1-1', 1, true);
      await capture('1-2', 2);
      await capture('1-3', 3, false, 'test');
      await captures.writer('staging', '1-4').add(addition([], { lastSeenAt: ZERO + 240_000 }));
      const seen = (minute: number) => ({ firstSeenAt: ZERO + minute * 60_000, lastSeenAt: ZERO + minute * 60_000 });
      expect(await captures.list('staging', 5)).toEqual([
        { jobId: '1-4', firstSeenAt: ZERO + 1_000, lastSeenAt: ZERO + 240_000, failed: false, end: 'living' },
        { jobId: '1-2', ...seen(2), failed: false, end: 'gone' },
        { jobId: '1-1', ...seen(1), failed: true, end: 'gone' },
      ]);
      expect(await idsOf('staging', 1)).toEqual(['1-4']);
      expect(await idsOf('staging', 0)).toEqual([]);
      expect(await idsOf('test')).toEqual(['1-3']);
    });

    it('forgets the oldest that were well first when there are too many, and then the oldest failures', async () => {
      for (let minute = 1; minute <= 8; minute += 1) await capture(`1-${minute}`, minute, true);
      for (let minute = 11; minute <= 13; minute += 1) await capture(`1-${minute}`, minute);
      expect(await idsOf()).toHaveLength(10);
      expect(await find('1-11')).toBeUndefined();
      expect(await find('1-1')).toBeDefined();
      await capture('1-20', 20, true);
      expect(await find('1-1')).toBeUndefined();
      expect(await idsOf()).toEqual(['1-20', '1-13', '1-12', ...[8, 7, 6, 5, 4, 3, 2].map((minute) => `1-${minute}`)]);
    });

    it('keeps for longer what an investigation found to be broken', async () => {
      for (let minute = 1; minute <= 10; minute += 1) await capture(`1-${minute}`, minute);
      await captures.markFailed('staging', '1-1');
      expect(await find('1-1')).toMatchObject({ failed: true });
      await captures.writer('staging', '1-1').add(addition([line(70_000, 'more')], { lastSeenAt: ZERO + 60_000 }));
      await capture('1-11', 11);
      expect(await find('1-1')).toMatchObject({ failed: true });
      expect(await find('1-2')).toBeUndefined();
    });

    it('does not let one environment push out another', async () => {
      await capture('1-1', 0, false, 'test');
      for (let minute = 1; minute <= 12; minute += 1) await capture(`1-${minute}`, minute);
      expect(await idsOf('test')).toEqual(['1-1']);
    });

    it('forgets what is too old', async () => {
      await capture('1-1', 0);
      now += 31 * DAY;
      await capture('1-2', 31 * 24 * 60);
      expect(await idsOf()).toEqual(['1-2']);
      expect(await redis.zcard(`${prefix}:captures-well:staging`)).toBe(1);
      const left = await redis.pttl(keyOf('1-2'));
      expect(left).toBeGreaterThan(29 * DAY);
      expect(left).toBeLessThanOrEqual(30 * DAY);
    });

    it('stores pieces that gunzip shows', async () => {
      await captures.writer('staging', '19-7').add(addition([line(1, 'hello')]));
      const packed = await redis.hgetBuffer(keyOf('19-7'), 'p0');
      expect(String(gunzipSync(packed ?? ''))).toContain('"text":"hello"');
    });

    it.each([
      ['no gzip', 'p0', Buffer.from('{}'), 'incorrect header check'],
      ['cut off', 'p0', gzipSync('{"observations":[],"gaps":[]}').subarray(0, 15), 'unexpected end of file'],
      ['of another shape', 'p0', gzipSync('[]'), 'expected object'],
      ['enormous', 'p0', gzipSync(Buffer.alloc(17 * 1024 * KB)), 'larger than'],
      ['without JSON', 'meta', Buffer.from('<html>'), 'is not valid JSON'],
      ['of a newer version', 'meta', Buffer.from('{"version":2}'), 'its version is 2, known is 1'],
      ['without a part', 'meta', Buffer.from('{"version":1}'), 'nvalid input'],
    ])('takes a capture that is %s for absent, and says why in the log', async (_name, field, stored, why) => {
      await captures.writer('staging', '19-7').add(addition([line(1, 'one')]));
      await redis.hset(keyOf('19-7'), field, stored);
      expect(await find()).toBeUndefined();
      expect(warnings).toMatchObject([
        { jobId: '19-7', error: expect.stringMatching(/^the capture of job 19-7 cannot be read: /) },
      ]);
      expect(JSON.stringify(warnings)).toContain(why);
    });

    it('begins anew over what cannot be read, and leaves it out of the list', async () => {
      await capture('1-1', 1);
      await captures.writer('staging', '19-7').add(addition([line(1, 'one')]));
      await redis.hset(keyOf('19-7'), 'meta', '{"version":2}');
      expect(await idsOf()).toEqual(['1-1']);
      captures = open();
      expect(await captures.writer('staging', '19-7').add(addition([line(2, 'two')]))).toBe(true);
      expect(await textsNow()).toEqual(['two']);
    });
  });
}
