import { once } from 'node:events';
import { type ChannelModel, connect } from 'amqplib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labClock } from '#lab/clock.ts';
import { type LabRabbitmq, openRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';
import { systemClock } from '#lib/clock.ts';
import { rabbitmqContract } from '../../../support/rabbitmq-contract.ts';
import { soon } from '../../../support/soon.ts';

rabbitmqContract("The lab's RabbitMQ", () => openRabbitmq({ clock: labClock(10) }));

describe("The lab's RabbitMQ", () => {
  let lab: LabRabbitmq;
  beforeEach(async () => {
    lab = await openRabbitmq({ clock: systemClock });
  });
  afterEach(() => lab.close());

  const open = async (): Promise<ChannelModel> => {
    const connection = await connect(lab.amqpUrl, { noDelay: true });
    connection.on('error', () => {});
    return connection;
  };

  it('shows its queues as the world has made them', async () => {
    lab.declareQueue('grpc-job-19-7');
    lab.publish('grpc-job-19-7', 3);
    expect(lab.queues()).toEqual([{ name: 'grpc-job-19-7', consumers: 0, ready: 3 }]);
    const consumer = lab.attachConsumer('grpc-job-19-7');
    lab.publish('grpc-job-19-7', 2);
    const channel = await (await open()).createChannel();
    expect(await channel.checkQueue('grpc-job-19-7')).toMatchObject({ messageCount: 0, consumerCount: 1 });
    consumer.detach();
    expect(await channel.checkQueue('grpc-job-19-7')).toMatchObject({ consumerCount: 0 });
    lab.deleteQueue('grpc-job-19-7');
    expect(lab.queues()).toEqual([]);
  });

  it('lets messages grow behind a consumer that is stuck', () => {
    lab.declareQueue('slow');
    lab.attachConsumer('slow', { stuck: true });
    lab.publish('slow', 5);
    expect(lab.queues()).toEqual([{ name: 'slow', consumers: 1, ready: 5 }]);
  });

  it('drops and refuses everyone while it is down, and keeps its queues', async () => {
    lab.declareQueue('kept');
    const connection = await open();
    const lost = new Promise((resolve) => connection.on('close', resolve));
    await lab.setDown(true);
    await lost;
    await expect(connect(lab.amqpUrl)).rejects.toThrow('ECONNREFUSED');
    await expect(fetch(lab.managementUrl)).rejects.toThrow();
    await lab.setDown(false);
    const channel = await (await open()).createChannel();
    expect(await channel.checkQueue('kept')).toMatchObject({ messageCount: 0 });
  });

  it('serves AMQP while its management API is down', async () => {
    await lab.setManagementDown(true);
    await expect(fetch(lab.managementUrl)).rejects.toThrow();
    expect(await open()).toBeDefined();
    await lab.setManagementDown(false);
    expect((await fetch(lab.managementUrl)).status).toBe(401);
  });

  it('is changed by its world alone: a client that tries to is told that there is no such thing', async () => {
    const connection = await open();
    const failed = once(connection, 'error');
    (await connection.createChannel()).assertQueue('mine').catch(() => {});
    expect(await failed).toMatchObject([{ message: expect.stringContaining('540 (NOT-IMPLEMENTED)') }]);
    expect(lab.queues()).toEqual([]);
  });

  it('reports an alarm while there is one', async () => {
    lab.setAlarm('memory');
    const authorization = `Basic ${btoa(`${lab.user}:${lab.password}`)}`;
    const look = () => fetch(`${lab.managementUrl}/api/health/checks/alarms`, { headers: { authorization } });
    const alarms = await look();
    expect(alarms.status).toBe(503);
    expect(await alarms.json()).toEqual({
      alarms: [{ node: 'rabbit@lab', resource: 'memory' }],
      reason: 'There are alarms in effect in the cluster',
      status: 'failed',
    });
    lab.setAlarm(undefined);
    expect((await look()).status).toBe(200);
  });

  it('knows consumers by its management API only after a refresh of 5 s', async () => {
    const refreshes: { ms: number; begin: () => void }[] = [];
    const sleep = (ms: number) => new Promise<void>((begin) => refreshes.push({ ms, begin }));
    const still = await openRabbitmq({ clock: { ...systemClock, sleep } });
    const login = { authorization: `Basic ${btoa(`${still.user}:${still.password}`)}` };
    const look = async () => (await fetch(`${still.managementUrl}/api/queues/%2F`, { headers: login })).json();
    still.declareQueue('grpc-job-19-7');
    still.attachConsumer('grpc-job-19-7');
    expect(await look()).toEqual([expect.not.objectContaining({ consumers: expect.anything() })]);
    expect(refreshes.map(({ ms }) => ms)).toEqual([5_000]);
    refreshes[0]?.begin();
    await soon(async () =>
      expect(await look()).toEqual([expect.objectContaining({ name: 'grpc-job-19-7', consumers: 1 })]),
    );
    await still.close();
  });

  it('counts the connections it holds', async () => {
    const connection = await open();
    expect(lab.connections()).toEqual({ amqp: 1, management: 0 });
    await connection.close();
    await soon(async () => expect(await lab.connections()).toEqual({ amqp: 0, management: 0 }));
  });
});
