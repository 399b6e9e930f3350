import { randomUUID } from 'node:crypto';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LabRabbitmq } from '#lab/services/rabbitmq/rabbitmq.ts';
import { soon } from './soon.ts';

/** amqplib sends the end of its handshake in two pieces; with Nagle's delay each connection would take 40 ms more. */
const SOCKET = { timeout: 3_000, noDelay: true };

/** What a reader sees of a RabbitMQ, in the lab and of a real one. Queues have names of their own and are removed. */
export function rabbitmqContract(name: string, open: () => Promise<LabRabbitmq>): void {
  describe(`${name} is a RabbitMQ`, () => {
    let server: LabRabbitmq;
    beforeAll(async () => {
      server = await open();
    });
    afterAll(() => server.close());
    amqpContract(() => server);
    managementContract(() => server);
  });
}

function newQueue(): string {
  return `focus-test-${randomUUID()}`;
}

function amqpContract(server: () => LabRabbitmq): void {
  describe('over AMQP', () => {
    let connection: ChannelModel;
    let channel: Channel;
    const url = () => withLogin(server().amqpUrl, server().user, server().password);

    beforeEach(async () => {
      connection = await connect(url(), SOCKET);
      channel = await quietChannel(connection);
    });
    afterEach(() => connection.close());

    it('tells its name and version', () => {
      expect(connection.connection.serverProperties).toMatchObject({ product: 'RabbitMQ' });
      expect(connection.connection.serverProperties.version).toMatch(/^\d+\.\d+/);
    });

    it('refuses a wrong password', async () => {
      const refused = connect(withLogin(url(), 'guest', 'wrong'), SOCKET);
      await expect(refused).rejects.toThrow(
        'Handshake terminated by server: 403 (ACCESS-REFUSED) with message "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile."',
      );
    });

    it('refuses a vhost that it has not', async () => {
      const refused = connect(new URL('/no-such-vhost', url()).href, SOCKET);
      await expect(refused).rejects.toThrow('Expected ConnectionOpenOk; got <ConnectionClose channel:0>');
    });

    it('answers a passive declare of no queue with 404, closes the channel and keeps the connection', async () => {
      const closed = new Promise<void>((resolve) => channel.on('close', resolve));
      const looked = channel.checkQueue('no-such-queue');
      await expect(looked).rejects.toMatchObject({
        message: `Operation failed: QueueDeclare; 404 (NOT-FOUND) with message "NOT_FOUND - no queue 'no-such-queue' in vhost '/'"`,
        code: 404,
        classId: 50,
        methodId: 10,
      });
      await closed;
      await expect(channel.checkQueue('no-such-queue')).rejects.toThrow('Channel closed');
      const queue = newQueue();
      server().declareQueue(queue);
      const again = async () => (await quietChannel(connection)).checkQueue(queue).catch(() => undefined);
      await soon(async () => expect(await again()).toEqual({ queue, messageCount: 0, consumerCount: 0 }));
      server().deleteQueue(queue);
    });

    it('counts consumers and ready messages in a passive declare until the queue is gone', async () => {
      const queue = newQueue();
      const look = async () => {
        const own = await quietChannel(connection);
        return own.checkQueue(queue).finally(() => own.close().catch(() => {}));
      };
      server().declareQueue(queue);
      server().publish(queue, 3);
      const messages = () => look().catch(() => undefined);
      await soon(async () => expect(await messages()).toEqual({ queue, messageCount: 3, consumerCount: 0 }));
      const consumer = server().attachConsumer(queue);
      await soon(async () => expect(await look()).toEqual({ queue, messageCount: 0, consumerCount: 1 }));
      consumer.detach();
      await soon(async () => expect(await look()).toEqual({ queue, messageCount: 0, consumerCount: 0 }));
      server().deleteQueue(queue);
      await soon(async () => expect(await look().catch(({ code }) => code)).toBe(404));
    });
  });
}

function managementContract(server: () => LabRabbitmq): void {
  describe('over its management API', () => {
    const get = (path: string, password = server().password) =>
      fetchJson(withLogin(server().managementUrl, server().user, password), path);

    it('tells its version', async () => {
      const { status, body } = await get('/api/overview');
      expect(status).toBe(200);
      expect(body).toMatchObject({ rabbitmq_version: expect.stringMatching(/^\d+\.\d+/) });
    });

    it('refuses a wrong password and a missing one', async () => {
      const wrong = await get('/api/overview', 'wrong');
      expect(wrong).toMatchObject({ status: 401, body: { error: 'not_authorized', reason: 'Login failed' } });
      const none = await fetch(new URL('/api/overview', server().managementUrl));
      expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="RabbitMQ Management"']);
    });

    it.each(['/api/queues/no-such-vhost', '/api/no-such-thing'])('answers %s with 404', async (path) => {
      expect(await get(path)).toMatchObject({ status: 404, body: { error: 'Object Not Found', reason: 'Not Found' } });
    });

    it('knows no alarm while there is none', async () => {
      expect(await get('/api/health/checks/alarms')).toMatchObject({ status: 200, body: { status: 'ok' } });
    });

    it('lists a new queue at once and its numbers with the next refresh', { timeout: 30_000 }, async () => {
      const queue = newQueue();
      const listed = async () => {
        const { body } = await get('/api/queues/%2F?columns=name,consumers,messages_ready');
        return (body as readonly { readonly name: string }[]).find(({ name }) => name === queue);
      };
      server().declareQueue(queue);
      await soon(async () => expect(await listed()).toMatchObject({ name: queue }));
      server().publish(queue, 2);
      await soon(async () => expect(await listed()).toEqual({ name: queue, consumers: 0, messages_ready: 2 }), 20_000);
      server().attachConsumer(queue);
      await soon(async () => expect(await listed()).toEqual({ name: queue, consumers: 1, messages_ready: 0 }), 20_000);
      server().deleteQueue(queue);
      await soon(async () => expect(await listed()).toBeUndefined());
    });
  });
}

async function quietChannel(connection: ChannelModel): Promise<Channel> {
  const channel = await connection.createChannel();
  // Without a listener amqplib takes a closed channel for the end of the connection.
  channel.on('error', () => {});
  return channel;
}

function withLogin(address: string, user: string, password: string): string {
  return Object.assign(new URL(address), { username: user, password }).href;
}

async function fetchJson(managementUrl: string, path: string): Promise<{ status: number; body: unknown }> {
  const { username, password } = new URL(managementUrl);
  const authorization = `Basic ${btoa(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)}`;
  const answer = await fetch(new URL(path, withLogin(managementUrl, '', '')), { headers: { authorization } });
  return { status: answer.status, body: await answer.json() };
}
