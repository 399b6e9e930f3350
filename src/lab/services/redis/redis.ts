import { createServer } from 'node:net';
import {
  attachSession,
  createRedisCommandExecutor,
  RedisServerState,
  SocketConnectionTransport,
} from 'js-redis-server/core';
import { listenOnLoopback } from '../listener.ts';

/** A Redis in memory, for BullMQ 6 and ioredis 6: without passwords and persistence, on a loopback port of its own. */
export interface LabRedis {
  /** `redis://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** While down, connections are refused and dropped; the keys stay, as with an append-only file. */
  setDown(down: boolean): Promise<void>;
  close(): Promise<void>;
}

export async function openRedis(): Promise<LabRedis> {
  const state = new RedisServerState();
  const executor = createRedisCommandExecutor();
  // The package's own server would listen on every interface of the machine.
  const server = createServer({ keepAlive: true, noDelay: true }, (socket) => {
    const clientAddress = `${socket.remoteAddress}:${socket.remotePort}`;
    attachSession(new SocketConnectionTransport(socket), { state, executor, clientAddress });
  });
  const listener = await listenOnLoopback(server);
  return {
    url: `redis://127.0.0.1:${listener.port}`,
    port: listener.port,
    setDown: listener.setDown,
    close: async () => {
      await listener.close();
      state.close();
    },
  };
}
