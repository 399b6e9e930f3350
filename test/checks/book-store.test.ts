import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { advance, emptyBook } from '#checks/advance.ts';
import type { BookEvent } from '#checks/book.ts';
import { changedChannel, createBookStore, keeperKey } from '#checks/book-store.ts';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { check, MINUTE, NOON, runResult, story } from '../support/book.ts';
import { logLines } from '../support/log-lines.ts';
import { soon } from '../support/soon.ts';

const api = check('api', { escalate: { afterMs: MINUTE } });
const tick = (nth: number): BookEvent => ({ kind: 'skipped', at: NOON, check: 'api', tick: `api:${nth}`, why: 'busy' });
const [first, second, third] = [tick(1), tick(2), tick(3)];
const EVENTS = 'shop:book-events';
const BOOK = 'shop:book';

let lab: LabRedis;
let redis: Redis;
beforeAll(async () => {
  lab = await openRedis();
  redis = new Redis(lab.url);
});
beforeEach(async () => {
  await redis.flushall();
  await redis.set(keeperKey('shop'), 'me');
});
afterAll(async () => {
  redis.disconnect();
  await lab.close();
});

function open() {
  const { lines, log } = logLines();
  return { lines, ...createBookStore({ redis, prefix: 'shop', log }) };
}

/** A book with an incident that was told and one that was not. */
function eventful() {
  return story(api, check('live'))
    .runs('FF', { investigation: 'i1', jobId: '19-7', nextStep: 'Look' })
    .tell()
    .runs('FF', { cause: 'slow:total' }, 'live')
    .take({ kind: 'pause', at: NOON, check: 'live', by: 'U1' }).book;
}

describe('events for the book', () => {
  it('are there for whoever keeps it, in their order', async () => {
    for (const event of [first, second, third]) await open().record(event);
    expect(await open().events(2)).toEqual([first, second]);
    expect(await open().events(10)).toEqual([first, second, third]);
  });

  const result = runResult('api', 'failed', NOON, { by: 'U1', nextStep: 'Look', investigation: 'i', jobId: '1-1' });
  const told = { incident: 'a1', key: 'opened' };
  it.each<BookEvent>([
    { kind: 'run', at: NOON, result: { ...result, totalMs: 12.5 } },
    { kind: 'run', at: NOON + 0.25, result: runResult('api', 'ok', NOON) },
    first,
    { kind: 'missed', at: NOON, check: 'api', tick: 'api:1', from: NOON - 9, to: NOON, count: 3 },
    { kind: 'acknowledge', at: NOON, incident: 'a1', by: 'U1' },
    { kind: 'snooze', at: NOON, incident: 'a1', by: 'U1', until: NOON + 1, reason: 'deploy' },
    { kind: 'snooze', at: NOON, incident: 'a1', by: 'U1' },
    { kind: 'pause', at: NOON, check: 'api', by: 'U1' },
    { kind: 'resume', at: NOON, check: 'api', by: 'U1' },
    { kind: 'pause-told', at: NOON, check: 'api', news: { kind: 'ending', pausedAt: NOON } },
    { kind: 'confirming', at: NOON, check: 'api' },
    { kind: 'telling', at: NOON, ...told },
    { kind: 'told', at: NOON, ...told },
    { kind: 'shown', at: NOON, incident: 'a1', revision: 3 },
    { kind: 'time', at: NOON },
  ])('come back as they were: $kind', async (event) => {
    await open().record(event);
    expect(await open().events(1)).toEqual([event]);
  });

  it.each([
    'garbage',
    'null',
    '[]',
    '{}',
    '{"kind":"run"}',
    '{"kind":"burn","at":1}',
    JSON.stringify({ ...first, at: '1' }),
    JSON.stringify({ ...first, at: 9e15 }),
    JSON.stringify({ kind: 'run', at: NOON, result: { ...result, outcome: 'fine' } }),
  ])('are passed over where they are none: %s', async (garbage) => {
    await open().record(first);
    await redis.rpush(EVENTS, garbage);
    await open().record(second);
    const store = open();
    const events = await store.events(10);
    expect(events).toHaveLength(3);
    expect([events[0], events[2]]).toEqual([first, second]);
    const book = eventful();
    expect(events.slice(1, 2).reduce((sofar, event) => advance(sofar, event, [api]), book)).toBe(book);
    expect(store.lines).toMatchObject([{ level: 'warn', fields: { key: EVENTS, unreadable: 1 } }]);
  });

  it('are the newest fifty thousand at most', async () => {
    await redis.rpush(EVENTS, ...Array.from({ length: 50_000 }, () => 'old'));
    await open().record(first);
    expect(await redis.llen(EVENTS)).toBe(50_000);
    expect(JSON.parse((await redis.lindex(EVENTS, -1)) ?? '')).toEqual(first);
  });

  it('are told to be lost where Redis does not take them', async () => {
    await redis.set(EVENTS, 'no list');
    await expect(open().record(first)).rejects.toThrow('WRONGTYPE');
  });
});

