import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Listener, listenOnLoopback } from '#lab/services/listener.ts';

const run = promisify(execFile);

describe('a process whose port is taken', () => {
  let folder: string;
  let redis: Listener;
  let taken: Listener;
  let asked = 0;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'focus-main-'));
    await writeFile(
      path.join(folder, 'focus.yml'),
      'environments: { lab: { focusServer: { url: "http://127.0.0.1:1" } } }',
    );
    asked = 0;
    redis = await listenOnLoopback(
      createServer(() => {
        asked += 1;
      }),
    );
    taken = await listenOnLoopback(createServer());
  });
  afterEach(async () => {
    await Promise.all([redis.close(), taken.close(), rm(folder, { recursive: true })]);
  });

  const start = (settings: Record<string, string>) =>
    run(process.execPath, [path.resolve('src/main.ts')], {
      cwd: folder,
      env: { ...process.env, SLACK_BOT_TOKEN: 'xoxb-1', REDIS_URL: `redis://127.0.0.1:${redis.port}`, ...settings },
    });

  it.each([
    ['HEALTH_PORT', { SLACK_APP_TOKEN: 'xapp-1' }],
    ['PORT', { SLACK_SIGNING_SECRET: '0f'.repeat(16) }],
  ])('says so by its setting %s, and has asked Redis for nothing', async (name, settings) => {
    const free = await listenOnLoopback(createServer());
    await free.close();
    const started = start({ ...settings, HEALTH_PORT: String(free.port), [name]: String(taken.port) });
    await expect(started).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(new RegExp(`^focus: port ${taken.port} is taken\\n.*\\b${name}\\b`)),
    });
    expect(asked).toBe(0);
  });
});
