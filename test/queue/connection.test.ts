import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { openRedis } from '#lab/services/redis/redis.ts';
import { ExplainedError } from '#lib/errors.ts';
import { type Log, silentLog } from '#lib/logger.ts';
import { answering, failFastRedis, storing, workerRedis } from '#queue/connection.ts';
import { soon } from '../support/soon.ts';

describe('answering', () => {
  it('waits for a connection that is being made', async () => {
    const lab = await openRedis();
    const redis = failFastRedis(lab.url, silentLog);
    expect(redis.status).not.toBe('ready');
    expect(await answering(redis, 'It could not be read', () => redis.ping())).toBe('PONG');
    redis.disconnect();
    await lab.close();
  });

  it('says where Redis is and never its password', async () => {
    const lab = await openRedis();
    await lab.setDown(true);
    const redis = failFastRedis(`redis://bot:hunter2@127.0.0.1:${lab.port}/0`, silentLog);
    const error = await answering(redis, 'It could not be read', () => redis.ping()).catch(
      (failure: unknown) => failure,
    );
    expect(error).toBeInstanceOf(ExplainedError);
    expect(error).toMatchObject({
      message: `It could not be read: Redis at 127.0.0.1:${lab.port} refused the connection`,
    });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('hunter2');
    redis.disconnect();
    await lab.close();
  });

  it.each([
    ["OOM command not allowed when used memory > 'maxmemory'.", 'has no memory left'],
    ['READONLY You can’t write against a read only replica.', 'is up but takes no writes now'],
    ['WRONGPASS invalid username-password pair or user is disabled.', 'refused the login'],
    ['getaddrinfo ENOTFOUND redis.example', 'was not found: its host has no address'],
    ['Command timed out', 'did not answer in time'],
    ['Connection is closed.', 'closed the connection'],
  ])('explains "%s"', async (message, words) => {
    const lab = await openRedis();
    const redis = failFastRedis(lab.url, silentLog);
    await expect(answering(redis, 'It failed', () => Promise.reject(new Error(message)))).rejects.toThrow(
      `It failed: Redis at 127.0.0.1:${lab.port} ${words}`,
    );
    redis.disconnect();
    await lab.close();
  });

  it.each([
    ['Command timed out', 'It is not known whether the request was stored: '],
    ['Connection is closed.', 'It is not known whether the request was stored: '],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'The request could not be stored: '],
    ['READONLY You can’t write against a read only replica.', 'The request could not be stored: '],
  ])('says that something was not stored only where Redis has said so: %s', async (message, words) => {
    const lab = await openRedis();
    const redis = failFastRedis(lab.url, silentLog);
    const work = () => Promise.reject(new Error(message));
    await expect(answering(redis, storing('The request'), work)).rejects.toThrow(words);
    redis.disconnect();
    await lab.close();
  });

  it('says that nothing was stored where no command was sent', async () => {
    const lab = await openRedis();
    await lab.setDown(true);
    const redis = failFastRedis(lab.url, silentLog);
    await expect(answering(redis, storing('The request'), () => redis.ping())).rejects.toThrow(
      'The request could not be stored: ',
    );
    redis.disconnect();
    await lab.close();
  });

  it('lets a bug fly', async () => {
    const lab = await openRedis();
    const redis = failFastRedis(lab.url, silentLog);
    const bug = new TypeError('x is not a function');
    await expect(answering(redis, 'It failed', () => Promise.reject(bug))).rejects.toBe(bug);
    redis.disconnect();
    await lab.close();
  });

  it('fails on a connection that was closed for good', async () => {
    const lab = await openRedis();
    const redis = failFastRedis(lab.url, silentLog);
    await answering(redis, 'It failed', () => redis.ping());
    redis.disconnect();
    await expect(answering(redis, 'It failed', () => redis.ping())).rejects.toThrow(ExplainedError);
    await lab.close();
  });
});

describe('workerRedis', () => {
  it('waits for Redis, and writes one line when it goes and one when it comes back', async () => {
    const lines: string[] = [];
    const write = (_fields: object, message: string) => void lines.push(message);
    const log: Log = { ...silentLog, info: write, warn: write };
    const lab = await openRedis();
    await lab.setDown(true);
    const redis = workerRedis(lab.url, log);
    const pong = redis.ping();
    await soon(() => expect(lines).toEqual(['Redis cannot be reached']));
    await lab.setDown(false);
    expect(await pong).toBe('PONG');
    expect(lines).toEqual(['Redis cannot be reached', 'Redis is back']);
    redis.disconnect();
    await lab.close();
  });

  it('is a connection that BullMQ takes for blocking', () => {
    const redis = workerRedis('redis://127.0.0.1:1', silentLog);
    expect(redis).toBeInstanceOf(Redis);
    expect(redis.options.maxRetriesPerRequest).toBeNull();
    redis.disconnect();
  });
});
