import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** A port of the bot's own, and a connection to it. */
export interface Loopback {
  /** Resolves when the port has answered; one question at a time. */
  ask(): Promise<void>;
  close(): void;
}

export async function openLoopback(): Promise<Loopback> {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket)).unref();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').unref();
  socket.on('error', () => {});
  await once(socket, 'connect');
  return {
    ask: async () => {
      socket.write('?');
      await once(socket, 'data');
    },
    close: () => {
      socket.destroy();
      server.close();
    },
  };
}
