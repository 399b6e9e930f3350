import type { Socket } from 'node:net';
import { ConnectionError } from './amqp-error.ts';
import type { Broker } from './broker.ts';
import { type Channel, type ChannelLink, openChannel } from './channel.ts';
import type { Codec, Frame } from './codec.ts';
import { type Credentials, createHandshake } from './handshake.ts';
import type { Life } from './heartbeat.ts';
import type { ServerMethods } from './methods.ts';

export interface AmqpConnection {
  /** To be called when the broker's alarm comes or goes: a connection that publishes is blocked meanwhile. */
  alarmChanged(): void;
  /** To be called when the broker goes on after it hung: what came meanwhile is read now. */
  goOn(): void;
}

const PROTOCOL_HEADER = Buffer.from([...Buffer.from('AMQP'), 0, 0, 9, 1]);

/** One client's connection, from the protocol header to its end. */
export function serveConnection(
  socket: Socket,
  broker: Broker,
  codec: Codec,
  credentials: Credentials,
  isHanging: () => boolean,
): AmqpConnection {
  const name = `127.0.0.1:${socket.remotePort} -> 127.0.0.1:${socket.localPort}`;
  const peerPort = socket.remotePort ?? 0;
  const channels = new Map<number, Channel>();
  const life = lifeOf(socket, () => write(codec.heartbeat));
  const handshake = createHandshake({
    vhost: broker.vhost,
    credentials,
    life,
    send: (method, fields) => send(0, method, fields),
    release,
    end: () => socket.end(),
  });
  let pending: Buffer = Buffer.alloc(0);
  let greeted = false;
  let closing = false;
  let publishes = false;
  let blocked = false;

  socket.on('data', (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    work();
  });
  socket.on('close', release);
  return { alarmChanged, goOn: work };

  function work(): void {
    if (isHanging()) return;
    try {
      if (!greeted) greet();
      while (greeted && !blocked) {
        const read = codec.readFrame(pending);
        if (!read || holdsBack(read.frame)) return;
        pending = read.rest;
        handle(read.frame);
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

  /** During an alarm RabbitMQ stops reading from a connection with its first publish, and says so. */
  function holdsBack(frame: Frame): boolean {
    if (frame.kind !== 'method' || frame.method.name !== 'BasicPublish') return false;
    publishes = true;
    alarmChanged();
    return blocked;
  }

  function alarmChanged(): void {
    if (broker.alarm && publishes && !blocked) {
      blocked = true;
      send(0, 'ConnectionBlocked', { reason: `low on ${broker.alarm}` });
    } else if (!broker.alarm && blocked) {
      blocked = false;
      send(0, 'ConnectionUnblocked', {});
      work();
    }
  }

  function handle(frame: Frame): void {
    if (frame.kind === 'heartbeat') return;
    if (frame.channel === 0) {
      if (frame.kind === 'method') handshake.receive(frame.method);
    } else if (handshake.open && !closing) {
      handleOnChannel(frame);
    }
  }

  function handleOnChannel(frame: Exclude<Frame, { kind: 'heartbeat' }>): void {
    const number = frame.channel;
    const channel = channels.get(number);
    if (channel) {
      channel.handle(frame);
    } else if (frame.kind === 'method' && frame.method.name === 'ChannelOpen') {
      const forget = () => channels.delete(number);
      channels.set(number, openChannel(broker, codec, linkTo(number), forget));
    } else {
      throw new ConnectionError(504, "expected 'channel.open'");
    }
  }

  function release(): void {
    for (const channel of channels.values()) channel.release();
    channels.clear();
    broker.connectionClosed(name);
  }

  function closeFor(error: unknown): void {
    closing = true;
    release();
    const replyCode = error instanceof ConnectionError ? error.code : 541;
    const text = error instanceof Error ? error.message : String(error);
    send(0, 'ConnectionClose', { replyCode, replyText: text.slice(0, 255), classId: 0, methodId: 0 });
    // After bytes that are no frame nothing can be read any more, not even the client's close-ok.
    if (replyCode === 541) socket.end();
  }

  function linkTo(number: number): ChannelLink {
    return {
      connection: name,
      number,
      peerPort,
      wantsCancels: handshake.wantsCancels,
      send: (method, fields) => send(number, method, fields),
      sendContent: (method, fields, properties, content) => {
        send(number, method, fields);
        for (const frame of codec.content(number, properties, content, handshake.frameMax)) write(frame);
      },
    };
  }

  function send<N extends keyof ServerMethods>(channel: number, method: N, fields: ServerMethods[N]): void {
    write(codec.method(channel, method, fields));
  }

  function write(frame: Buffer): void {
    if (socket.writable) socket.write(frame);
  }
}

function lifeOf(socket: Socket, beat: () => void): Life {
  const ended = new AbortController();
  let heard = false;
  socket.on('data', () => {
    heard = true;
  });
  socket.on('close', () => ended.abort());
  return {
    signal: ended.signal,
    beat,
    wasHeard: () => {
      const was = heard;
      heard = false;
      return was;
    },
    giveUp: () => socket.destroy(),
  };
}
