import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlindError, type Probe, type Sighting } from '#investigation/probe.ts';
import { labClock } from '#lab/clock.ts';
import { type LabRabbitmq, openRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';
import { systemClock } from '#lib/clock.ts';
import type { RabbitmqSettings } from '#probes/rabbitmq/client.ts';
import { queueProbe } from '#probes/rabbitmq/queue.ts';
import { testProbe } from '../../support/probe-contract.ts';
import { soon } from '../../support/soon.ts';
import { collect, factsOf, subject } from '../../support/subject.ts';

const QUEUE = 'grpc-job-19-7-4102444800.123';
/** Ten times as fast as the real one: 5 s of management statistics pass in half a second. */
const clock = labClock(10);

const settingsFor = (
  lab: LabRabbitmq,
  login = 'guest:guest',
): Required<Omit<RabbitmqSettings, 'ca' | 'insecureSkipTlsVerify' | 'tunnel'>> => ({
  amqpUrl: lab.amqpUrl.replace('://', `://${login}@`),
  managementUrl: lab.managementUrl.replace('://', `://${login}@`),
  vhost: '/',
});

testProbe('queue', {
  open: async () => {
    const lab = await openRabbitmq({ clock });
    lab.declareQueue(QUEUE);
    lab.attachConsumer(QUEUE);
    return {
      probe: queueProbe({ settings: settingsFor(lab), clock }),
      subject: subject({}, clock),
      setDown: lab.setDown,
      connections: () => lab.connections().amqp + lab.connections().management,
      close: lab.close,
    };
  },
  enough: (seen) => factsOf(seen, 'queue-state').length > 0,
});

describe('queue', () => {
  let lab: LabRabbitmq;
  let settings: Required<Omit<RabbitmqSettings, 'ca' | 'insecureSkipTlsVerify' | 'tunnel'>>;
  beforeEach(async () => {
    lab = await openRabbitmq({ clock });
    settings = settingsFor(lab);
  });
  afterEach(() => lab.close());

  const probe = (changes: Partial<RabbitmqSettings> = {}): Probe =>
    queueProbe({ settings: { ...settings, ...changes }, clock });
  const amqpOnly = () => queueProbe({ settings: { amqpUrl: settings.amqpUrl, vhost: '/' }, clock });
  const managementOnly = () => queueProbe({ settings: { managementUrl: settings.managementUrl, vhost: '/' }, clock });
  const watch = (watched: Probe, until: (seen: readonly Sighting[]) => boolean) =>
    collect(watched, subject({}, clock), { until });
  const queues = (seen: readonly Sighting[]) => factsOf(seen, 'queue-state');
  const brokers = (seen: readonly Sighting[]) => factsOf(seen, 'broker-state');
  const gaps = (seen: readonly Sighting[]) => seen.flatMap((one) => ('gap' in one ? [one.gap] : []));

  it('finds the queue by its real name and tells its exact numbers by AMQP', async () => {
    lab.declareQueue('grpc-job-19-77');
    lab.declareQueue(QUEUE);
    lab.publish(QUEUE, 2);
    const seen = await watch(probe(), (sightings) => queues(sightings).length > 0);
    expect(queues(seen)[0]).toEqual({
      kind: 'queue-state',
      sentAt: expect.any(Number),
      via: 'amqp',
      name: QUEUE,
      exists: true,
      consumers: 0,
      ready: 2,
    });
    expect(brokers(seen)).toContainEqual({
      kind: 'broker-state',
      reachable: true,
      via: 'amqp',
      version: '3.10.8',
      alarms: [],
      detail: 'connected by AMQP',
    });
    expect(gaps(seen)).toEqual([]);
  });

  it('sees the queue, its consumer and the loss of both as they come', async () => {
    const stages = [() => lab.declareQueue(QUEUE), () => lab.attachConsumer(QUEUE), () => lab.deleteQueue(QUEUE)];
    const story: string[] = [];
    const seen = await watch(probe(), (sightings) => {
      const last = queues(sightings).at(-1);
      const word = last && (last.exists ? `${last.consumers} consumers` : 'absent');
      if (!word || story.at(-1) === word) return false;
      story.push(word);
      stages.shift()?.();
      return story.length === 4;
    });
    expect(story).toEqual(['absent', '0 consumers', '1 consumers', 'absent']);
    expect(queues(seen)[0]).toMatchObject({ via: 'management', exists: false, consumers: 0, ready: 0 });
  });

  it('tells an unchanged queue again every second, and not more often', async () => {
    lab.declareQueue(QUEUE);
    const seen = await watch(probe(), (sightings) => queues(sightings).length === 4);
    const moments = seen.flatMap((one) => ('fact' in one && one.fact.kind === 'queue-state' ? [one.at] : []));
    const between = moments.slice(1, 4).map((at, index) => at - (moments[index] ?? 0));
    for (const ms of between) expect(ms).toBeGreaterThanOrEqual(1_000);
  });

  it('looks once more when it is told to stop', async () => {
    const seen = await watch(probe(), (sightings) => {
      const told = queues(sightings).length > 0;
      if (told) lab.declareQueue(QUEUE);
      return told;
    });
    expect(queues(seen).map((queue) => queue.exists)).toEqual([false, true]);
  });

  it('has the last word by AMQP, not by older statistics', async () => {
    lab.declareQueue(QUEUE);
    let attached = false;
    const seen = await watch(probe(), (sightings) => {
      const told = queues(sightings).length > 0;
      if (told && !attached) lab.attachConsumer(QUEUE);
      attached = told;
      return told;
    });
    expect(queues(seen).map(({ via, consumers }) => [via, consumers])).toEqual([
      ['amqp', 0],
      ['amqp', 1],
    ]);
  });

  it('takes a queue that an earlier job of the same id left behind for none', async () => {
    lab.declareQueue('grpc-job-19-7-1600000000.5');
    const seen = await watch(probe(), (sightings) => {
      if (queues(sightings).length === 1) lab.declareQueue(QUEUE);
      return queues(sightings).some((queue) => queue.exists);
    });
    expect(queues(seen)[0]).toMatchObject({ exists: false });
    expect(queues(seen).at(-1)).toMatchObject({ exists: true, name: QUEUE });
  });

  it('goes on by name when the management API is down, and says what it cannot see', async () => {
    await lab.setManagementDown(true);
    lab.declareQueue(QUEUE);
    const seen = await watch(probe(), (sightings) => gaps(sightings).length > 0);
    expect(queues(seen)).toEqual([]);
    expect(gaps(seen)).toEqual([
      {
        kinds: ['queue-state'],
        reason: 'unreachable',
        detail: expect.stringMatching(
          /^asking the management API at http:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED.*; there is no queue grpc-job-19-7, and without the management API a queue with a time suffix cannot be found by name$/,
        ),
      },
    ]);
    expect(brokers(seen)).toMatchObject([{ reachable: true, via: 'amqp' }]);
  });

  it('finds a queue of the plain name without the management API, and has no gap then', async () => {
    lab.declareQueue('grpc-job-19-7');
    lab.attachConsumer('grpc-job-19-7');
    const seen = await watch(amqpOnly(), (sightings) => queues(sightings).length > 0);
    expect(queues(seen)[0]).toMatchObject({ via: 'amqp', name: 'grpc-job-19-7', consumers: 1 });
    expect(gaps(seen)).toEqual([]);
  });

  it('never calls a queue absent that it could not look for', async () => {
    const seen = await collect(amqpOnly(), subject({}, clock), { forMs: 1_500, clock });
    expect(queues(seen)).toEqual([]);
    expect(gaps(seen)).toMatchObject([{ kinds: ['queue-state'], reason: 'not-configured' }]);
  });

  it('goes on with the management API when AMQP is down', async () => {
    const blocked = await refusingPort();
    lab.declareQueue(QUEUE);
    lab.attachConsumer(QUEUE);
    const seen = await watch(probe({ amqpUrl: `amqp://guest:guest@127.0.0.1:${blocked}` }), (sightings) =>
      queues(sightings).some((queue) => queue.consumers === 1),
    );
    expect(queues(seen).at(-1)).toMatchObject({ via: 'management', name: QUEUE, exists: true, consumers: 1 });
    expect(brokers(seen)).toContainEqual(
      expect.objectContaining({ reachable: false, via: 'amqp', detail: expect.stringContaining('ECONNREFUSED') }),
    );
    expect(gaps(seen)).toEqual([]);
  });

  it('tells numbers up to 5 s late with the management API alone', async () => {
    lab.declareQueue(QUEUE);
    lab.publish(QUEUE, 3);
    const seen = await watch(managementOnly(), (sightings) => queues(sightings).some((queue) => queue.ready === 3));
    expect(queues(seen)[0]).toEqual({
      kind: 'queue-state',
      sentAt: expect.any(Number),
      via: 'management',
      name: QUEUE,
      exists: true,
    });
    expect(brokers(seen)).toMatchObject([{ reachable: true, via: 'management', version: '3.10.8', alarms: [] }]);
  });

  it('tells a broker that cannot be reached each second, and claims nothing about the queue', async () => {
    await lab.setDown(true);
    const seen = await watch(probe(), (sightings) => brokers(sightings).length === 3);
    expect(brokers(seen).map((broker) => broker.reachable)).toEqual([false, false, false]);
    expect(brokers(seen)[0]?.detail).toMatch(/^connecting to amqp:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/);
    expect(queues(seen)).toEqual([]);
    expect(gaps(seen)).toMatchObject([{ kinds: ['queue-state'], reason: 'unreachable' }]);
  });

  it('sees the broker go and come back', async () => {
    lab.declareQueue(QUEUE);
    let turn: Promise<void> | undefined;
    const seen = await watch(probe(), (sightings) => {
      const states = brokers(sightings).filter((broker) => broker.via === 'amqp');
      if (queues(sightings).length > 0 && !turn) turn = lab.setDown(true);
      if (states.at(-1)?.reachable === false) lab.setDown(false);
      return states.length > 1 && states.at(-1)?.reachable === true;
    });
    const story = brokers(seen).filter((broker) => broker.via === 'amqp');
    expect(story[0]?.reachable).toBe(true);
    expect(story[1]?.detail).toMatch(/^the connection was lost: /);
    expect(queues(seen).at(-1)).toMatchObject({ exists: true });
  });

  it('tells an alarm when it comes and when it is over', async () => {
    lab.declareQueue(QUEUE);
    const alarms = (sightings: readonly Sighting[]) =>
      brokers(sightings).flatMap((broker) => (broker.via === 'management' ? [broker.alarms] : []));
    const seen = await watch(probe(), (sightings) => {
      const told = alarms(sightings);
      if (told.length === 1) lab.setAlarm('disk');
      if (told.length === 2) lab.setAlarm(undefined);
      return told.length === 3;
    });
    expect(alarms(seen)).toEqual([[], ['disk'], []]);
  });

  it('is blind with a refused login, and keeps the password to itself', async () => {
    const refused = collect(queueProbe({ settings: settingsFor(lab, 'guest:hunter2'), clock }), subject({}, clock), {});
    const error = await refused.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BlindError);
    expect(error).toMatchObject({ reason: 'refused', message: expect.stringContaining('ACCESS_REFUSED') });
    expect(String(error)).not.toContain('hunter2');
  });

  it('is blind in a vhost that the broker has not', async () => {
    const refused = collect(probe({ vhost: 'none' }), subject({}, clock), {});
    await expect(refused).rejects.toMatchObject({
      reason: 'misdirected',
      message: expect.stringMatching(/with 530, NOT_ALLOWED - vhost none not found$/),
      mend: expect.stringContaining('rabbitmq.vhost in focus.yml'),
    });
  });

  it('goes on with AMQP when the management API alone refuses it', async () => {
    lab.declareQueue('grpc-job-19-7');
    const managementUrl = lab.managementUrl.replace('://', '://guest:hunter2@');
    const seen = await watch(probe({ managementUrl }), (sightings) => queues(sightings).length > 1);
    expect(queues(seen)[0]).toMatchObject({ via: 'amqp', name: 'grpc-job-19-7' });
    expect(brokers(seen)).toContainEqual(
      expect.objectContaining({ via: 'management', detail: expect.stringContaining('refused the login with 401') }),
    );
  });

  it('gives up waiting for a broker that takes connections and says nothing', async () => {
    const silent = await silentServer();
    const mute = queueProbe({ settings: { amqpUrl: silent.url, vhost: '/' }, clock });
    const seen = await watch(mute, (sightings) => brokers(sightings).length > 0);
    expect(brokers(seen)[0]).toMatchObject({ reachable: false });
    await soon(async () => expect(await silent.connections()).toBe(0));
    await silent.close();
  });

  it('hangs up on a broker that says nothing when it is told to stop', async () => {
    const silent = await silentServer();
    const mute = queueProbe({ settings: { amqpUrl: silent.url, vhost: '/' }, clock: systemClock });
    const stop = new AbortController();
    const watching = all(mute.watch(subject(), stop.signal));
    await soon(async () => expect(await silent.connections()).toBe(1));
    stop.abort();
    expect(await watching).toMatchObject([{ gap: { kinds: ['queue-state'], reason: 'cut-short' } }]);
    await soon(async () => expect(await silent.connections()).toBe(0));
    await silent.close();
  });

  it('makes no queue', async () => {
    await collect(amqpOnly(), subject({}, clock), { forMs: 1_000, clock });
    expect(lab.queues()).toEqual([]);
  });

  it('tells no numbers where RabbitMQ leaves them out, and once the setting that brings them', async () => {
    lab.setStatistics(false);
    lab.declareQueue(QUEUE);
    lab.attachConsumer(QUEUE);
    const seen = await watch(managementOnly(), (sightings) => gaps(sightings).length > 0);
    for (const queue of queues(seen)) expect(queue).not.toHaveProperty('consumers');
    expect(gaps(seen)).toMatchObject([
      { kinds: ['queue-state'], reason: 'not-told', mend: expect.stringContaining('management.disable_stats') },
    ]);
  });

  it('counts by AMQP where the management API tells no numbers', async () => {
    lab.setStatistics(false);
    lab.declareQueue(QUEUE);
    lab.attachConsumer(QUEUE);
    const seen = await watch(probe(), (sightings) => queues(sightings).length > 1);
    expect(queues(seen).at(-1)).toMatchObject({ via: 'amqp', consumers: 1 });
    expect(gaps(seen)).toEqual([]);
  });

  it('takes a queue that is another connection’s own for one that is there', async () => {
    lab.declareQueue('grpc-job-19-7');
    lab.attachConsumer('grpc-job-19-7');
    lab.lockQueue('grpc-job-19-7');
    const byAmqp = await watch(amqpOnly(), (sightings) => gaps(sightings).length > 0);
    expect(queues(byAmqp)[0]).toMatchObject({ via: 'amqp', name: 'grpc-job-19-7', exists: true });
    expect(queues(byAmqp)[0]).not.toHaveProperty('consumers');
    expect(gaps(byAmqp)).toMatchObject([{ reason: 'not-told', detail: expect.stringContaining('exclusive') }]);
    const both = await watch(probe(), (sightings) => queues(sightings).some(({ consumers }) => consumers === 1));
    expect(queues(both).at(-1)).toMatchObject({ via: 'management', exists: true, consumers: 1 });
  });

  it('tells why RabbitMQ closed the connection', async () => {
    lab.declareQueue(QUEUE);
    let closed = false;
    const seen = await watch(probe(), (sightings) => {
      if (!closed && queues(sightings).length > 0) lab.closeConnections('Closed via management plugin');
      closed ||= queues(sightings).length > 0;
      return brokers(sightings).some(({ reachable }) => !reachable);
    });
    expect(brokers(seen).find(({ reachable }) => !reachable)?.detail).toContain(
      'CONNECTION_FORCED - Closed via management plugin',
    );
  });

  it('tells that AMQP refuses while the management API answers, and sees the queue by that', async () => {
    await lab.setAmqpDown(true);
    const seen = await watch(probe(), (sightings) => queues(sightings).length > 0 && brokers(sightings).length > 1);
    expect(brokers(seen)).toContainEqual(expect.objectContaining({ via: 'amqp', reachable: false }));
    expect(brokers(seen)).toContainEqual(expect.objectContaining({ via: 'management', reachable: true }));
    expect(queues(seen)[0]).toMatchObject({ via: 'management', exists: false });
  });

  it('looks once at the broker without a job', async () => {
    const { job: _job, ...nothing } = subject({}, clock);
    const sightings = await collect(probe(), nothing, {});
    expect(sightings.map((each) => 'fact' in each && each.fact)).toMatchObject([
      { kind: 'broker-state', via: 'amqp', reachable: true },
      { kind: 'broker-state', via: 'management', reachable: true, alarms: [] },
    ]);
  });
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const seen: T[] = [];
  for await (const item of items) seen.push(item);
  return seen;
}

/** Takes connections and never answers. */
async function silentServer() {
  const server = createServer((socket) => socket.resume());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `amqp://127.0.0.1:${port}`,
    connections: () => new Promise((resolve) => server.getConnections((_error, count) => resolve(count))),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** A port that nobody listens on. */
async function refusingPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