describe('the book', () => {
  it('is empty at first', async () => {
    const store = open();
    expect(await store.read()).toEqual(emptyBook);
    expect(store.lines).toEqual([]);
  });

  it('comes back as it was kept', async () => {
    const book = eventful();
    expect(Object.keys(book.incidents)).toHaveLength(2);
    expect(await open().keep(book, 0, 'me')).toBe(true);
    const store = open();
    expect(await store.read()).toEqual(book);
    expect(store.lines).toEqual([]);
  });

  it('takes its events away with it, and leaves those that came since', async () => {
    for (const event of [first, second]) await open().record(event);
    const store = open();
    const events = await store.events(10);
    await store.record(third);
    await store.keep(eventful(), events.length, 'me');
    expect(await store.events(10)).toEqual([third]);
  });

  it.each([
    ['another one has the lease', 'you'],
    ['nobody has it', null],
  ])('is not kept where %s, and nothing changes', async (_, holder) => {
    const store = open();
    await store.record(first);
    await store.keep(eventful(), 0, 'me');
    if (holder) await redis.set(keeperKey('shop'), holder);
    else await redis.del(keeperKey('shop'));
    expect(await store.keep(emptyBook, 1, 'me')).toBe(false);
    expect(await store.read()).toEqual(eventful());
    expect(await store.events(10)).toEqual([first]);
  });

  it('lets everybody hear of its changes, and of no others', async () => {
    const listening = redis.duplicate();
    const heard: string[] = [];
    listening.on('message', (channel) => heard.push(channel));
    await listening.subscribe(changedChannel('shop'));
    await open().keep(emptyBook, 0, 'you');
    await open().keep(eventful(), 0, 'me');
    await redis.publish(changedChannel('shop'), 'the last one');
    await soon(() => expect(heard.length).toBe(2));
    listening.disconnect();
  });

  const stored = eventful();
  const [incident] = Object.values(stored.incidents);
  it.each([
    ['nothing', ''],
    ['no JSON', '{"version":1,'],
    ['null', 'null'],
    ['of another version', JSON.stringify({ ...stored, version: 2 })],
    ['without incidents', JSON.stringify({ version: 1, checks: {} })],
    ['of lists', '{"version":1,"checks":[],"incidents":[]}'],
    ['with a check without marks', '{"version":1,"checks":{"api":{"phase":"ok"}},"incidents":{}}'],
    [
      'with half an incident',
      JSON.stringify({ ...stored, incidents: { a1: { ...incident, notices: [{ key: 'opened' }] } } }),
    ],
  ])('is begun anew where it is %s, and that is logged', async (_, text) => {
    await redis.set(BOOK, text);
    const store = open();
    expect(await store.read()).toEqual(emptyBook);
    expect(store.lines).toMatchObject([{ level: 'error', fields: { key: BOOK, length: text.length } }]);
  });
});
