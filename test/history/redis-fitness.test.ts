import { createServer, type Server, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { unfit } from '#history/redis-fitness.ts';
import { openRedis } from '#lab/services/redis/redis.ts';

describe('the fitness of a Redis', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  function connected(url: string): Redis {
    const redis = new Redis(url, {
      protocol: 2,
      enableReadyCheck: false,
      disableClientInfo: true,
      retryStrategy: () => null,
    });
    closing.push(() => redis.disconnect());
    return redis.on('error', () => {});
  }

  /** A server that answers each `INFO <section>` with what is given of that section. */
  async function saying(answers: Readonly<Record<string, string>>): Promise<Redis> {
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => {
      sockets.add(socket);
      socket.on('data', (sent) => {
        for (const [, section] of String(sent).matchAll(/\$4\r\ninfo\r\n\$\d+\r\n(\w+)\r\n/gi))
          socket.write(answers[section ?? ''] ?? '-ERR unknown section\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const address = server.address();
    return connected(`redis://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  }

  const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;
  const memory = (policy: string) => bulk(`# Memory\r\nused_memory:1\r\nmaxmemory_policy:${policy}\r\n`);
  const persistence = (aof: 0 | 1) => bulk(`# Persistence\r\nloading:0\r\naof_enabled:${aof}\r\n`);

  it('has nothing to say of one that evicts nothing and appends to a file', async () => {
    expect(await unfit(await saying({ memory: memory('noeviction'), persistence: persistence(1) }))).toEqual([]);
  });

  it('names what may be evicted and what may be lost, and what to set', async () => {
    expect(await unfit(await saying({ memory: memory('allkeys-lru'), persistence: persistence(0) }))).toEqual([
      {
        isSeen: true,
        found: 'its maxmemory-policy is allkeys-lru: it may evict what is remembered and what waits',
        mend: 'redis-cli CONFIG SET maxmemory-policy noeviction, and the same in redis.conf',
      },
      {
        isSeen: true,
        found: 'it has no append-only file: a crash loses all since its last snapshot',
        mend: 'redis-cli CONFIG SET appendonly yes, and the same in redis.conf',
      },
    ]);
    expect(await unfit(await saying({ memory: memory('noeviction'), persistence: persistence(0) }))).toHaveLength(1);
  });

  it('says that it may not ask', async () => {
    const refusal = "-NOPERM User focus has no permissions to run the 'info' command\r\n";
    expect(await unfit(await saying({ memory: refusal, persistence: refusal }))).toMatchObject([
      { isSeen: false, found: expect.stringMatching(/is not told: NOPERM/), mend: 'ACL SETUSER USER +info' },
    ]);
  });

  it('does not know of one that does not say what it evicts, as the lab’s', async () => {
    const lab = await openRedis();
    closing.push(() => lab.close());
    expect(await unfit(connected(lab.url))).toMatchObject([{ isSeen: false }]);
  });

  it('rejects when Redis cannot be reached, as that is no unfitness', async () => {
    const lab = await openRedis();
    await lab.close();
    await expect(unfit(connected(lab.url))).rejects.toThrow();
  });
});
