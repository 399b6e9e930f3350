import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { createHang } from '#lab/services/hang.ts';
import { listenOnLoopback } from '#lab/services/listener.ts';
import type { Clock } from '#lib/clock.ts';
import { createCommands, unauthorized } from './commands.ts';
import { createStore } from './store.ts';
import { createReader, type Document, encodeAnswer, type WireRequest } from './wire.ts';

/** A MongoDB on 127.0.0.1 that a driver can look into: the wire protocol, and no more commands than looking takes. */
export interface LabMongodb {
  /** A connection string with `directConnection=true` and no database. */
  readonly url: string;
  /** How many connections clients hold. */
  readonly connections: number;
  /** The names of the commands that came, in order, without those of the handshake. */
  readonly commands: readonly string[];
  insert(database: string, collection: string, document: Document): void;
  /** Refuses connections and drops those there are. */
  setDown(down: boolean): Promise<void>;
  /** While true nothing is answered, not even the handshake; what waits is answered afterwards. */
  setHanging(hanging: boolean): void;
  /** While true every command but the handshake's is refused, as for a user without rights. */
  setRefusing(refusing: boolean): void;
  close(): Promise<void>;
}

export interface LabMongodbOptions {
  readonly clock: Clock;
  /** PEM texts: then it speaks TLS alone. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export async function openMongodb({ clock, tls }: LabMongodbOptions): Promise<LabMongodb> {
  const store = createStore();
  const answer = createCommands(store, clock);
  const commands: string[] = [];
  const hang = createHang();
  let refusing = false;

  const serve = (socket: Socket, request: WireRequest) => {
    const name = Object.keys(request.command)[0] ?? '';
    const isHandshake = HANDSHAKE.has(name);
    if (!isHandshake) commands.push(name);
    hang.after(() => {
      const said = refusing && !isHandshake ? unauthorized(name) : answer(request.command);
      if (!request.silent && !socket.destroyed) socket.write(encodeAnswer(request, said));
    });
  };
  const onSocket = (socket: Socket) => {
    const read = createReader();
    socket.on('data', (chunk) => {
      try {
        for (const request of read(chunk)) serve(socket, request);
      } catch {
        // As mongod does with what it cannot read.
        socket.destroy();
      }
    });
  };
  const listener = await listenOnLoopback(tls ? createTlsServer(tls, onSocket) : createServer(onSocket));

  return {
    url: `mongodb://127.0.0.1:${listener.port}/?directConnection=true${tls ? '&tls=true' : ''}`,
    get connections() {
      return listener.connections();
    },
    commands,
    insert: store.insert,
    setDown: listener.setDown,
    setHanging: hang.set,
    setRefusing(value) {
      refusing = value;
    },
    close: listener.close,
  };
}

const HANDSHAKE: ReadonlySet<string> = new Set(['hello', 'ismaster']);
