import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { createBookStore } from '#checks/book-store.ts';
import { createHistory } from '#history/history.ts';
import { unfit } from '#history/redis-fitness.ts';
import { createKeptSoFar } from '#history/so-far.ts';
import { systemClock } from '#lib/clock.ts';
import { hold, letGo } from '#lib/lease.ts';
import { type Log, silentLog } from '#lib/logger.ts';
import { redact } from '#lib/redact.ts';
import { another, failFastRedis, workerRedis } from '#queue/connection.ts';
import { createEnqueue } from '#queue/enqueue.ts';
import { createLookupQueue, createLookupWorker } from '#queue/lookups.ts';
import { PREFIX, prefixOf } from '#queue/names.ts';
import { createSchedules } from '#queue/schedules.ts';
import { createTickWorker } from '#queue/ticks.ts';
import { createUnderWay } from '#queue/under-way.ts';
import { createWorkers } from '#queue/work.ts';
import { createStates } from '#slack/message/states.ts';
import { TEST_CERTIFICATE, TEST_KEY } from '../probes/focus-server/certificate.ts';
import { asked, every } from '../queue/contract/world.ts';
import { openRedisServers, type RedisServers } from '../support/redis-servers.ts';
import { soon } from '../support/soon.ts';

const run = promisify(execFile);
let servers: RedisServers;
afterEach(() => servers.close());

/** What the bot and its worker do with Redis, once, on the connections that they open. */
async function useAll(url: string, prefix = PREFIX): Promise<readonly string[]> {
  const lines: string[] = [];
  const keep = (_fields: object, text: string) => void lines.push(text);
  const log: Log = { ...silentLog, warn: keep, error: keep, child: () => log };
  const story: string[] = [];
  const own = { prefix, clock: systemClock, log };
  const names = ['staging'];
  const [redis, working] = [failFastRedis(url, log), workerRedis(url, log)];
  await soon(() => expect([redis.status, working.status]).toEqual(['ready', 'ready']), 8_000);
  const shares = { waitingAPerson: 3, lookingAPerson: 5, followingAPerson: 2, longestLine: 8 };
  const environments = [{ name: 'staging', shares }];
  const enqueue = createEnqueue({ ...own, redis, environments });
  const lookups = createLookupQueue({ ...own, redis, environments, redact });
  const underWay = createUnderWay({ ...own, redis, environments: names });
  const schedules = createSchedules({ ...own, redis: working });
  const nobody = { lost: async () => {}, cancelled: async () => {} };
  const workers = createWorkers({
    ...{ ...own, ...nobody, redis: working, environments: [{ name: 'staging', concurrency: 1 }] },
    announce: async () => void story.push('announced'),
    onWaiting: () => {},
    investigate: async () => void story.push('investigated'),
  });
  const answerer = createLookupWorker({
    ...{ ...own, ...nobody, redis: working, environments: names },
    answer: async () => void story.push('answered'),
    lookAgain: async () => {},
  });
  const ticker = createTickWorker({ ...own, redis: working, onTick: async () => void story.push('ticked') });
  const listening = another(redis, log, 'wait');
  listening.on('message', () => story.push('heard'));
  await listening.subscribe(`${prefix}:heard`);
  await Promise.all([workers.start(), answerer.start(), ticker.start()]);
  await schedules.reconcile([every('nightly', 1_000)]);
  const { kind, workers: known } = await enqueue.enqueue(asked()).then((to) => ({ workers: undefined, ...to }));
  const question = { environment: 'staging', requestedBy: 'U1', channel: 'C1', asked: { kind: 'jobs' } } as const;
  await lookups.ask({ ...question, delivery: randomUUID() });
  await soon(async () => {
    await working.publish(`${prefix}:heard`, 'now');
    const all = ['announced', 'answered', 'heard', 'investigated', 'ticked'];
    expect([...new Set(story)].toSorted()).toEqual(all);
  }, 10_000);
  await underWay.list();
  await rememberSomething(working, own);
  await Promise.all([workers, answerer, ticker].map((part) => part.close(1_000)));
  await Promise.all([enqueue, lookups, underWay, schedules].map((part) => part.close()));
  for (const connection of [listening, redis, working]) connection.disconnect();
  expect(kind).toBe('enqueued');
  return [...lines, `workers: ${known}`];
}

type Own = Omit<Parameters<typeof createHistory>[0], 'redis'>;

