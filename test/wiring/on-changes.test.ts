import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { emptyBook } from '#checks/advance.ts';
import { createBookStore, keeperKey } from '#checks/book-store.ts';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { silentLog } from '#lib/logger.ts';
import { failFastRedis } from '#queue/connection.ts';
import { PREFIX } from '#queue/names.ts';
import { announceChange, onChanges } from '#wiring/on-changes.ts';
import { soon } from '../support/soon.ts';

describe('what the App Home shows', () => {
  let lab: LabRedis;
  let other: Redis;
  let own: Redis;
  beforeEach(async () => {
    lab = await openRedis();
    other = new Redis(lab.url);
    own = failFastRedis(lab.url, silentLog);
  });
  afterEach(async () => {
    own.disconnect();
    other.disconnect();
    await lab.close();
  });
  const heardBy = async (count: number) =>
    soon(async () => expect((await other.pubsub('NUMSUB', `${PREFIX}:book-changed`))[1]).toBe(count));

  it('changes when another process says so, or keeps another book', async () => {
    const changed = vi.fn();
    const stop = onChanges(own, PREFIX, silentLog, changed);
    await heardBy(1);
    announceChange(other, PREFIX);
    await soon(() => expect(changed.mock.calls.length).toBe(1));
    await other.set(keeperKey(PREFIX), 'me');
    await createBookStore({ redis: other, prefix: PREFIX, log: silentLog }).keep(emptyBook, 0, 'me');
    await soon(() => expect(changed.mock.calls.length).toBe(2));
    stop();
    await heardBy(0);
  });

  it('is heard of again when Redis was away', async () => {
    const changed = vi.fn();
    const stop = onChanges(own, PREFIX, silentLog, changed);
    await heardBy(1);
    await lab.setDown(true);
    await lab.setDown(false);
    await heardBy(1);
    announceChange(other, PREFIX);
    await soon(() => expect(changed.mock.calls.length).toBe(1));
    stop();
  });

  it('may change while nobody can be told', async () => {
    await lab.setDown(true);
    announceChange(own, PREFIX);
    own.disconnect();
    expect(() => announceChange(own, PREFIX)).not.toThrow();
  });
});
