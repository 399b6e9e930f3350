import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LabRabbitmq, openRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';
import { systemClock as clock } from '#lib/clock.ts';
import { lookAtBroker } from '#probes/rabbitmq/broker.ts';
import type { RabbitmqSettings } from '#probes/rabbitmq/client.ts';

let rabbitmq: LabRabbitmq;

beforeEach(async () => {
  rabbitmq = await openRabbitmq({ clock });
});

afterEach(async () => {
  await vi.waitFor(() => expect(rabbitmq.connections()).toEqual({ amqp: 0, management: 0 }));
  await rabbitmq.close();
});

const as = (login: string, url: string) => url.replace('://', `://${login}@`);
const amqp = (login = 'guest:guest') => ({ amqpUrl: as(login, rabbitmq.amqpUrl) });
const management = (login = 'guest:guest') => ({ managementUrl: as(login, rabbitmq.managementUrl) });
const look = (settings: Partial<RabbitmqSettings>) =>
  lookAtBroker({ settings: { vhost: '/', ...settings }, clock, signal: new AbortController().signal });

describe('one look at the broker', () => {
  it('tells its version and alarms', async () => {
    const version = expect.stringMatching(/^\d/);
    expect(await look({ ...amqp(), ...management() })).toMatchObject({ reachable: true, version, alarms: [] });
    rabbitmq.setAlarm('disk');
    expect(await look(management())).toMatchObject({ reachable: true, version, alarms: ['disk'] });
  });

  it('tells of no alarms where only AMQP is configured, which cannot tell', async () => {
    const seen = await look(amqp());
    expect(seen).toMatchObject({ reachable: true });
    expect(seen).not.toHaveProperty('alarms');
    expect(seen).not.toHaveProperty('alarmsNotSeen');
  });

  it('tells why the alarms were not seen while AMQP answers', async () => {
    await rabbitmq.setManagementDown(true);
    const seen = await look({ ...amqp(), ...management() });
    expect(seen).toMatchObject({ reachable: true, alarmsNotSeen: expect.stringContaining('ECONNREFUSED') });
    expect(seen).not.toHaveProperty('alarms');
    await rabbitmq.setManagementDown(false);
    const refused = await look({ ...amqp(), ...management('guest:wrong') });
    expect(refused).toMatchObject({
      reachable: true,
      alarmsNotSeen: expect.stringContaining('could not be read: 401'),
    });
  });

  it('tells what the management API knows where AMQP refuses the bot', async () => {
    expect(await look({ ...amqp('guest:wrong'), ...management() })).toMatchObject({ reachable: true, alarms: [] });
  });

  it.each(['amqp', 'management'] as const)('tells that it is down (%s)', async (way) => {
    const settings = way === 'amqp' ? amqp() : management();
    await rabbitmq.setDown(true);
    expect(await look(settings)).toMatchObject({ reachable: false, detail: expect.stringContaining('ECONNREFUSED') });
  });

  it('is blind where every way is refused, or none is configured', async () => {
    await expect(look(amqp('guest:wrong'))).rejects.toMatchObject({ name: 'BlindError', reason: 'refused' });
    await expect(look(management('guest:wrong'))).rejects.toMatchObject({ name: 'BlindError', reason: 'refused' });
    await expect(look({})).rejects.toMatchObject({ reason: 'not-configured' });
  });
});
