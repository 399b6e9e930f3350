import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok, wrong } from '#doctor/line.ts';
import { withTls } from '#doctor/tls.ts';
import { type Listener, listenOnLoopback } from '#lab/services/listener.ts';
import { systemClock as clock } from '#lib/clock.ts';
import { openTunnel } from '#probes/tunnel/tunnel.ts';
import { openSshHost } from '../support/ssh-host.ts';

describe('a certificate that nobody shows', () => {
  let listener: Listener;
  beforeEach(async () => {
    listener = await listenOnLoopback(createServer((socket) => socket.on('error', () => {}).end('+PONG\r\n')));
  });
  afterEach(() => listener.close());

  const told = (way: ReturnType<typeof ok>, more: object = {}) =>
    withTls(
      Promise.resolve([way]),
      { url: `rediss://127.0.0.1:${listener.port}`, setting: 'REDIS_URL in .env', ...more },
      { clock, signal: new AbortController().signal },
    );

  it('is not known, of a part that is reached', async () => {
    expect(await told(ok('7.0'))).toEqual([
      ok('7.0'),
      expect.objectContaining({ state: 'unknown', found: expect.stringMatching(/^its certificate was not shown/) }),
    ]);
  });

  it('is no news of a part that is not', async () => {
    expect(await told(wrong('refused'))).toEqual([wrong('refused')]);
  });

  it('is not known where there is no tunnel', async () => {
    const ssh = await openSshHost();
    const tunnel = openTunnel({ ...ssh.settings, user: 'stranger', hostKey: `SHA256:${'A'.repeat(43)}` }, clock);
    expect((await told(ok('7.0'), { tunnel })).map(({ state }) => state)).toEqual(['ok', 'unknown']);
    await ssh.close();
  });
});
