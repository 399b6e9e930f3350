import { createRequire } from 'node:module';
import path from 'node:path';
import type { ClientMethods, ServerMethods } from './methods.ts';

/**
 * The wire format of AMQP 0-9-1, both ways. amqplib has it in two internal files that its `exports` hide: this is the
 * one place that knows them.
 */
export interface Codec {
  /** Takes one frame off the front of `bytes`; undefined while it is incomplete. Throws on what is no frame. */
  readFrame(bytes: Buffer): { readonly frame: Frame; readonly rest: Buffer } | undefined;
  method<N extends keyof ServerMethods>(channel: number, name: N, fields: ServerMethods[N]): Buffer;
  /** Class and method number, as the closing of a channel names the method that was wrong. */
  numbersOf(method: string): { readonly classId: number; readonly methodId: number };
}

/** A frame; without a method, as a heartbeat or a piece of a message is, nothing in it matters here. */
export interface Frame {
  readonly channel: number;
  readonly method?: ClientMethod;
}

/** A method as a client sends it: `{ name: 'QueueDeclare', fields: … }`. A client may send a name that is none of these. */
export type ClientMethod = {
  [N in keyof ClientMethods]: { readonly name: N; readonly fields: ClientMethods[N] };
}[keyof ClientMethods];

/** What is used of these two files of amqplib 2. */
export interface AmqplibInternals {
  readonly defs: {
    readonly [name: string]: unknown;
    readonly encodeMethod: (id: number, channel: number, fields: object) => Buffer;
    readonly info: (id: number) => { readonly name: string; readonly classId: number; readonly methodId: number };
  };
  readonly frame: {
    readonly parseFrame: (bytes: Buffer, max: number) => { type: number; channel: number; rest: Buffer } | false;
    readonly decodeFrame: (frame: object) => { readonly id: number; readonly fields: object };
  };
}

const FRAME_METHOD = 1;
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
      if (type !== FRAME_METHOD) return { frame: { channel }, rest };
      const { id, fields } = frame.decodeFrame(parsed);
      return { frame: { channel, method: { name: defs.info(id).name, fields } as ClientMethod }, rest };
    },
    method: (channel, name, fields) => defs.encodeMethod(numberOf(name), channel, fields),
    numbersOf: (method) => {
      const { classId, methodId } = defs.info(numberOf(method));
      return { classId, methodId };
    },
  };
}
