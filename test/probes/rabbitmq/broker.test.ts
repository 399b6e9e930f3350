import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BrokerState } from '#investigation/observation.ts';
import { type LabRabbitmq, openRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';
import { systemClock as clock } from '#lib/clock.ts';
import { lookAtBroker } from '#probes/rabbitmq/broker.ts';
import type { RabbitmqSettings } from '#probes/rabbitmq/client.ts';
import { soon } from '../../support/soon.ts';

let rabbitmq: LabRabbitmq;

beforeEach(async () => {
  rabbitmq = await openRabbitmq({ clock });
});

afterEach(async () => {
  await soon(() => expect(rabbitmq.connections()).toEqual({ amqp: 0, management: 0 }));
  await rabbitmq.close();
});

const as = (login: string, url: string) => url.replace('://', `://${login}@`);
const amqp = (login = 'guest:guest') => ({ amqpUrl: as(login, rabbitmq.amqpUrl) });
const management = (login = 'guest:guest') => ({ managementUrl: as(login, rabbitmq.managementUrl) });
/** By the way of each look. */
async function look(settings: Partial<RabbitmqSettings>) {
  const sightings = lookAtBroker({
    settings: { vhost: '/', ...settings },
    clock,
    signal: new AbortController().signal,
  });
  const states: Partial<Record<string, BrokerState>> = {};
  for await (const sighting of sightings)
    if ('fact' in sighting && sighting.fact.kind === 'broker-state') states[sighting.fact.via] = sighting.fact;
  return states;
}

describe('one look at the broker', () => {
  it('tells its version and alarms', async () => {
    const version = expect.stringMatching(/^\d/);
    expect(await look({ ...amqp(), ...management() })).toMatchObject({
      amqp: { reachable: true, version },
      management: { reachable: true, version, alarms: [] },
    });
    rabbitmq.setAlarm('disk');
    expect(await look(management())).toMatchObject({ management: { reachable: true, version, alarms: ['disk'] } });
  });

  it('tells by AMQP alone where only that is configured', async () => {
    expect(Object.keys(await look(amqp()))).toEqual(['amqp']);
  });

  it('tells why the alarms were not seen while AMQP answers', async () => {
    await rabbitmq.setManagementDown(true);
    const down = { reachable: false, detail: expect.stringContaining('ECONNREFUSED') };
    expect(await look({ ...amqp(), ...management() })).toMatchObject({ amqp: { reachable: true }, management: down });
    await rabbitmq.setManagementDown(false);
    const unread = { reachable: true, detail: expect.stringContaining('could not be read: 401') };
    expect(await look({ ...amqp(), ...management('guest:wrong') })).toMatchObject({ management: unread });
  });

  it('tells what the management API knows where AMQP refuses the bot, who has been reached', async () => {
    expect(await look({ ...amqp('guest:wrong'), ...management() })).toMatchObject({
      amqp: { reachable: true, detail: expect.stringContaining('403') },
      management: { reachable: true, alarms: [] },
    });
  });

  it.each(['amqp', 'management'] as const)('tells that it is down (%s)', async (way) => {
    const settings = way === 'amqp' ? amqp() : management();
    await rabbitmq.setDown(true);
    const down = { reachable: false, detail: expect.stringContaining('ECONNREFUSED') };
    expect(await look(settings)).toMatchObject({ [way]: down });
  });

  it('is blind where every way is refused, or none is configured', async () => {
    await expect(look(amqp('guest:wrong'))).rejects.toMatchObject({ name: 'BlindError', reason: 'refused' });
    await expect(look({})).rejects.toMatchObject({ reason: 'not-configured' });
  });
});
