import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LabRabbitmq, openRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';
import { systemClock as clock } from '#lib/clock.ts';
import { policiesProbe } from '#probes/rabbitmq/policies.ts';
import { testProbe } from '../../support/probe-contract.ts';
import { soon } from '../../support/soon.ts';
import { collect, factsOf, subject } from '../../support/subject.ts';

function probeOf({ managementUrl }: LabRabbitmq, { login = 'guest:guest', vhost = '/' } = {}) {
  const settings = { vhost, managementUrl: managementUrl.replace('://', `://${login}@`) };
  return policiesProbe({ settings, clock });
}

testProbe('policiesProbe', {
  open: async () => {
    const rabbitmq = await openRabbitmq({ clock });
    return {
      probe: probeOf(rabbitmq),
      subject: subject(),
      setDown: rabbitmq.setManagementDown,
      connections: () => rabbitmq.connections().management,
      close: rabbitmq.close,
    };
  },
});

describe('a look at the policies of RabbitMQ', () => {
  let rabbitmq: LabRabbitmq;
  const close = async () => {
    await soon(() => expect(rabbitmq.connections().management).toBe(0));
    await rabbitmq.close();
  };
  beforeEach(async () => {
    rabbitmq = await openRabbitmq({ clock });
  });
  afterEach(close);
  const look = async (over: Parameters<typeof probeOf>[1] = {}) =>
    factsOf(await collect(probeOf(rabbitmq, over), subject(), {}), 'environment-parts')[0];

  it('tells each by name, with what it is for and what it sets, and no value', async () => {
    const seen = await look();
    expect(seen).toMatchObject({ complete: ['broker policy'], notSeen: [] });
    expect(seen?.parts).toEqual([
      {
        what: 'broker policy',
        name: 'jobs',
        version: expect.stringMatching(/^queues \^grpc-job-; priority 0; max-length, overflow \([0-9a-f]{8}\)$/),
      },
    ]);
    expect(JSON.stringify(seen)).not.toMatch(/20000|drop-head/);
  });

  it('tells another version where a value is another', async () => {
    const before = await look();
    const other = { name: 'jobs', pattern: '^grpc-job-', 'apply-to': 'queues', priority: 0 } as const;
    const definition = { 'max-length': 5, overflow: 'drop-head' };
    await close();
    rabbitmq = await openRabbitmq({ clock, policies: [{ ...other, definition }] });
    const after = await look();
    expect(after?.parts[0]?.version).not.toBe(before?.parts[0]?.version);
    expect(after?.parts[0]?.version.slice(0, -10)).toBe(before?.parts[0]?.version.slice(0, -10));
  });

  it('sees that there are none', async () => {
    await close();
    rabbitmq = await openRabbitmq({ clock, policies: [] });
    expect(await look()).toMatchObject({ complete: ['broker policy'], parts: [], notSeen: [] });
  });

  it('has not seen them, and says why, where the login is refused, the vhost unknown or nobody answers', async () => {
    const unseen = (reason: string) => ({ complete: [], parts: [], notSeen: [{ what: 'broker policy', reason }] });
    expect(await look({ login: 'guest:wrong' })).toMatchObject(unseen('refused'));
    expect(await look({ vhost: 'none' })).toMatchObject(unseen('misdirected'));
    await rabbitmq.setManagementDown(true);
    expect(await look()).toMatchObject(unseen('unreachable'));
  });
});
