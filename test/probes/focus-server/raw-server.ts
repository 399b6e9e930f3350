import { createServer, type Socket } from 'node:net';
import { listenOnLoopback } from '#lab/services/listener.ts';

/** A server that answers every request on its socket in its own, unlawful way. */
export async function rawServer(answer: (socket: Socket, request: string) => void) {
  const server = createServer((socket) => socket.on('data', (chunk) => answer(socket, chunk.toString())));
  const { port, connections, close } = await listenOnLoopback(server);
  return { url: `http://127.0.0.1:${port}`, connections, close };
}
