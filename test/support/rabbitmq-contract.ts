import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type Channel, type ChannelModel, type ConsumeMessage, connect } from 'amqplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

/** amqplib sends the end of its handshake in two pieces; with Nagle's delay each connection would take 40 ms more. */
const SOCKET = { timeout: 3_000, noDelay: true };

/** A broker with the vhost `/` and, in both URLs, a user who may do everything there. */
export interface ReachableRabbitmq {
  readonly amqpUrl: string;
  readonly managementUrl: string;
  close(): Promise<void>;
}

/** What a status bot and a small worker see of a RabbitMQ. Queues have names of their own and are removed. */
export function rabbitmqContract(name: string, open: () => Promise<ReachableRabbitmq>): void {
  describe(`${name} is a RabbitMQ`, () => {
    let server: ReachableRabbitmq;
    beforeAll(async () => {
      server = await open();
    });
    afterAll(() => server.close());
    amqpContract(() => server.amqpUrl);
    managementContract(() => server);
  });
}

function amqpContract(url: () => string): void {
  describe('over AMQP', () => {
    let connection: ChannelModel;
    let channel: Channel;
    const made: string[] = [];

    beforeEach(async () => {
      connection = await connect(url(), SOCKET);
      channel = await quietChannel(connection);
    });
    afterEach(async () => {
      const cleaner = await quietChannel(connection);
      for (const queue of made.splice(0)) await cleaner.deleteQueue(queue);
      await connection.close();
    });
    const makeQueue = async (options = {}) => {
      const queue = `focus-test-${randomUUID()}`;
      made.push(queue);
      await channel.assertQueue(queue, { durable: false, ...options });
      return queue;
    };
    const send = (queue: string, ...texts: string[]) => {
      for (const text of texts) channel.sendToQueue(queue, Buffer.from(text));
    };

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
      const refused = connect(`${url()}/no-such-vhost`, SOCKET);
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
      expect(await (await quietChannel(connection)).assertQueue('', { exclusive: true })).toMatchObject({
        messageCount: 0,
        consumerCount: 0,
      });
    });

    it('counts consumers and ready messages in a passive declare, and not those that are out', async () => {
      const queue = await makeQueue();
      send(queue, 'a', 'b', 'c');
      await expect.poll(() => channel.checkQueue(queue)).toEqual({ queue, messageCount: 3, consumerCount: 0 });
      await channel.prefetch(1);
      await channel.consume(queue, () => {});
      await expect.poll(() => channel.checkQueue(queue)).toEqual({ queue, messageCount: 2, consumerCount: 1 });
    });

    it('delivers in order, and the next only after the acknowledgement when told so', async () => {
      const queue = await makeQueue();
      await channel.prefetch(1);
      const next = await consume(channel, queue);
      send(queue, 'a', 'b');
      const first = await next();
      expect(first.content.toString()).toBe('a');
      expect(first.fields).toMatchObject({ exchange: '', routingKey: queue, redelivered: false, deliveryTag: 1 });
      await expect.poll(() => channel.checkQueue(queue)).toMatchObject({ messageCount: 1 });
      channel.ack(first);
      expect((await next()).content.toString()).toBe('b');
    });

    it('serves consumers in turn', async () => {
      const queue = await makeQueue();
      const [one, other] = [await consume(channel, queue), await consume(channel, queue)];
      send(queue, 'a', 'b', 'c');
      expect((await one()).content.toString()).toBe('a');
      expect((await other()).content.toString()).toBe('b');
      expect((await one()).content.toString()).toBe('c');
    });

    it('delivers again what a closed channel had not acknowledged', async () => {
      const queue = await makeQueue();
      send(queue, 'a');
      const doomed = await quietChannel(connection);
      await (await consume(doomed, queue))();
      await doomed.close();
      const again = await (await consume(channel, queue))();
      expect([again.content.toString(), again.fields.redelivered]).toEqual(['a', true]);
    });

    it('drops a rejected message and takes back one that is to return', async () => {
      const queue = await makeQueue();
      send(queue, 'a');
      const next = await consume(channel, queue);
      channel.nack(await next(), false, true);
      const again = await next();
      expect(again.fields.redelivered).toBe(true);
      channel.reject(again, false);
      await channel.close();
      expect(await (await quietChannel(connection)).checkQueue(queue)).toMatchObject({ messageCount: 0 });
    });

    it('delivers nothing more to a cancelled consumer', async () => {
      const queue = await makeQueue();
      const { consumerTag } = await channel.consume(queue, () => {});
      expect(await channel.checkQueue(queue)).toMatchObject({ consumerCount: 1 });
      await channel.cancel(consumerTag);
      send(queue, 'a');
      // The broker answers before a message is in its queue.
      await expect.poll(() => channel.checkQueue(queue)).toMatchObject({ messageCount: 1, consumerCount: 0 });
    });

    it('tells a consumer that its queue is gone', async () => {
      const queue = await makeQueue();
      const told = new Promise((resolve) => channel.consume(queue, resolve));
      await expect.poll(() => channel.checkQueue(queue)).toMatchObject({ consumerCount: 1 });
      expect(await channel.deleteQueue(queue)).toEqual({ messageCount: 0 });
      expect(await told).toBeNull();
    });

    it('carries long messages with their properties', async () => {
      const queue = await makeQueue();
      const content = Buffer.alloc(300_000, 'row');
      channel.sendToQueue(queue, content, { contentType: 'text/plain', headers: { job: '19-7' }, messageId: 'm1' });
      const message = await (await consume(channel, queue))();
      expect(message.content.equals(content)).toBe(true);
      expect(message.properties).toMatchObject({
        contentType: 'text/plain',
        headers: { job: '19-7' },
        messageId: 'm1',
      });
    });

    it('gets a message at a time, and none from an empty queue', async () => {
      const queue = await makeQueue();
      send(queue, 'a', 'b');
      await expect.poll(() => channel.checkQueue(queue)).toMatchObject({ messageCount: 2 });
      const got = await channel.get(queue, { noAck: true });
      expect(got).toMatchObject({ content: Buffer.from('a'), fields: { messageCount: 1 } });
      expect(await channel.purgeQueue(queue)).toEqual({ messageCount: 1 });
      expect(await channel.get(queue)).toBe(false);
    });

    it('routes by topic', async () => {
      const exchange = `focus-test-${randomUUID()}`;
      await channel.assertExchange(exchange, 'topic', { durable: false });
      const [word, words] = [await makeQueue(), await makeQueue()];
      await channel.bindQueue(word, exchange, 'job.*.rows');
      await channel.bindQueue(words, exchange, 'job.#');
      for (const key of ['job.19-7.rows', 'job', 'job.19-7.rows.more', 'other.19-7.rows']) {
        channel.publish(exchange, key, Buffer.from(key));
      }
      await expect.poll(() => channel.checkQueue(words)).toMatchObject({ messageCount: 3 });
      await expect.poll(() => channel.checkQueue(word)).toMatchObject({ messageCount: 1 });
      await channel.unbindQueue(word, exchange, 'job.*.rows');
      await channel.deleteExchange(exchange);
    });

    it('confirms what it took, and returns what reaches no queue', async () => {
      const confirming = await connection.createConfirmChannel();
      const returned = once(confirming, 'return');
      confirming.publish('', 'no-such-queue', Buffer.from('lost'), { mandatory: true });
      await confirming.waitForConfirms();
      expect(await returned).toMatchObject([{ fields: { replyCode: 312, replyText: 'NO_ROUTE' } }]);
    });

    it('removes a queue that deletes itself with its last consumer', async () => {
      const queue = await makeQueue({ autoDelete: true });
      const { consumerTag } = await channel.consume(queue, () => {});
      await channel.cancel(consumerTag);
      await expect(channel.checkQueue(queue)).rejects.toMatchObject({ code: 404 });
    });

    it("keeps others from a connection's own queue", async () => {
      const { queue } = await channel.assertQueue('', { exclusive: true });
      expect(queue).toMatch(/^amq\.gen-/);
      const other = await connect(url(), SOCKET);
      const looked = (await quietChannel(other)).checkQueue(queue);
      await expect(looked).rejects.toMatchObject({ code: 405 });
      await other.close();
    });

    const refusals: [string, number, string, (queue: string) => Promise<unknown>][] = [
      [
        'a declare that contradicts the queue',
        406,
        "inequivalent arg 'durable' for queue",
        (queue) => channel.assertQueue(queue, { durable: true }),
      ],
      [
        'a reserved name',
        403,
        "queue name 'amq.mine' contains reserved prefix 'amq.*'",
        () => channel.assertQueue('amq.mine'),
      ],
      ['consuming from no queue', 404, "no queue 'none' in vhost '/'", () => channel.consume('none', () => {})],
      [
        'a binding to no exchange',
        404,
        "no exchange 'none' in vhost '/'",
        (queue) => channel.bindQueue(queue, 'none', '#'),
      ],
      [
        'a binding to the default exchange',
        403,
        'operation not permitted on the default exchange',
        (queue) => channel.bindQueue(queue, '', '#'),
      ],
      ['a look at no exchange', 404, "no exchange 'none' in vhost '/'", () => channel.checkExchange('none')],
      [
        'an exchange of another type',
        406,
        "inequivalent arg 'type' for exchange 'amq.topic' in vhost '/': received 'fanout' but current is 'topic'",
        () => channel.assertExchange('amq.topic', 'fanout'),
      ],
      [
        'deleting a queue in use if it is unused',
        406,
        'in use',
        async (queue) => {
          await channel.consume(queue, () => {});
          await channel.deleteQueue(queue, { ifUnused: true });
        },
      ],
      [
        'a second consumer that wants to be alone',
        403,
        'in exclusive use',
        async (queue) => {
          await channel.consume(queue, () => {});
          await channel.consume(queue, () => {}, { exclusive: true });
        },
      ],
    ];
    it.each(refusals)('refuses %s with %i', async (_what, code, text, attempt) => {
      const queue = await makeQueue();
      const refused = attempt(queue);
      await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
    });

    it('closes the channel of an unknown acknowledgement', async () => {
      const failed = once(channel, 'error');
      channel.ack({ fields: { deliveryTag: 44 } } as ConsumeMessage);
      expect(await failed).toMatchObject([{ code: 406, message: expect.stringContaining('unknown delivery tag 44') }]);
    });

    it('closes the channel of a publish to no exchange', async () => {
      const failed = once(channel, 'error');
      channel.publish('none', 'key', Buffer.from('lost'));
      expect(await failed).toMatchObject([{ code: 404, message: expect.stringContaining("no exchange 'none'") }]);
    });

    it('closes the connection that uses a consumer tag twice', async () => {
      const doomed = await connect(url(), SOCKET);
      const failed = once(doomed, 'error');
      const own = await quietChannel(doomed);
      const { queue } = await own.assertQueue('', { exclusive: true });
      await own.consume(queue, () => {}, { consumerTag: 'same' });
      own.consume(queue, () => {}, { consumerTag: 'same' }).catch(() => {});
      expect(await failed).toMatchObject([
        { code: 530, message: expect.stringContaining("attempt to reuse consumer tag 'same'") },
      ]);
    });
  });
}

