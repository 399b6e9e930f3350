import { createRequire } from 'node:module';
import path from 'node:path';
import type { ClientMethods, MessageProperties, ServerMethods } from './methods.ts';

/**
 * The wire format of AMQP 0-9-1, both ways. amqplib has it in two internal files that its `exports` hide: this is the
 * one place that knows them.
 */
export interface Codec {
  /** Takes one frame off the front of `bytes`; undefined while it is incomplete. Throws on what is no frame. */
  readFrame(bytes: Buffer): { readonly frame: Frame; readonly rest: Buffer } | undefined;
  method<N extends keyof ServerMethods>(channel: number, name: N, fields: ServerMethods[N]): Buffer;
  /** Header and body frames of a message, none longer than `frameMax` bytes. */
  content(channel: number, properties: MessageProperties, body: Buffer, frameMax: number): Buffer[];
  /** Class and method number, as the closing of a channel names the method that was wrong. */
  numbersOf(method: string): { readonly classId: number; readonly methodId: number };
  readonly heartbeat: Buffer;
}

export type Frame =
  | { readonly kind: 'method'; readonly channel: number; readonly method: ClientMethod }
  | { readonly kind: 'header'; readonly channel: number; readonly size: number; readonly properties: MessageProperties }
  | { readonly kind: 'body'; readonly channel: number; readonly content: Buffer }
  | { readonly kind: 'heartbeat' };

/** A method as a client sends it: `{ name: 'QueueDeclare', fields: … }`. A client may send a name that is none of these. */
export type ClientMethod = {
  [N in keyof ClientMethods]: { readonly name: N; readonly fields: ClientMethods[N] };
}[keyof ClientMethods];

/** What is used of these two files of amqplib 2. */
export interface AmqplibInternals {
  readonly defs: {
    readonly [name: string]: unknown;
    readonly encodeMethod: (id: number, channel: number, fields: object) => Buffer;
    readonly encodeProperties: (id: number, channel: number, size: number, fields: object) => Buffer;
    readonly info: (id: number) => { readonly name: string; readonly classId: number; readonly methodId: number };
  };
  readonly frame: {
    readonly parseFrame: (bytes: Buffer, max: number) => { type: number; channel: number; rest: Buffer } | false;
    readonly decodeFrame: (frame: object) => DecodedFrame;
    readonly makeBodyFrame: (channel: number, payload: Buffer) => Buffer;
    readonly HEARTBEAT_BUF: Buffer;
  };
}

interface DecodedFrame {
  readonly id: number;
  readonly size: number;
  readonly fields: object;
  readonly content: Buffer;
}

const FRAME_METHOD = 1;
const FRAME_HEADER = 2;
const FRAME_BODY = 3;
const FRAME_OVERHEAD = 8;
/** RabbitMQ's own frame_max: no client sends more in one frame. */
export const FRAME_MAX = 131_072;

export function loadAmqplibInternals(): AmqplibInternals {
  const require = createRequire(import.meta.url);
  const lib = path.join(path.dirname(require.resolve('amqplib')), 'lib');
  return { defs: require(path.join(lib, 'defs.js')), frame: require(path.join(lib, 'frame.js')) };
}

export function openCodec({ defs, frame }: AmqplibInternals = loadAmqplibInternals()): Codec {
  const numberOf = (name: string) => {
    const number = defs[name];
    if (typeof number !== 'number') throw new Error(`amqplib's lib/defs has no ${name} any more`);
    return number;
  };
  return {
    readFrame: (bytes) => {
      const parsed = frame.parseFrame(bytes, FRAME_MAX);
      if (parsed === false) return undefined;
      const { type, channel, rest } = parsed;
      return { frame: read(type, channel, frame.decodeFrame(parsed)), rest };
    },
    method: (channel, name, fields) => defs.encodeMethod(numberOf(name), channel, fields),
    content: (channel, properties, body, frameMax) => [
      defs.encodeProperties(numberOf('BasicProperties'), channel, body.length, properties),
      ...pieces(body, frameMax - FRAME_OVERHEAD).map((piece) => frame.makeBodyFrame(channel, piece)),
    ],
    numbersOf: (method) => {
      const { classId, methodId } = defs.info(numberOf(method));
      return { classId, methodId };
    },
    heartbeat: frame.HEARTBEAT_BUF,
  };

  function read(type: number, channel: number, { id, size, fields, content }: DecodedFrame): Frame {
    switch (type) {
      case FRAME_METHOD:
        return { kind: 'method', channel, method: { name: defs.info(id).name, fields } as ClientMethod };
      case FRAME_HEADER:
        return { kind: 'header', channel, size, properties: present(fields) };
      case FRAME_BODY:
        return { kind: 'body', channel, content };
      default:
        return { kind: 'heartbeat' };
    }
  }
}

function pieces(body: Buffer, size: number): Buffer[] {
  const count = Math.ceil(body.length / size);
  return Array.from({ length: count }, (_, index) => body.subarray(index * size, (index + 1) * size));
}

/** amqplib reads an absent property as an undefined one. */
function present(fields: object): MessageProperties {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
