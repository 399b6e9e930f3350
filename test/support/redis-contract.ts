import { randomUUID } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { soon } from './soon.ts';

export interface ReachableRedis {
  readonly url: string;
  close(): Promise<void>;
}

/** What BullMQ and the bot's own memory need of a Redis. Every key carries a prefix of its own and is removed. */
export function redisContract(name: string, open: () => Promise<ReachableRedis>): void {
  describe(`${name} is a Redis`, () => {
    const prefix = `focus-test-${randomUUID()}`;
    const key = () => `${prefix}:${randomUUID()}`;
    let server: ReachableRedis;
    let redis: Redis;

    beforeAll(async () => {
      server = await open();
      redis = new Redis(server.url, { maxRetriesPerRequest: null });
    });

    afterAll(async () => {
      const keys = await redis.keys(`${prefix}*`);
      if (keys.length > 0) await redis.del(...keys);
      redis.disconnect();
      await server.close();
    });

    it('sets a string only where there is none', async () => {
      const lock = key();
      expect(await redis.set(lock, 'first', 'PX', 60_000, 'NX')).toBe('OK');
      expect(await redis.set(lock, 'second', 'PX', 60_000, 'NX')).toBeNull();
      expect(await redis.get(lock)).toBe('first');
    });

    it('forgets a key when its time is over', async () => {
      const short = key();
      await redis.set(short, 'soon gone', 'PX', 20);
      expect(await redis.pttl(short)).toBeLessThanOrEqual(20);
      await soon(async () => expect(await redis.get(short)).toBeNull());
      expect(await redis.exists(short)).toBe(0);
    });

    it('keeps hashes', async () => {
      const hash = key();
      await redis.hset(hash, { verdict: 'healthy', took: '2.31' });
      expect(await redis.hincrby(hash, 'runs', 2)).toBe(2);
      expect(await redis.hgetall(hash)).toEqual({ verdict: 'healthy', took: '2.31', runs: '2' });
      expect(await redis.hmget(hash, 'verdict', 'absent')).toEqual(['healthy', null]);
    });

    it('keeps sorted sets in the order of their scores', async () => {
      const set = key();
      await redis.zadd(set, '3', 'c', '1', 'a', '2', 'b');
      expect(await redis.zrange(set, '0', '-1')).toEqual(['a', 'b', 'c']);
      expect(await redis.zrevrange(set, 0, 0, 'WITHSCORES')).toEqual(['c', '3']);
      expect(await redis.zrangebyscore(set, '(1', '+inf', 'LIMIT', 0, 1)).toEqual(['b']);
      expect(await redis.zremrangebyrank(set, 0, 0)).toBe(1);
      expect(await redis.zcard(set)).toBe(2);
    });

    it('keeps lists', async () => {
      const list = key();
      await redis.rpush(list, 'one', 'two', 'three');
      await redis.ltrim(list, -2, -1);
      expect(await redis.lrange(list, 0, -1)).toEqual(['two', 'three']);
      expect(await redis.lpop(list)).toBe('two');
    });

    it('hands an element to a client that waits for one', async () => {
      const list = key();
      const waiting = redis.duplicate();
      await waiting.ping();
      const popped = waiting.blpop(list, 10);
      // One that would not wait answers before this round trip is over, with nothing.
      expect(await Promise.race([popped, redis.ping()])).toBe('PONG');
      await redis.rpush(list, 'at last');
      expect(await popped).toEqual([list, 'at last']);
      waiting.disconnect();
    });

    it('keeps streams', async () => {
      const stream = key();
      const first = await redis.xadd(stream, '*', 'event', 'added');
      await redis.xadd(stream, 'MAXLEN', '~', 1_000, '*', 'event', 'done');
      const entries = await redis.xrange(stream, `(${first}`, '+');
      expect(entries.map(([, fields]) => fields)).toEqual([['event', 'done']]);
      expect(await redis.xlen(stream)).toBe(2);
      const read = await redis.xread('COUNT', 1, 'BLOCK', 1_000, 'STREAMS', stream, '0-0');
      expect(read).toEqual([[stream, [[first, ['event', 'added']]]]]);
    });

    it('runs Lua in one go, with JSON and MessagePack', async () => {
      const script = `
        redis.call('SET', KEYS[1], ARGV[1])
        local packed = cmsgpack.pack({ cjson.decode('{"n":7}').n, redis.call('GET', KEYS[1]) })
        return cjson.encode(cmsgpack.unpack(packed))`;
      expect(await redis.eval(script, 1, key(), 'x')).toBe('[7,"x"]');
      await expect(redis.evalsha('f'.repeat(40), 0)).rejects.toThrow('NOSCRIPT');
      await expect(redis.eval("return redis.error_reply('no such job')", 0)).rejects.toThrow('no such job');
    });

    it('runs a transaction as a whole, and not at all when a watched key changed', async () => {
      const counter = key();
      expect(await redis.multi().incr(counter).incrby(counter, 4).exec()).toEqual([
        [null, 1],
        [null, 5],
      ]);
      const watching = redis.duplicate();
      await watching.watch(counter);
      await redis.incr(counter);
      expect(await watching.multi().set(counter, 'lost').exec()).toBeNull();
      watching.disconnect();
      expect(await redis.get(counter)).toBe('6');
    });

    it('carries a message to who subscribed', async () => {
      const channel = key();
      const subscriber = redis.duplicate();
      const heard = new Promise((resolve) => subscriber.on('message', (_channel, message) => resolve(message)));
      await subscriber.subscribe(channel);
      expect(await redis.publish(channel, 'cancel')).toBe(1);
      expect(await heard).toBe('cancel');
      subscriber.disconnect();
    });

    it('finds keys piece by piece', async () => {
      const base = key();
      await Promise.all(['a', 'b', 'c'].map((part) => redis.set(`${base}:${part}`, part)));
      const found: string[] = [];
      for await (const keys of redis.scanStream({ match: `${base}:*`, count: 2 })) found.push(...(keys as string[]));
      expect(new Set(found)).toEqual(new Set([`${base}:a`, `${base}:b`, `${base}:c`]));
    });

    it('carries BullMQ jobs through workers, one at a time', async () => {
      const connection = { connection: redis, prefix };
      const queue = new Queue<{ n: number }, number>('contract', connection);
      await queue.setGlobalConcurrency(1);
      let running = 0;
      let most = 0;
      const work = async ({ data }: { data: { n: number } }) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return data.n * 2;
      };
      const workers = [1, 2].map(() => new Worker('contract', work, connection));
      const done = new Promise<void>((resolve, reject) => {
        for (const worker of workers) worker.on('failed', (_job, error) => reject(error)).on('error', reject);
        for (const worker of workers) worker.on('completed', (job) => job.name === 'last' && resolve());
      });
      for (const n of [1, 2, 3]) await queue.add('some', { n }, { jobId: `job${n}` });
      await queue.add('some', { n: 99 }, { jobId: 'job1' });
      await queue.add('last', { n: 4 });
      await done;
      expect(await queue.getJob('job1')).toMatchObject({ returnvalue: 2, data: { n: 1 } });
      expect(await queue.getJobCounts('completed', 'failed', 'wait', 'active')).toMatchObject({
        completed: 4,
        failed: 0,
      });
      expect(most).toBe(1);
      await Promise.all([...workers.map((worker) => worker.close()), queue.close()]);
    });
  });
}
