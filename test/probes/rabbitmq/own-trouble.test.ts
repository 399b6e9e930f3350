import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sighting } from '#investigation/probe.ts';
import type { Subject } from '#investigation/subject.ts';
import { type LabRabbitmq, openRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';
import { systemClock as clock } from '#lib/clock.ts';
import type { RabbitmqSettings } from '#probes/rabbitmq/client.ts';
import { queueProbe } from '#probes/rabbitmq/queue.ts';
import { collect, factsOf, subject } from '../../support/subject.ts';
import { TEST_CERTIFICATE, TEST_KEY } from '../focus-server/certificate.ts';

let lab: LabRabbitmq;
beforeEach(async () => {
  lab = await openRabbitmq({ clock, tls: { key: TEST_KEY, cert: TEST_CERTIFICATE } });
  lab.declareQueue('grpc-job-19-7');
  lab.attachConsumer('grpc-job-19-7');
});
afterEach(() => lab.close());

const withLogin = (url: string) => url.replace('://', '://guest:guest@');
const doors = () => ({ amqpUrl: withLogin(lab.amqpUrl), managementUrl: withLogin(lab.managementUrl) });
const { job: _job, configure: _configure, ...environment } = subject();

function watch(settings: Partial<RabbitmqSettings>, of: Subject = subject()) {
  const probe = queueProbe({ settings: { vhost: '/', ...settings }, clock });
  const until = (seen: readonly Sighting[]) => factsOf(seen, 'queue-state').length > 0;
  return collect(probe, of, { until });
}

describe.each([
  ['watching a job', subject()],
  ['looking once', environment],
])('the queue probe, %s', (_how, of) => {
  it('is blind before certificates that the bot does not trust, and calls nothing unreachable', async () => {
    await expect(watch(doors(), of)).rejects.toMatchObject({
      name: 'BlindError',
      reason: 'not-trusted',
      message: expect.stringContaining('self-signed certificate'),
      mend: expect.stringContaining('rabbitmq.ca in focus.yml'),
    });
  });

  it.each(['amqpUrl', 'managementUrl'] as const)('is blind where the host of %s has no address', async (door) => {
    const url = doors()[door].replace('127.0.0.1', 'rabbitmq.invalid');
    await expect(watch({ [door]: url }, of)).rejects.toMatchObject({
      reason: 'misdirected',
      mend: expect.stringContaining(`rabbitmq.${door} in focus.yml`),
    });
  });

  it('says which door it does not trust where the other is open', async () => {
    const plain = await openRabbitmq({ clock });
    const settings = { ...doors(), managementUrl: withLogin(plain.managementUrl) };
    const seen = await watch(settings, of);
    expect(factsOf(seen, 'broker-state').map(({ via, reachable }) => [via, reachable])).toEqual([['management', true]]);
    expect(seen.flatMap((each) => ('gap' in each ? [each.gap] : []))).toMatchObject([
      { kinds: ['broker-state'], reason: 'not-trusted', mend: expect.stringContaining('rabbitmq.ca') },
    ]);
    await plain.close();
  });
});

describe('the queue probe', () => {
  it.each([
    ['by their authority', { ca: TEST_CERTIFICATE }],
    ['where nobody wants them checked', { insecureSkipTlsVerify: true }],
  ])('trusts certificates %s', async (_how, trust) => {
    const seen = await watch({ ...doors(), ...trust });
    expect(factsOf(seen, 'queue-state')[0]).toMatchObject({ via: 'amqp', consumers: 1 });
    const byManagement = await watch({ ...trust, managementUrl: doors().managementUrl });
    expect(factsOf(byManagement, 'queue-state')[0]).toMatchObject({ via: 'management', exists: true });
  });

  it('does not take a wrong password for a broker that is down', async () => {
    const amqpUrl = lab.amqpUrl.replace('://', '://guest:wrong@');
    await expect(watch({ amqpUrl, ca: TEST_CERTIFICATE })).rejects.toMatchObject({
      reason: 'refused',
      message: expect.stringContaining('ACCESS_REFUSED - Login was refused'),
      mend: expect.stringContaining('rabbitmq.amqpUrl in focus.yml'),
    });
  });
});
