import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Listener as Loopback, listenOnLoopback } from '#lab/services/listener.ts';
import { systemClock } from '#lib/clock.ts';
import type { Listener } from '#slack/edge/listen.ts';
import { proxyTo } from '#slack/edge/proxy.ts';
import { listenTo, startListening } from '../../support/listener.ts';
import { openSlackWorld, type SlackWorld } from '../../support/slack-world.ts';
import { soon } from '../../support/soon.ts';

describe('a bot behind a proxy', () => {
  let world: SlackWorld;
  let proxy: Loopback;
  let listener: Listener | undefined;
  const tunnels: string[] = [];
  let sent: string;
  const asked: string[] = [];
  beforeEach(async () => {
    tunnels.length = 0;
    sent = '';
    asked.length = 0;
    world = await openSlackWorld(systemClock);
    const server = createServer((_request, response) => response.writeHead(405).end());
    server.on('connect', ({ url = '' }, socket, head) => {
      tunnels.push(url);
      const { hostname, port } = new URL(`http://${url}`);
      const there = connect(Number(port), hostname, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      there.write(head);
      socket.on('data', (part: Buffer) => {
        sent += part.toString('latin1');
      });
      there.pipe(socket).pipe(there);
      for (const end of [there, socket]) end.on('error', () => {});
    });
    proxy = await listenOnLoopback(server);
  });
  afterEach(async () => {
    await listener?.stop();
    await Promise.all([world.close(), proxy.close()]);
  });

  async function start(NO_PROXY = ''): Promise<void> {
    const way = proxyTo({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY });
    const connection = { kind: 'socket', appToken: world.slack.appToken } as const;
    const help = { name: 'help', usage: '/focus help', summary: 'help', run: async () => void asked.push('help') };
    listener = listenTo(world, { connection, commands: [help], ...(way && { proxy: way }) });
    await startListening(world, listener);
    await world.slack.command('help');
    await soon(() => expect(asked).toEqual(['help']));
  }

  it('calls Slack, and holds its socket, through the proxy', async () => {
    await start();
    const { host } = new URL(world.slack.apiUrl);
    expect(new Set(tunnels)).toEqual(new Set([host]));
    expect(sent).toMatch(/POST \/api\/apps\.connections\.open/);
    expect(sent).toMatch(/upgrade: websocket/i);
  });

  it('calls hosts directly that NO_PROXY names', async () => {
    await start('127.0.0.1');
    expect(tunnels).toEqual([]);
  });

  it('is behind none unless a setting says so', () => {
    expect(proxyTo({ NO_PROXY: 'a' })).toBeUndefined();
  });
});
