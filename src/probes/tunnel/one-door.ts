import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Tunnel } from './tunnel.ts';

/**
 * A socket file for one connection into the tunnel, for a library that connects by itself. Only the bot's user can open it.
 * Rejects as the tunnel does, before anything has connected.
 */
export async function openDoor(tunnel: Tunnel, host: string, port: number): Promise<string> {
  const onward = await tunnel.open(host, port);
  const folder = await mkdtemp(path.join(tmpdir(), 'focus-tunnel-'));
  const file = path.join(folder, 'door');
  const server = createServer((client) => {
    server.close();
    void rm(folder, { recursive: true, force: true });
    client.on('error', () => onward.destroy()).on('close', () => onward.destroy());
    onward.on('error', () => client.destroy()).on('close', () => client.destroy());
    client.pipe(onward).pipe(client);
  });
  server.listen(file).unref();
  await once(server, 'listening');
  return file;
}
