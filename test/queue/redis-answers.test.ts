import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Listener, listenOnLoopback } from '#lab/services/listener.ts';
import { openRedis } from '#lab/services/redis/redis.ts';
import { ExplainedError } from '#lib/errors.ts';
import { type Log, silentLog } from '#lib/logger.ts';
import { redisAnswers } from '#queue/redis-answers.ts';
import { soon } from '../support/soon.ts';

describe('a start', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** Says the same to each command. */
  async function serverThatSays(words: string | Buffer): Promise<Listener> {
    const answer = (socket: Socket, asked: Buffer) => {
      for (const _command of asked.toString('latin1').matchAll(/\*\d+\r\n/g)) socket.write(words);
    };
    const server = await listenOnLoopback(
      createServer((socket) => socket.on('data', (asked) => answer(socket, asked))),
    );
    closing.push(server.close);
    return server;
  }
  function listening() {
    const warned: string[] = [];
    const log: Log = { ...silentLog, warn: (_fields, words) => void warned.push(words) };
    return { warned, log };
  }

  it.each<[string, string | Buffer, RegExp, RegExp]>([
    [
      'a password is wanted',
      '-NOAUTH Authentication required.\r\n',
      /refused the login/,
      /password before the host in REDIS_URL/,
    ],
    [
      'the password is wrong',
      '-WRONGPASS invalid username-password pair\r\n',
      /refused the login/,
      /a password alone is written :PASSWORD@$/,
    ],
    [
      'a right is missing',
      "-NOPERM this user has no permissions to run the 'set' command\r\n",
      /does not let/,
      /doctor/,
    ],
    [
      'the database is not there',
      '-ERR DB index is out of range\r\n',
      /no database of that number/,
      /after host and port/,
    ],
    ['it is a Cluster', '-MOVED 1 127.0.0.1:1\r\n', /is a Cluster/, /redis\+cluster:/],
    ['it speaks HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', /not speak as Redis does/, /another server/],
    ['it sends without end', 'a'.repeat(100_000), /not speak as Redis does/, /another server/],
    ['it speaks TLS', Buffer.from([21, 3, 3, 0, 2, 2, 10]), /speaks TLS/, /rediss:/],
  ])('ends in one sentence where %s', async (_what, words, told, mend) => {
    const { port } = await serverThatSays(words);
    const { warned, log } = listening();
    const error = await redisAnswers(`redis://bot:hunter2@127.0.0.1:${port}/3`, '{focus}', log).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(ExplainedError);
    expect(error).toMatchObject({ message: expect.stringMatching(told), advice: expect.stringMatching(mend) });
    expect(error).toMatchObject({ message: expect.stringContaining(`127.0.0.1:${port}`) });
    expect(String(error) + warned.join()).not.toContain('hunter2');
    expect(warned).toEqual([]);
  });

  it('ends in one sentence where one Redis is asked as a Cluster', async () => {
    const { port } = await serverThatSays('-ERR This instance has cluster support disabled\r\n');
    const asked = redisAnswers(`redis+cluster://127.0.0.1:${port}`, '{focus}', silentLog);
    await expect(asked).rejects.toMatchObject({
      message: expect.stringMatching(/is no Cluster, and is asked as one$/),
      advice: 'Write redis:// in REDIS_URL in .env',
    });
  });

  it('waits for a Redis that is away, says so once, and writes nothing', async () => {
    const redis = await openRedis();
    closing.push(() => redis.close());
    await redis.setDown(true);
    const { warned, log } = listening();
    const answers = redisAnswers(redis.url, '{focus}', log);
    await soon(() => expect(warned).toEqual([expect.stringMatching(/ECONNREFUSED.*it is waited for, and REDIS_URL/)]));
    await redis.setDown(false);
    await answers;
    expect(warned).toHaveLength(1);
  });

  it('asks again what a Redis says no to for now', async () => {
    let asked = 0;
    const answerTo = (command: string) =>
      command.includes('{focus}:none') && ++asked === 1 ? "-MISCONF can't persist to disk\r\n" : '+OK\r\n';
    const server = await listenOnLoopback(
      createServer((socket) =>
        socket.on('data', (data) => {
          for (const command of data.toString('latin1').split(/(?=\*\d+\r\n)/)) socket.write(answerTo(command));
        }),
      ),
    );
    closing.push(server.close);
    const { warned, log } = listening();
    await redisAnswers(`redis://127.0.0.1:${server.port}`, '{focus}', log);
    expect(asked).toBe(2);
    expect(warned).toEqual([expect.stringMatching(/MISCONF.*it is waited for/)]);
  });

  it('says that a Redis has not answered yet', async () => {
    const server = await listenOnLoopback(createServer());
    const { warned, log } = listening();
    const answers = redisAnswers(`redis://127.0.0.1:${server.port}`, '{focus}', log);
    await soon(() => expect(warned).toEqual([expect.stringMatching(/has not answered yet; it is waited for/)]));
    await server.close();
    const redis = await serverThatSays('-NOAUTH\r\n');
    closing.push(redis.close);
    void answers.catch(() => {});
  });
});
