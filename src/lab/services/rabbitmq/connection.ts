import type { Socket } from 'node:net';
import type { Hang } from '../hang.ts';
import { AmqpError } from './amqp-error.ts';
import type { Broker } from './broker.ts';
import { type Channel, openChannel } from './channel.ts';
import type { ClientMethod, Codec, Frame } from './codec.ts';
import { type Credentials, createHandshake } from './handshake.ts';
import type { ServerMethods } from './methods.ts';

const PROTOCOL_HEADER = Buffer.from([...Buffer.from('AMQP'), 0, 0, 9, 1]);
/** RabbitMQ's code for what it did not expect: after bytes that are no frame not even the client's close-ok can be read. */
const INTERNAL_ERROR = 541;

/** One client's connection, from the protocol header to its end; hears of every channel that it opens. */
export function serveConnection(
  socket: Socket,
  broker: Broker,
  codec: Codec,
  credentials: Credentials,
  hang: Hang,
  onChannel: () => void,
): { forceClose(reason: string): void } {
  const channels = new Map<number, Channel>();
  const handshake = createHandshake({
    vhost: broker.vhost,
    credentials,
    send: (method, fields) => send(0, method, fields),
    end: () => socket.end(),
  });
  let pending: Buffer = Buffer.alloc(0);
  let greeted = false;
  let closing = false;

  socket.on('data', (bytes) => hang.after(() => read(bytes)));
  return { forceClose: (reason) => closeFor(new AmqpError('connection', 320, reason)) };

  function read(bytes: Buffer): void {
    pending = Buffer.concat([pending, bytes]);
    try {
      if (!greeted) greet();
      while (greeted) {
        const next = codec.readFrame(pending);
        if (!next) return;
        pending = next.rest;
        handle(next.frame);
      }
    } catch (error) {
      closeFor(error);
    }
  }

  function greet(): void {
    if (pending.length < PROTOCOL_HEADER.length) return;
    if (!pending.subarray(0, PROTOCOL_HEADER.length).equals(PROTOCOL_HEADER)) {
      socket.end(PROTOCOL_HEADER);
      return;
    }
    pending = pending.subarray(PROTOCOL_HEADER.length);
    greeted = true;
    handshake.start();
  }

  function handle({ channel, method }: Frame): void {
    if (method && channel === 0) handshake.receive(method);
    else if (method && handshake.open && !closing) handleOnChannel(channel, method);
  }

  function handleOnChannel(number: number, method: ClientMethod): void {
    const channel = channels.get(number);
    if (channel) {
      channel.receive(method);
      return;
    }
    if (method.name !== 'ChannelOpen') throw new AmqpError('connection', 504, "expected 'channel.open'");
    const link = {
      send: <N extends keyof ServerMethods>(name: N, fields: ServerMethods[N]) => send(number, name, fields),
      over: () => void channels.delete(number),
    };
    onChannel();
    channels.set(number, openChannel(broker, codec, link));
  }

  function closeFor(error: unknown): void {
    closing = true;
    const replyCode = error instanceof AmqpError ? error.code : INTERNAL_ERROR;
    const text = error instanceof Error ? error.message : String(error);
    send(0, 'ConnectionClose', { replyCode, replyText: text.slice(0, 255), classId: 0, methodId: 0 });
    if (replyCode === INTERNAL_ERROR) socket.end();
  }

  function send<N extends keyof ServerMethods>(channel: number, method: N, fields: ServerMethods[N]): void {
    if (socket.writable) socket.write(codec.method(channel, method, fields));
  }
}
