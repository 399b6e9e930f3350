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
      'Redis may evict what is remembered and what waits in the queue: its maxmemory-policy is allkeys-lru; set maxmemory-policy noeviction',
      'Redis forgets what it got since its last snapshot when it crashes: it has no append-only file; set appendonly yes',
    ]);
    expect(await unfit(await saying({ memory: memory('noeviction'), persistence: persistence(0) }))).toHaveLength(1);
  });

  it('says that it may not ask', async () => {
    const refusal = "-NOPERM User focus has no permissions to run the 'info' command\r\n";
    expect(await unfit(await saying({ memory: refusal, persistence: refusal }))).toEqual([
      "Redis does not tell whether it may evict or lose what is remembered: NOPERM User focus has no permissions to run the 'info' command",
    ]);
  });

  it('claims nothing of one that does not say what it evicts, as the lab’s', async () => {
    const lab = await openRedis();
    closing.push(() => lab.close());
    expect(await unfit(connected(lab.url))).toEqual([]);
  });

  it('rejects when Redis cannot be reached, as that is no unfitness', async () => {
    const lab = await openRedis();
    await lab.close();
    await expect(unfit(connected(lab.url))).rejects.toThrow();
  });
});
