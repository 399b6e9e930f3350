import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A TCP or HTTP server on a loopback port of its own that can be unreachable for a while and come back there. */
export interface Listener {
  readonly port: number;
  /** Open connections. */
  connections(): number;
  /** While down, connections are refused and those that were open are dropped. Resolves once it is so. */
  setDown(down: boolean): Promise<void>;
  close(): Promise<void>;
}

export function listenOnLoopback(server: Server): Promise<Listener> {
  return listenAt(server, { host: '127.0.0.1', port: 0 });
}

/** Port 0 is one that is free. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Throws where the address is another's, or taken. */
export async function listenAt(server: Server, at: Address): Promise<Listener> {
  const sockets = trackSockets(server);
  await open(server, at);
  const { port } = server.address() as AddressInfo;
  let turn = Promise.resolve();
  // One after the other: a server cannot listen again before it has stopped.
  const setDown = (down: boolean) => {
    turn = turn.then(async () => {
      if (down === !server.listening) return;
      await (down ? shut(server, sockets) : open(server, { ...at, port }));
    });
    return turn;
  };
  return { port, connections: () => sockets.size, setDown, close: () => setDown(true) };
}

function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that goes away without a word is no event here: 'close' follows.
    socket.on('error', () => {});
  });
  return sockets;
}

async function open(server: Server, { host, port }: Address): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}

async function shut(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const socket of sockets) socket.destroy();
  await closed;
}