function managementContract(server: () => ReachableRabbitmq): void {
  describe('over its management API', () => {
    const queue = `focus-test-${randomUUID()}`;
    let connection: ChannelModel;
    beforeAll(async () => {
      connection = await connect(server().amqpUrl, SOCKET);
    });
    afterAll(async () => {
      await (await connection.createChannel()).deleteQueue(queue);
      await connection.close();
    });
    const get = (path: string) => fetchJson(server().managementUrl, path);

    it('tells its version', async () => {
      const { status, body } = await get('/api/overview');
      expect(status).toBe(200);
      expect(body).toMatchObject({ rabbitmq_version: expect.stringMatching(/^\d+\.\d+/), object_totals: {} });
    });

    it('refuses a wrong password and a missing one', async () => {
      const wrong = await fetchJson(withLogin(server().managementUrl, 'guest', 'wrong'), '/api/overview');
      expect(wrong).toMatchObject({ status: 401, body: { error: 'not_authorized', reason: 'Login failed' } });
      const none = await fetch(new URL('/api/overview', withLogin(server().managementUrl, '', '')));
      expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="RabbitMQ Management"']);
    });

    it.each([
      '/api/queues/%2F/no-such-queue',
      '/api/queues/no-such-vhost',
      '/api/consumers/no-such-vhost',
      '/api/no-such-thing',
    ])('answers %s with 404', async (path) => {
      expect(await get(path)).toMatchObject({ status: 404, body: { error: 'Object Not Found', reason: 'Not Found' } });
    });

    it('knows no alarm while there is none', async () => {
      expect(await get('/api/health/checks/alarms')).toMatchObject({ status: 200, body: { status: 'ok' } });
    });

    it('lists a new queue at once and its numbers with the next refresh', { timeout: 30_000 }, async () => {
      const channel = await quietChannel(connection);
      await channel.assertQueue(queue, { durable: false });
      const columns = 'columns=name,consumers,messages_ready';
      expect((await get(`/api/queues/%2F?${columns}`)).body).toContainEqual(expect.objectContaining({ name: queue }));
      await channel.prefetch(1);
      await channel.consume(queue, () => {}, { consumerTag: 'focus-test' });
      for (const text of ['a', 'b', 'c']) channel.sendToQueue(queue, Buffer.from(text));
      await expect
        .poll(async () => (await get(`/api/queues/%2F/${queue}?${columns}`)).body, { timeout: 20_000 })
        .toEqual({ name: queue, consumers: 1, messages_ready: 2 });
      expect((await get(`/api/queues/%2F/${queue}`)).body).toMatchObject({
        name: queue,
        vhost: '/',
        state: 'running',
        durable: false,
        messages: 3,
        messages_unacknowledged: 1,
        consumer_details: [{ consumer_tag: 'focus-test', ack_required: true, queue: { name: queue } }],
      });
      expect((await get('/api/consumers/%2F')).body).toContainEqual(
        expect.objectContaining({ consumer_tag: 'focus-test', prefetch_count: 1, active: true }),
      );
      await channel.deleteQueue(queue);
      expect(await get(`/api/queues/%2F/${queue}`)).toMatchObject({ status: 404 });
    });
  });
}

async function quietChannel(connection: ChannelModel): Promise<Channel> {
  const channel = await connection.createChannel();
  // Without a listener amqplib takes a closed channel for the end of the connection.
  channel.on('error', () => {});
  return channel;
}

/** Deliveries one by one, each promised when asked for. */
async function consume(channel: Channel, queue: string): Promise<() => Promise<ConsumeMessage>> {
  const arrived: ConsumeMessage[] = [];
  const { consumerTag } = await channel.consume(queue, (message) => message && arrived.push(message));
  return async () => {
    await expect.poll(() => arrived.length, { message: `a delivery for ${consumerTag}` }).toBeGreaterThan(0);
    return arrived.shift() ?? Promise.reject(new Error('no delivery'));
  };
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
