import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { labClock } from '#lab/clock.ts';
import { type LabRabbitmq, openRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';
import { systemClock } from '#lib/clock.ts';
import type { RabbitmqSettings } from '#probes/rabbitmq/client.ts';
import { listQueues, type QueueLook } from '#probes/rabbitmq/list-queues.ts';
import { soon } from '../../support/soon.ts';

/** Ten times as fast as the real one: 5 s of management statistics pass in half a second. */
const clock = labClock(10);
let lab: LabRabbitmq;

beforeEach(async () => {
  lab = await openRabbitmq({ clock });
});

afterEach(async () => {
  await soon(() => expect(lab.connections()).toEqual({ amqp: 0, management: 0 }));
  await lab.close();
});

const withLogin = (url: string, login = 'guest:guest') => url.replace('://', `://${login}@`);
const amqp = () => ({ amqpUrl: withLogin(lab.amqpUrl) });
const management = () => ({ managementUrl: withLogin(lab.managementUrl) });
const look = (settings: Partial<RabbitmqSettings>, over: Partial<QueueLook> = {}) =>
  listQueues({ settings: { vhost: '/', ...settings }, clock, signal: new AbortController().signal, ...over });
const of =
  (...ids: readonly string[]) =>
  async () =>
    ids;

describe('the queues of jobs', () => {
  it('are listed by the management API, each with exactly its job, and no other queue', async () => {
    for (const name of [
      'grpc-job-1-16-1763001122.104221',
      'grpc-job-1-163',
      'prisma',
      'grpc-job-x',
      'cleanup-job-1-16',
    ])
      lab.declareQueue(name);
    lab.attachConsumer('grpc-job-1-163');
    lab.publish('grpc-job-1-16-1763001122.104221', 3);
    const listing = async () => (await look(management())).queues;
    await soon(async () =>
      expect(await listing()).toEqual([
        { jobId: '1-16', name: 'grpc-job-1-16-1763001122.104221', consumers: 0, ready: 3 },
        { jobId: '1-163', name: 'grpc-job-1-163', consumers: 1, ready: 0 },
      ]),
    );
    expect(await look(management())).not.toHaveProperty('gap');
  });

  it('need no job ids where the management API answers', async () => {
    const jobIds = vi.fn(of('1-16'));
    await look({ ...amqp(), ...management() }, { jobIds });
    expect(jobIds).not.toHaveBeenCalled();
  });

  it('are found by AMQP under plain names alone, which is said', async () => {
    lab.declareQueue('grpc-job-1-16');
    lab.attachConsumer('grpc-job-1-16');
    lab.declareQueue('grpc-job-1-17-1763001122.104221');
    const ids = ['1-17', '1-16', ...Array.from({ length: 40 }, (_, slot) => `${slot + 2}-1`)];
    expect(await look(amqp(), { jobIds: of(...ids) })).toEqual({
      queues: [{ jobId: '1-16', name: 'grpc-job-1-16', consumers: 1, ready: 0 }],
      gap: {
        kinds: ['job-queues'],
        reason: 'not-configured',
        detail:
          'the management API is not configured; only queues of a plain name such as grpc-job-19-7 can be found by AMQP',
      },
    });
    expect(lab.queues()).toHaveLength(2);
  });

  it('are looked for by AMQP when the management API is down', async () => {
    lab.declareQueue('grpc-job-1-16');
    await lab.setManagementDown(true);
    const { queues, gap } = await look({ ...amqp(), ...management() }, { jobIds: of('1-16') });
    expect(queues).toMatchObject([{ name: 'grpc-job-1-16' }]);
    expect(gap).toMatchObject({ reason: 'unreachable', detail: expect.stringMatching(/ECONNREFUSED.*plain name/) });
  });
});

describe('queues whose numbers RabbitMQ leaves out', () => {
  beforeEach(() => {
    lab.declareQueue('grpc-job-19-7-1763001122.5');
    lab.attachConsumer('grpc-job-19-7-1763001122.5');
    lab.setStatistics(false);
  });

  it('have none, which is not zero, and the setting is told that brings them', async () => {
    expect(await look(management())).toEqual({
      queues: [{ jobId: '19-7', name: 'grpc-job-19-7-1763001122.5' }],
      gap: {
        kinds: ['job-queues'],
        reason: 'not-told',
        detail: 'the management API lists queues without their consumers and messages',
        mend: expect.stringContaining('management.disable_stats'),
      },
    });
  });

  it('are counted by AMQP', async () => {
    expect(await look({ ...amqp(), ...management() })).toEqual({
      queues: [{ jobId: '19-7', name: 'grpc-job-19-7-1763001122.5', consumers: 1, ready: 0 }],
    });
  });

  it('are no gap while they are younger than the statistics', async () => {
    lab.deleteQueue('grpc-job-19-7-1763001122.5');
    const name = `grpc-job-19-7-${clock.now() / 1_000}`;
    lab.declareQueue(name);
    expect(await look(management())).toEqual({ queues: [{ jobId: '19-7', name }] });
  });
});

describe('queues that cannot be seen', () => {
  it('are a gap without the management API, when no job is known', async () => {
    const gap = { kinds: ['job-queues'], reason: 'not-configured', detail: 'the management API is not configured' };
    expect(await look(amqp())).toEqual({ queues: [], gap });
    expect(await look({}, { jobIds: of('1-16') })).toEqual({ queues: [], gap });
  });

  it('are a gap when the login is refused, and the password is kept', async () => {
    const managementUrl = withLogin(lab.managementUrl, 'guest:hunter2');
    const amqpUrl = withLogin(lab.amqpUrl, 'guest:hunter2');
    const { gap } = await look({ managementUrl, amqpUrl }, { jobIds: of('1-16') });
    expect(gap).toMatchObject({
      reason: 'refused',
      detail: expect.stringMatching(/with 401: Login failed; .*ACCESS_REFUSED/),
    });
    expect(gap?.mend).toContain('rabbitmq.managementUrl in focus.yml');
    expect(JSON.stringify(gap)).not.toContain('hunter2');
  });

  it('are a gap in a vhost that is not there', async () => {
    const { gap } = await look({ ...management(), vhost: 'none' });
    expect(gap).toMatchObject({ reason: 'misdirected', detail: expect.stringContaining('knows no vhost none') });
    expect(gap?.mend).toContain('rabbitmq.vhost');
  });

  it('are a gap when nobody listens, by either way', async () => {
    await lab.setDown(true);
    const { queues, gap } = await look({ ...amqp(), ...management() }, { jobIds: of('1-16') });
    expect(queues).toEqual([]);
    expect(gap).toMatchObject({ reason: 'unreachable', detail: expect.stringMatching(/ECONNREFUSED.*ECONNREFUSED/) });
  });

  it('are a gap when an address is none', async () => {
    expect((await look({ managementUrl: 'nowhere' })).gap).toMatchObject({ reason: 'failed' });
  });

  it.each(['managementUrl', 'amqpUrl'] as const)('are a gap after 3 s of silence at %s', async (way) => {
    const silent = await openSilent();
    const began = clock.now();
    const { gap } = await look({ [way]: silent.url(way) }, { jobIds: of('1-16') });
    expect(gap?.detail).toMatch(/no answer in 3 s$|not done within 3 s$/);
    expect(clock.now() - began).toBeGreaterThanOrEqual(2_900);
    await silent.closed();
  });

  it('are a gap at once when the end comes', async () => {
    const stop = new AbortController();
    const silent = await openSilent(() => stop.abort());
    const settings = { managementUrl: silent.url('managementUrl'), ...amqp() };
    const listing = await look(settings, { clock: systemClock, signal: stop.signal, jobIds: of('1-16') });
    expect(listing).toMatchObject({ queues: [], gap: { reason: 'cut-short' } });
    await silent.closed();
  });
});

/** A server that takes connections and says nothing; it is closed when all who came have gone. */
async function openSilent(onConnection = () => {}) {
  const server = createServer((socket) => void socket.resume());
  server.on('connection', onConnection);
  server.listen(0, '127.0.0.1');
  await soon(() => expect(server.listening).toBe(true));
  const { port } = server.address() as AddressInfo;
  return {
    url: (way: 'managementUrl' | 'amqpUrl') => `${way === 'amqpUrl' ? 'amqp' : 'http'}://guest:guest@127.0.0.1:${port}`,
    closed: () => new Promise((resolve) => server.close(resolve)),
  };
}
