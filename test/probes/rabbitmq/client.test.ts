import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LabRabbitmq, openRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';
import { systemClock as clock } from '#lib/clock.ts';
import { type AmqpConnection, connectAmqp } from '#probes/rabbitmq/client.ts';

describe('a connection that looks at queues', () => {
  let lab: LabRabbitmq;
  let connection: AmqpConnection;
  beforeEach(async () => {
    lab = await openRabbitmq({ clock });
    const connected = await connectAmqp({ amqpUrl: lab.amqpUrl, vhost: '/' }, clock, new AbortController().signal);
    if (connected.kind !== 'seen') throw new Error(connected.detail);
    connection = connected.value;
  });
  afterEach(async () => {
    await connection.close();
    await lab.close();
  });
  const look = async (queue: string) => {
    const seen = await connection.look(queue);
    return seen.kind === 'seen' ? seen.value : seen;
  };

  it('opens one channel for a hundred looks, and another one only after a miss', async () => {
    lab.declareQueue('there');
    for (let looks = 0; looks < 100; looks += 1) expect(await look('there')).toEqual({ consumers: 0, ready: 0 });
    expect(lab.channelsOpened()).toBe(1);
    expect(await look('missing')).toBeUndefined();
    expect(lab.channelsOpened()).toBe(1);
    for (let looks = 0; looks < 10; looks += 1) expect(await look('there')).toBeDefined();
    expect(lab.channelsOpened()).toBe(2);
  });

  it('lets no miss spoil the looks beside it', async () => {
    lab.declareQueue('there');
    const names = ['there', 'missing', 'there', 'missing', 'there'];
    const there = { consumers: 0, ready: 0 };
    for (let round = 0; round < 3; round += 1)
      expect(await Promise.all(names.map(look))).toEqual([there, undefined, there, undefined, there]);
    // Five at first, then one for each miss of the two rounds before.
    expect(lab.channelsOpened()).toBe(9);
  });
});
