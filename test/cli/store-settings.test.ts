import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadStoreSettings } from '#config.ts';

describe('settings of what only needs Redis', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'focus-settings-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are there without any file', () => {
    expect(loadStoreSettings(folder, {})).toEqual({
      REDIS_URL: 'redis://127.0.0.1:6379',
      REDIS_PREFIX: 'focus',
      LOG_LEVEL: 'info',
    });
  });

  it('come from .env, whatever else stands in it, and the process environment wins', () => {
    writeFileSync(path.join(folder, '.env'), 'REDIS_URL=redis://a:1\nLOG_LEVEL=warn\nSLACK_BOT_TOKEN=wrong\nOURS=1\n');
    expect(loadStoreSettings(folder, { LOG_LEVEL: '' })).toEqual({
      REDIS_URL: 'redis://a:1',
      REDIS_PREFIX: 'focus',
      LOG_LEVEL: 'warn',
    });
    expect(loadStoreSettings(folder, { REDIS_URL: 'redis://b:2' }).REDIS_URL).toBe('redis://b:2');
  });

  it('are explained where they are wrong, without the password', () => {
    const load = () => loadStoreSettings(folder, { REDIS_URL: 'http://me:hunter2@a:1', LOG_LEVEL: 'loud' });
    expect(load).toThrow(
      /REDIS_URL: came a text of \d+ characters, .*redis:\/\/host:6379.* is expected\n.*LOG_LEVEL: came "loud"/,
    );
    expect(load).not.toThrow(/hunter2/);
  });
});
