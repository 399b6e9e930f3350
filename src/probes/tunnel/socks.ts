import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Tunnel } from './tunnel.ts';

/** What MongoDB's driver, which finds its servers by itself, takes as a way to all of them. */
export interface Socks {
  readonly proxyHost: string;
  readonly proxyPort: number;
  readonly proxyUsername: string;
  readonly proxyPassword: string;
}

const doors = new WeakMap<Tunnel, Promise<Socks>>();

/** A SOCKS 5 proxy on loopback into the tunnel. Others on the machine do not know its password. */
export function socksOf(tunnel: Tunnel): Promise<Socks> {
  const door = doors.get(tunnel) ?? listen(tunnel);
  doors.set(tunnel, door);
  return door;
}

async function listen(tunnel: Tunnel): Promise<Socks> {
  const proxyUsername = 'focus';
  const proxyPassword = randomBytes(24).toString('hex');
  const server: Server = createServer((client) => {
    client.on('error', () => {});
    serve(client, tunnel, `${proxyUsername}:${proxyPassword}`).catch(() => client.destroy());
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return { proxyHost: '127.0.0.1', proxyPort: (server.address() as AddressInfo).port, proxyUsername, proxyPassword };
}

const VERSION = 5;
const BY_PASSWORD = 2;
const GENERAL_FAILURE = 1;

/** https://www.rfc-editor.org/rfc/rfc1928 and 1929: CONNECT alone, after the password. */
async function serve(client: Socket, tunnel: Tunnel, login: string): Promise<void> {
  const take = reader(client);
  const [, methods = 0] = await take(2);
  await take(methods);
  client.write(Buffer.from([VERSION, BY_PASSWORD]));
  const [, length = 0] = await take(2);
  const user = await take(length);
  const [secretLength = 0] = await take(1);
  if (`${user}:${await take(secretLength)}` !== login) return void client.end(Buffer.from([1, 1]));
  client.write(Buffer.from([1, 0]));
  const [, command, , kind] = await take(4);
  if (command !== 1) return void client.end(answer(7));
  const host = await hostOf(kind, take);
  const port = (await take(2)).readUInt16BE();
  try {
    const onward = await tunnel.open(host, port);
    onward.on('error', () => client.destroy()).on('close', () => client.destroy());
    client.on('close', () => onward.destroy());
    client.write(answer(0));
    client.pipe(onward).pipe(client);
  } catch {
    client.end(answer(GENERAL_FAILURE));
  }
}

function answer(code: number): Buffer {
  return Buffer.from([VERSION, code, 0, 1, 0, 0, 0, 0, 0, 0]);
}

type Take = (count: number) => Promise<Buffer>;

async function hostOf(kind: number | undefined, take: Take): Promise<string> {
  if (kind === 1) return (await take(4)).join('.');
  if (kind === 3) return String(await take((await take(1))[0] ?? 0));
  const groups = await take(16);
  return Array.from({ length: 8 }, (_, i) => groups.readUInt16BE(i * 2).toString(16)).join(':');
}

function reader(socket: Socket): Take {
  return async (count) => {
    if (count === 0) return Buffer.alloc(0);
    for (;;) {
      const read: Buffer | null = socket.read(count);
      if (read?.length === count) return read;
      if (read || socket.readableEnded || socket.destroyed) throw new Error('it hung up');
      await Promise.race([once(socket, 'readable'), once(socket, 'close')]);
    }
  };
}
