import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { type Frame, loadAmqplibInternals, openCodec } from '#lab/services/rabbitmq/codec.ts';
import { openRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';
import { systemClock } from '#lib/clock.ts';

/** Every method that the broker reads or writes. When amqplib renames or drops one, it is to be known here, by name. */
const METHODS = [
  ...['Start', 'StartOk', 'Tune', 'TuneOk', 'Open', 'OpenOk', 'Close', 'CloseOk', 'Blocked', 'Unblocked'].map(
    of('Connection'),
  ),
  ...['Open', 'OpenOk', 'Close', 'CloseOk', 'Flow', 'FlowOk'].map(of('Channel')),
  ...['Declare', 'DeclareOk', 'Delete', 'DeleteOk', 'Bind', 'BindOk', 'Unbind', 'UnbindOk', 'Purge', 'PurgeOk'].map(
    of('Queue'),
  ),
  ...['Declare', 'DeclareOk', 'Delete', 'DeleteOk'].map(of('Exchange')),
  ...['Qos', 'QosOk', 'Consume', 'ConsumeOk', 'Cancel', 'CancelOk', 'Publish', 'Return', 'Deliver'].map(of('Basic')),
  ...['Get', 'GetOk', 'GetEmpty', 'Ack', 'Nack', 'Reject', 'Recover', 'RecoverOk'].map(of('Basic')),
  ...['Select', 'SelectOk'].map(of('Confirm')),
];

function of(family: string): (method: string) => string {
  return (method) => family + method;
}

it('finds the whole wire format inside amqplib', () => {
  const { defs, frame } = loadAmqplibInternals();
  const known = METHODS.map((name) => [name, typeof defs[name] === 'number' && defs.info(defs[name]).name]);
  expect(known).toEqual(METHODS.map((name) => [name, name]));
  expect(defs.BasicProperties).toBeTypeOf('number');
  expect(Object.keys(frame)).toEqual(
    expect.arrayContaining(['parseFrame', 'decodeFrame', 'makeBodyFrame', 'HEARTBEAT_BUF']),
  );
});

it('reads what it writes', () => {
  const codec = openCodec();
  const bytes = codec.method(3, 'BasicAck', { deliveryTag: 7, multiple: true });
  const read = codec.readFrame(Buffer.concat([bytes, codec.heartbeat]));
  expect(read?.frame).toEqual({
    kind: 'method',
    channel: 3,
    method: { name: 'BasicAck', fields: { deliveryTag: 7, multiple: true } },
  });
  expect(codec.readFrame(read?.rest ?? bytes)?.frame).toEqual({ kind: 'heartbeat' });
  expect(codec.readFrame(bytes.subarray(0, 5))).toBeUndefined();
});

it('cuts a body to the frames that the client takes', () => {
  const codec = openCodec();
  const [header, ...bodies] = codec.content(1, { contentType: 'text/plain' }, Buffer.alloc(10, 'x'), 12);
  expect(header && codec.readFrame(header)?.frame).toEqual({
    kind: 'header',
    channel: 1,
    size: 10,
    properties: { contentType: 'text/plain' },
  });
  expect(bodies.map((body) => codec.readFrame(body)?.frame)).toEqual(
    ['xxxx', 'xxxx', 'xx'].map((content) => ({ kind: 'body', channel: 1, content: Buffer.from(content) })),
  );
});

it('names the method that an amqplib without it has lost', () => {
  const internals = loadAmqplibInternals();
  const codec = openCodec({ ...internals, defs: { ...internals.defs, BasicAck: undefined } });
  expect(() => codec.method(1, 'BasicAck', { deliveryTag: 1, multiple: false })).toThrow(
    "amqplib's lib/defs has no BasicAck any more",
  );
});

it('answers what is not AMQP with the protocol header it speaks', async () => {
  const lab = await openRabbitmq({ clock: systemClock });
  const socket = createConnection(Number(new URL(lab.amqpUrl).port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\n\r\n');
  expect(await once(socket, 'data')).toEqual([Buffer.from('AMQP\0\0\u0009\u0001', 'latin1')]);
  await lab.close();
});

it('sends heartbeats as often as was agreed', async () => {
  const lab = await openRabbitmq({ clock: systemClock });
  const socket = createConnection(Number(new URL(lab.amqpUrl).port), '127.0.0.1');
  const { defs } = loadAmqplibInternals();
  const say = (name: string, fields: object) => socket.write(defs.encodeMethod(Number(defs[name]), 0, fields));
  socket.write(Buffer.from('AMQP\0\0\u0009\u0001', 'latin1'));
  const login = { clientProperties: {}, mechanism: 'PLAIN', response: Buffer.from('\0guest\0guest'), locale: 'en_US' };
  say('ConnectionStartOk', login);
  say('ConnectionTuneOk', { channelMax: 0, frameMax: 131_072, heartbeat: 1 });
  await frameOf(socket, (frame) => frame.kind === 'heartbeat');
  await lab.close();
});

async function frameOf(socket: Socket, wanted: (frame: Frame) => boolean): Promise<void> {
  const codec = openCodec();
  let pending = Buffer.alloc(0);
  for await (const bytes of socket) {
    pending = Buffer.concat([pending, bytes]);
    for (let read = codec.readFrame(pending); read; read = codec.readFrame(pending)) {
      if (wanted(read.frame)) return;
      pending = Buffer.from(read.rest);
    }
  }
  throw new Error('the broker closed the connection first');
}
