import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabRedis, openRedis } from '#lab/services/redis/redis.ts';
import { systemClock } from '#lib/clock.ts';
import type { Waiting } from '#slack/message/late.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';

describe('focus outbox', { timeout: 60_000 }, () => {
  let server: LabRedis;
  let redis: Redis;
  let terminal: Terminal;
  beforeAll(async () => {
    server = await openRedis();
    redis = new Redis(server.url);
    terminal = openTerminal();
    writeFileSync(path.join(terminal.folder, '.env'), `REDIS_URL=${server.url}\n`);
  });
  afterAll(async () => {
    terminal.close();
    redis.disconnect();
    await server.close();
  });

  it('says that nothing waits, and what waits: since when, where, for whom and why', async () => {
    expect(await terminal.focus('outbox')).toEqual({
      out: 'Nothing waits: Slack and the ways out have taken all that was to be told.\n',
      err: '',
      code: 0,
    });
    const waiting: Waiting = {
      key: 'inv-1',
      how: { kind: 'reply', to: { channel: 'C1', ts: '1.2' } },
      content: { text: 'the details' },
      asker: 'U1',
      since: systemClock.now() - 4 * 60_000,
      tries: 3,
      nextAt: 0,
      why: 'Slack refused it: is_archived\u001b[31m',
    };
    await redis.hset('{focus}:outbox', 'inv-1', JSON.stringify(waiting));
    const { out, code } = await terminal.focus('outbox');
    expect(out).toMatch(/^inv-1: waits for 4 min.*, reply in C1 for U1, 3 tries; Slack refused it: is_archived/);
    expect(out).not.toContain('\u001b');
    expect(code).toBe(0);
    expect(JSON.parse((await terminal.focus('outbox', '--json')).out)).toEqual([waiting]);
  });
});
