import { Redis } from 'ioredis';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '#config.ts';
import { recallExamination } from '#doctor/kept.ts';
import { openRedis } from '#lab/services/redis/redis.ts';
import { type Log, silentLog } from '#lib/logger.ts';
import { prefixOf } from '#queue/names.ts';
import { tellExamination } from '#wiring/start-doctor.ts';
import { freePort } from '../support/redis-servers.ts';

describe('a start', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  let nowhere: number;
  beforeAll(async () => {
    nowhere = await freePort();
  });
  const config = (redisUrl: string) =>
    parseConfig({
      env: { REDIS_URL: redisUrl, SLACK_API_URL: `http://127.0.0.1:${nowhere}/api/`, SLACK_BOT_TOKEN: 'xoxb-1' },
      yaml: `environments: { lab: { focusServer: { url: 'http://127.0.0.1:${nowhere}/focus-server' } } }`,
      yamlName: 'focus.yml',
      variables: {},
      readFile: () => '',
      needs: [],
    });
  function listening() {
    const warned: string[] = [];
    const log: Log = { ...silentLog, warn: (_fields, words) => void warned.push(words) };
    return { warned, log };
  }

  it('logs what does not work with its mend, and keeps it for the App Home', async () => {
    const lab = await openRedis();
    const redis = new Redis(lab.url);
    closing.push(
      () => lab.close(),
      () => redis.disconnect(),
    );
    const { warned, log } = listening();
    await tellExamination(config(lab.url), 'worker', log);
    expect(warned).toEqual([
      expect.stringMatching(/^slack: .*ECONNREFUSED.* → /),
      expect.stringMatching(/^lab focus-server: .*ECONNREFUSED.* → Correct focusServer\.url/),
    ]);
    const kept = await recallExamination(redis, prefixOf('focus'));
    expect(kept?.lines.filter(({ state }) => state === 'wrong').map(({ part }) => part)).toEqual([
      'slack',
      'focus-server',
    ]);
  });

  it('of a bot without a worker looks at no stack, and keeps nothing', async () => {
    const lab = await openRedis();
    const redis = new Redis(lab.url);
    closing.push(
      () => lab.close(),
      () => redis.disconnect(),
    );
    const { warned, log } = listening();
    await tellExamination(config(lab.url), 'bot', log);
    expect(warned).toEqual([expect.stringMatching(/^slack: /)]);
    expect(await recallExamination(redis, prefixOf('focus'))).toBeUndefined();
  });

  it('goes on where Redis is away too', async () => {
    const { warned, log } = listening();
    await tellExamination(config(`redis://127.0.0.1:${nowhere}`), 'worker', log);
    expect(warned[0]).toMatch(/^redis: .*refused the connection → Correct REDIS_URL/);
  });
});
