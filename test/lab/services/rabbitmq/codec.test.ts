import { once } from 'node:events';
import { createConnection } from 'node:net';
import { expect, it } from 'vitest';
import { loadAmqplibInternals, openCodec } from '#lab/services/rabbitmq/codec.ts';
import { openRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';
import { systemClock } from '#lib/clock.ts';

/** Every method that the broker reads or writes. When amqplib renames or drops one, it is to be known here, by name. */
const METHODS = [
  ...['Start', 'StartOk', 'Tune', 'TuneOk', 'Open', 'OpenOk', 'Close', 'CloseOk'].map(of('Connection')),
  ...['Open', 'OpenOk', 'Close', 'CloseOk'].map(of('Channel')),
  ...['Declare', 'DeclareOk'].map(of('Queue')),
];

function of(family: string): (method: string) => string {
  return (method) => family + method;
}

it('finds the whole wire format inside amqplib', () => {
  const { defs, frame } = loadAmqplibInternals();
  const known = METHODS.map((name) => [name, typeof defs[name] === 'number' && defs.info(defs[name]).name]);
  expect(known).toEqual(METHODS.map((name) => [name, name]));
  expect(Object.keys(frame)).toEqual(expect.arrayContaining(['parseFrame', 'decodeFrame']));
});

it('reads what it writes, and passes heartbeats over', () => {
  const codec = openCodec();
  const fields = { replyCode: 404, replyText: 'NOT_FOUND', classId: 50, methodId: 10 };
  const bytes = codec.method(3, 'ChannelClose', fields);
  const heartbeat = Buffer.from([8, 0, 0, 0, 0, 0, 0, 206]);
  const read = codec.readFrame(Buffer.concat([bytes, heartbeat]));
  expect(read?.frame).toEqual({ channel: 3, method: { name: 'ChannelClose', fields } });
  expect(codec.readFrame(read?.rest ?? bytes)?.frame).toEqual({ channel: 0 });
  expect(codec.readFrame(bytes.subarray(0, 5))).toBeUndefined();
});

it('names the method that an amqplib without it has lost', () => {
  const internals = loadAmqplibInternals();
  const codec = openCodec({ ...internals, defs: { ...internals.defs, ChannelCloseOk: undefined } });
  expect(() => codec.method(1, 'ChannelCloseOk', {})).toThrow("amqplib's lib/defs has no ChannelCloseOk any more");
});

it('answers what is not AMQP with the protocol header it speaks', async () => {
  const lab = await openRabbitmq({ clock: systemClock });
  const socket = createConnection(Number(new URL(lab.amqpUrl).port), '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\n\r\n');
  expect(await once(socket, 'data')).toEqual([Buffer.from('AMQP\0\0\u0009\u0001', 'latin1')]);
  await lab.close();
});
