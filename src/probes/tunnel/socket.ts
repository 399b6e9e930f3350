import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A channel as Node's agents and TLS take it: what they set of a TCP connection is nothing to a channel. */
export function asSocket(channel: Duplex): Socket {
  const nothing = () => channel;
  let bytesRead = 0;
  const push = channel.push.bind(channel);
  const own = {
    setKeepAlive: nothing,
    setNoDelay: nothing,
    setTimeout: nothing,
    ref: nothing,
    unref: nothing,
    destroySoon: () => channel.end(),
    push(chunk: unknown, encoding?: BufferEncoding) {
      if (Buffer.isBuffer(chunk)) bytesRead += chunk.length;
      return push(chunk, encoding);
    },
  };
  Object.assign(channel, own);
  Object.defineProperty(channel, 'bytesRead', { get: () => bytesRead });
  return channel as Socket;
}
