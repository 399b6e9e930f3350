import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type BookStore, createBookStore } from '#checks/book-store.ts';
import { createCaptures } from '#history/captures.ts';
import { createHistory } from '#history/history.ts';
import { type Lab, openLab } from '#lab/lab.ts';
import { healthy } from '#lab/scenarios/healthy.ts';
import { silentLog } from '#lib/logger.ts';
import { PREFIX } from '#queue/names.ts';
import { serviceUrl } from '../support/service-url.ts';
import { soon } from '../support/soon.ts';

const folder = 'test/releases';
const fillSchema = z.object({
  recordedAt: z.number(),
  checks: z.record(z.string(), z.looseObject({})),
  keys: z.array(z.object({ key: z.string(), type: z.string(), ttl: z.number(), value: z.array(z.base64()) })),
});
type Key = z.output<typeof fillSchema>['keys'][number];

/** Each release leaves what bench/redis-fill.ts says: told, in the outbox, running, waiting, captured, alerted. */
describe.each(readdirSync(folder))('a Redis that was filled by %s', { timeout: 120_000 }, (name) => {
  const fill = fillSchema.parse(JSON.parse(gunzipSync(readFileSync(path.join(folder, name))).toString()));
  const url = `${serviceUrl('FOCUS_TEST_REDIS_URL', 'redis://127.0.0.1:6379')}/8`;
  let redis: Redis;
  let lab: Lab;
  beforeEach(async () => {
    redis = new Redis(url);
    await redis.flushdb();
    for (const key of fill.keys) await load(redis, key);
    const { checks, recordedAt: startsAt } = fill;
    lab = await openLab({ scenario: healthy, speed: 10, seed: 2, log: silentLog, redisUrl: url, checks, startsAt });
  });
  afterEach(async () => {
    await lab.close();
    await redis.flushdb();
    redis.disconnect();
  });

  const remembering = () => ({ redis, prefix: PREFIX, clock: lab.clock, log: silentLog });
  const hashesOf = (place: string) =>
    fill.keys.filter(({ key, type }) => type === 'hash' && new RegExp(`^\\{focus\\}:${place}:[^:]+$`).test(key));
  const idOf = ({ key }: Key) => key.split(':').at(-1) ?? '';
  const answers = () =>
    lab.slack.messages(lab.slack.channel('incidents').id).filter(({ text }) => /: consumer after /.test(text));
  const inTime = (check: () => unknown) => soon(check, 60_000);

  it('has every report, every line and every capture as they were', async () => {
    const history = createHistory(remembering());
    const kept = hashesOf('history').filter((key) => fieldOf(key, 'report') !== undefined);
    expect(kept.length).toBeGreaterThanOrEqual(2);
    for (const key of kept) {
      expect(await history.report(idOf(key))).toEqual(unpacked(key, 'report'));
      expect(await history.evidence(idOf(key))).toEqual(unpacked(key, 'evidence'));
    }
    const lines = await history.past({ environment: 'lab' }, 100);
    expect(lines.map(({ investigation }) => investigation)).toEqual(expect.arrayContaining(kept.map(idOf)));
    const captures = createCaptures(remembering());
    const jobs = lines.flatMap(({ jobId }) => jobId ?? []);
    const found = await Promise.all(jobs.map((id) => captures.find('lab', id)));
    expect(found.filter((capture) => capture !== undefined)).not.toHaveLength(0);
  });

  it('is gone on with: what ran and waited is answered, the outbox is emptied, the alert ended', async () => {
    const history = createHistory(remembering());
    const items = hashesOf('focus-lab').filter((key) => fieldOf(key, 'data') !== undefined);
    const waiting = items.filter((key) => fieldOf(key, 'finishedOn') === undefined).map(idOf);
    expect(waiting.length).toBeGreaterThanOrEqual(3);
    for (const id of waiting) await inTime(async () => expect(await history.report(id), id).toBeDefined());
    await inTime(async () => expect(await redis.hlen(`${PREFIX}:outbox`)).toBe(0));
    const store = createBookStore(remembering());
    await inTime(async () => expect(await states(store)).toEqual(['resolved']));
    // What ran had a message in a Slack that this one is not; what waited is told here.
    await inTime(() => expect(answers()).toHaveLength(waiting.length - 1));
  });
});

async function states(store: Pick<BookStore, 'read'>): Promise<readonly string[]> {
  return Object.values((await store.read()).incidents).map(({ state }) => state);
}

async function load(redis: Redis, { key, type, ttl, value }: Key): Promise<void> {
  const parts = value.map((text) => Buffer.from(text, 'base64'));
  const [first = Buffer.alloc(0)] = parts;
  if (type === 'string') await redis.set(key, first);
  if (type === 'hash') await redis.hset(key, ...parts);
  if (type === 'list') await redis.rpush(key, ...parts);
  if (type === 'set') await redis.sadd(key, ...parts);
  if (type === 'zset') await redis.zadd(key, ...pairs(parts).flatMap(([member, score]) => [String(score), member]));
  if (ttl > 0) await redis.pexpire(key, ttl);
}

function pairs(parts: readonly Buffer[]): readonly (readonly [Buffer, Buffer])[] {
  return parts.flatMap((part, n) => (n % 2 === 0 ? [[part, parts[n + 1] ?? part] as const] : []));
}

function fieldOf({ value }: Key, field: string): Buffer | undefined {
  const parts = value.map((text) => Buffer.from(text, 'base64'));
  return pairs(parts).find(([name]) => String(name) === field)?.[1];
}

function unpacked(key: Key, field: string): unknown {
  return JSON.parse(gunzipSync(fieldOf(key, field) ?? '').toString());
}
