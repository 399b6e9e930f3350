import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

export type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api';

/** How often it was sent before, and what became of it. */
export interface Again {
  readonly attempt: number;
  readonly reason: string;
}

export interface Envelope {
  readonly type: EnvelopeType;
  readonly payload: object;
  readonly again?: Again;
}

/** Slack's side of Socket Mode. Each envelope goes to one of the open connections, in turn; to one that was asked to go only where there is no other. */
export interface Sockets {
  readonly count: number;
  /** Resolves with the payload of the acknowledgement, when it comes. */
  send(type: EnvelopeType, payload: object, again?: Again): Promise<unknown>;
  /** Asks every client to go, as Slack does every few hours. */
  disconnect(reason: string): void;
  /** Resolves once a connection is open. */
  waitForOne(): Promise<void>;
  close(): void;
}

export function openSockets(server: Server, appId: string): Sockets {
  const open: WebSocket[] = [];
  const askedToGo = new WeakSet<WebSocket>();
  const events = new EventEmitter().setMaxListeners(0);
  const listener = new WebSocketServer({ server, path: '/link' });
  listener.on('connection', (socket) => {
    open.push(socket);
    socket.on('close', () => void open.splice(open.indexOf(socket), 1));
    socket.on('error', () => socket.terminate());
    socket.on('message', (frame) => readAcknowledgement(events, String(frame)));
    socket.send(JSON.stringify(hello(appId, open.length)));
    events.emit('connection');
  });
  // One whose client said goodbye takes nothing any more, though it is not gone yet.
  const usable = () => open.filter((socket) => socket.readyState === socket.OPEN);
  return {
    get count() {
      return usable().length;
    },
    async send(type, payload, again) {
      const socket = usable().find((one) => !askedToGo.has(one)) ?? usable()[0];
      if (!socket) throw new Error('no Socket Mode connection is open');
      open.push(...open.splice(open.indexOf(socket), 1));
      const envelope_id = randomUUID();
      const acknowledged = once(events, `ack:${envelope_id}`);
      const retry = again && { retry_attempt: again.attempt, retry_reason: again.reason };
      const accepts = { accepts_response_payload: type !== 'events_api' };
      socket.send(JSON.stringify({ envelope_id, type, ...accepts, payload, ...retry }));
      return (await acknowledged)[0];
    },
    disconnect(reason) {
      for (const socket of open) {
        askedToGo.add(socket);
        socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'lab' } }));
      }
    },
    async waitForOne() {
      if (usable().length === 0) await once(events, 'connection');
    },
    close() {
      for (const socket of [...open]) socket.terminate();
      listener.close();
    },
  };
}

function hello(app_id: string, num_connections: number): object {
  return { type: 'hello', num_connections, connection_info: { app_id }, debug_info: { host: 'lab' } };
}

function readAcknowledgement(events: EventEmitter, frame: string): void {
  const { envelope_id, payload } = JSON.parse(frame);
  events.emit(`ack:${envelope_id}`, payload);
}
