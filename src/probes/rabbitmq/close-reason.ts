import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

/** What a broker says when it closes a connection: `530 NOT_ALLOWED - vhost none not found`. */
export interface CloseReason {
  readonly code: number;
  readonly text: string;
}

/** Of a handshake, which is short, no more is kept. */
const KEPT = 16_384;
const CLIENT_SOCKET = 'net.client.socket';

/**
 * Begins to connect and listens along: amqplib tells of a close in the middle of the handshake only that it came. The
 * socket is learned of where Node tells of each new one.
 */
export function listeningAlong<T>(connect: () => T): {
  readonly connecting: T;
  readonly reason: () => CloseReason | undefined;
} {
  let heard: Buffer = Buffer.alloc(0);
  const onSocket = (message: unknown) => {
    if (!(message instanceof Object) || !('socket' in message) || !(message.socket instanceof Socket)) return;
    const { socket } = message;
    const read = socket.read.bind(socket);
    socket.read = (size) => {
      const chunk: unknown = read(size);
      if (chunk instanceof Buffer && heard.length < KEPT) heard = Buffer.concat([heard, chunk]);
      return chunk;
    };
  };
  subscribe(CLIENT_SOCKET, onSocket);
  try {
    return { connecting: connect(), reason: () => reasonIn(heard) };
  } finally {
    unsubscribe(CLIENT_SOCKET, onSocket);
  }
}

const METHOD_FRAME = 1;
const CONNECTION_CLOSE = 0x00_0a_00_32;
/** Type, channel and size; class and method; the reply code. */
const BEFORE_TEXT = 7 + 4 + 2;

/** Goes from frame to frame: a method frame of AMQP 0-9-1 is type, channel, size, class, method, arguments, end. */
function reasonIn(bytes: Buffer): CloseReason | undefined {
  for (let at = 0; at + BEFORE_TEXT < bytes.length; at += 8 + bytes.readUInt32BE(at + 3)) {
    if (bytes[at] !== METHOD_FRAME || bytes.readUInt32BE(at + 7) !== CONNECTION_CLOSE) continue;
    const from = at + BEFORE_TEXT + 1;
    return { code: bytes.readUInt16BE(at + 11), text: bytes.toString('utf8', from, from + bytes.readUInt8(from - 1)) };
  }
  return undefined;
}