async function rememberSomething(redis: Parameters<typeof createHistory>[0]['redis'], own: Own): Promise<void> {
  const lease = { redis, key: `${own.prefix}:lease`, holder: 'one' };
  expect(await hold(lease, 1_000)).toBe(true);
  await letGo(lease);
  const store = createBookStore({ ...own, redis });
  const book = await store.read();
  await hold({ redis, key: `${own.prefix}:book-keeper`, holder: 'one' }, 5_000);
  expect(await store.keep(book, 0, 'one')).toBe(true);
  const soFar = createKeptSoFar({ ...own, redis });
  await (await soFar.take('inv-1')).end();
  await soFar.forget('inv-1');
  await createHistory({ ...own, redis }).report('inv-1');
  await createStates(redis, own.prefix).read({ channel: 'C1', ts: '1.2' });
  await unfit(redis);
}

describe('all that the bot asks of Redis', () => {
  it('works over TLS', async () => {
    servers = await openRedisServers();
    tls.setDefaultCACertificates([...tls.getCACertificates(), TEST_CERTIFICATE]);
    const [cert, key] = [path.join(servers.folder, 'cert.pem'), path.join(servers.folder, 'key.pem')];
    await Promise.all([writeFile(cert, TEST_CERTIFICATE), writeFile(key, TEST_KEY)]);
    const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert];
    const port = await servers.start((own) => [
      '--port',
      '0',
      '--tls-port',
      `${own}`,
      '--tls-auth-clients',
      'no',
      ...files,
    ]);
    expect(await useAll(`rediss://127.0.0.1:${port}`)).toEqual(['workers: 1']);
  });

  it('works where Sentinels say which one is the master', async () => {
    servers = await openRedisServers();
    const master = await servers.start((own) => ['--port', `${own}`, '--requirepass', 'p@ss']);
    const file = path.join(servers.folder, 'sentinel.conf');
    await writeFile(file, `sentinel monitor mymaster 127.0.0.1 ${master} 1\nsentinel auth-pass mymaster p@ss\n`);
    const sentinel = await servers.start((own) => [file, '--port', `${own}`, '--sentinel']);
    expect(await useAll(`redis+sentinel://:p%40ss@127.0.0.1:${sentinel}/mymaster`)).toEqual(['workers: 1']);
  });

  it('works in a Cluster of three', async () => {
    servers = await openRedisServers();
    const ports: number[] = [];
    for (const n of [1, 2, 3]) {
      const files = ['--cluster-enabled', 'yes', '--cluster-config-file', `nodes-${n}.conf`];
      const bus = await servers.freePort();
      ports.push(await servers.start((own) => ['--port', `${own}`, '--cluster-port', `${bus}`, ...files]));
    }
    const nodes = ports.map((port) => `127.0.0.1:${port}`);
    await run('redis-cli', ['--cluster', 'create', ...nodes, '--cluster-yes']);
    await soon(async () => {
      const { stdout } = await run('redis-cli', ['-p', `${ports[2]}`, 'cluster', 'info']);
      expect(stdout).toContain('cluster_state:ok');
    }, 10_000);
    expect(await useAll(`redis+cluster://${nodes.slice(0, 2).join(',')}`)).toEqual(['workers: 1']);
  });

  it.each(['focus', 'qa-2'])(
    'works for a user who may nothing dangerous, and only what is the bot’s: {%s}',
    async (name) => {
      servers = await openRedisServers();
      const port = await servers.start((own) => ['--port', `${own}`]);
      const rights = ['on', '>secret', `~{${name}}*`, `&{${name}}*`, '+@all', '-@dangerous'];
      await run('redis-cli', ['-p', `${port}`, 'acl', 'setuser', 'bot', ...rights]);
      expect(await useAll(`redis://bot:secret@127.0.0.1:${port}`, prefixOf(name))).toEqual(['workers: 1']);
    },
  );
});

describe('a Redis that another one took over from', () => {
  it('is left for the new one at the first write that it refuses, and nothing is lost', async () => {
    servers = await openRedisServers();
    const [old, fresh] = [
      await servers.start((own) => ['--port', `${own}`]),
      await servers.start((own) => ['--port', `${own}`]),
    ];
    let port = old;
    // An address that outlives a failover, as a cloud's or a Service's does.
    const address = createServer((socket) => socket.pipe(connect(port, '127.0.0.1')).pipe(socket));
    await new Promise<void>((resolve) => address.listen(0, '127.0.0.1', resolve));
    const { port: own } = address.address() as AddressInfo;
    const redis = workerRedis(`redis://127.0.0.1:${own}`, silentLog);
    await redis.set('before', '1');
    await run('redis-cli', ['-p', `${old}`, 'replicaof', '127.0.0.1', `${fresh}`]);
    port = fresh;
    await redis.set('after', '1');
    redis.disconnect();
    address.close();
    expect((await run('redis-cli', ['-p', `${fresh}`, 'get', 'after'])).stdout.trim()).toBe('1');
  });
});
