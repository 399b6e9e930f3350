import { BSON } from 'mongodb';

export type Document = BSON.Document;

/** One request of a client, whichever of the two opcodes carried it. */
export interface WireRequest {
  readonly requestId: number;
  readonly opcode: number;
  readonly command: Document;
  /** The client wants no answer. */
  readonly silent: boolean;
}

/** The handshake of a client that does not know the server yet; the answer is an OP_REPLY. */
const OP_QUERY = 2004;
const OP_REPLY = 1;
const OP_MSG = 2013;
const HEADER = 16;
const MORE_TO_COME = 2;
const LONGEST_MESSAGE = 48_000_000;

/** Cuts a byte stream into requests; throws when it is not the MongoDB wire protocol. */
export function createReader(): (chunk: Buffer) => readonly WireRequest[] {
  let pending = Buffer.alloc(0);
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    const requests: WireRequest[] = [];
    for (;;) {
      const length = pending.length >= HEADER ? pending.readInt32LE(0) : undefined;
      if (length !== undefined && (length < HEADER || length > LONGEST_MESSAGE))
        throw new Error(`a MongoDB message of ${length} bytes`);
      if (length === undefined || pending.length < length) return requests;
      requests.push(decode(pending.subarray(0, length)));
      pending = pending.subarray(length);
    }
  };
}

/** The answer in the form in which the request came. */
export function encodeAnswer(request: WireRequest, answer: Document): Buffer {
  const body = BSON.serialize(answer, { ignoreUndefined: true });
  const isReply = request.opcode === OP_QUERY;
  // OP_REPLY: flags, a cursor id of 8 bytes, a start, a count of 1. OP_MSG: flags and the section kind 0.
  const extra = Buffer.alloc(isReply ? 20 : 5);
  if (isReply) extra.writeInt32LE(1, 16);
  const header = Buffer.alloc(HEADER);
  header.writeInt32LE(HEADER + extra.length + body.length, 0);
  header.writeInt32LE(request.requestId, 8);
  header.writeInt32LE(isReply ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, extra, body]);
}

function decode(message: Buffer): WireRequest {
  const requestId = message.readInt32LE(4);
  const opcode = message.readInt32LE(12);
  const flags = message.readInt32LE(HEADER);
  if (opcode === OP_MSG) {
    const silent = (flags & MORE_TO_COME) !== 0;
    return { requestId, opcode, command: firstDocument(message, HEADER + 5), silent };
  }
  if (opcode !== OP_QUERY) throw new Error(`the MongoDB opcode ${opcode}, which only old drivers send`);
  const database = message.toString('utf8', HEADER + 4, message.indexOf(0, HEADER + 4)).split('.')[0] ?? '';
  // After the name and its zero: how many to skip and to return.
  const command = firstDocument(message, message.indexOf(0, HEADER + 4) + 9);
  return { requestId, opcode, command: { ...command, $db: database }, silent: false };
}

function firstDocument(message: Buffer, at: number): Document {
  return BSON.deserialize(message.subarray(at, at + message.readInt32LE(at)));
}
