import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '#config.ts';
import type { Finding } from '#doctor/line.ts';
import { systemClock } from '#lib/clock.ts';
import { examineAll } from '#wiring/doctor.ts';
import { openRedisServers, type RedisServers } from '../support/redis-servers.ts';

describe('the doctor before a real Redis', () => {
  let servers: RedisServers;
  let port: number;
  let admin: Redis;
  beforeAll(async () => {
    servers = await openRedisServers();
    port = await servers.start((free) => [
      '--port',
      String(free),
      '--appendonly',
      'yes',
      '--maxmemory-policy',
      'noeviction',
    ]);
    admin = new Redis(port);
  });
  afterAll(async () => {
    admin.disconnect();
    await servers.close();
  });

  async function found(redisUrl: string): Promise<readonly Finding[]> {
    const setUp = parseConfig({
      env: { REDIS_URL: redisUrl },
      yaml: 'environments: { lab: { focusServer: { url: "http://127.0.0.1:1" } } }',
      yamlName: 'focus.yml',
      variables: {},
      readFile: () => '',
      needs: [],
    });
    const signal = new AbortController().signal;
    const lines = await examineAll({ ...setUp, mistakes: [] }, { clock: systemClock, signal, environments: [] });
    return lines.filter(({ part }) => part === 'redis');
  }

  it('finds nothing wrong with one that keeps all, and leaves no key behind', async () => {
    const lines = await found(`redis://127.0.0.1:${port}`);
    expect(lines.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
    expect(await admin.dbsize()).toBe(0);
  });

  it('tells a policy that evicts, with the command that mends it', async () => {
    await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await found(`redis://127.0.0.1:${port}`)).toContainEqual(
      expect.objectContaining({
        state: 'wrong',
        mend: expect.stringMatching(/^redis-cli CONFIG SET maxmemory-policy noeviction/),
      }),
    );
    await admin.config('SET', 'maxmemory-policy', 'noeviction');
  });

  it('tells each right that its user lacks, and lets the user of .env.example do all', async () => {
    await admin.call(
      'ACL',
      'SETUSER',
      'reader',
      'on',
      '>pw',
      '~{focus}*',
      '&{focus}*',
      '+@read',
      '+@connection',
      '+info',
    );
    await admin.call('ACL', 'SETUSER', 'focus', 'on', '>pw', '~{focus}*', '&{focus}*', '+@all', '-@dangerous', '+info');
    await admin.call('ACL', 'SETUSER', 'elsewhere', 'on', '>pw', '~other*', '&*', '+@all');
    expect(await found(`redis://reader:pw@127.0.0.1:${port}`)).toContainEqual(
      expect.objectContaining({
        state: 'wrong',
        found: expect.stringMatching(
          /^may not write keys, .*write streams, run scripts, publish and subscribe: NOPERM/,
        ),
        mend: 'ACL SETUSER USER ~{focus}* &{focus}* +@all -@dangerous',
      }),
    );
    expect((await found(`redis://elsewhere:pw@127.0.0.1:${port}`)).at(-1)?.found).toMatch(
      /^may not read keys, write keys/,
    );
    expect((await found(`redis://focus:pw@127.0.0.1:${port}`)).map(({ state }) => state)).toEqual(['ok', 'ok', 'ok']);
  });

  it('tells a wrong password, and a replica', async () => {
    expect(await found(`redis://focus:hunter2@127.0.0.1:${port}`)).toEqual([
      expect.objectContaining({ state: 'wrong', found: expect.stringMatching(/refused the login/) }),
    ]);
    const replica = await servers.start((free) => ['--port', String(free), '--replicaof', '127.0.0.1', String(port)]);
    expect(await found(`redis://127.0.0.1:${replica}`)).toContainEqual(
      expect.objectContaining({ state: 'wrong', found: 'it is a replica, and takes no writes' }),
    );
  });
});
