import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Redis } from 'ioredis';
import { type Lab, openLab } from '#lab/lab.ts';
import { clickNewest } from '#lab/people.ts';
import { consumerNeverCreated } from '#lab/scenarios/consumer-never-created.ts';
import { silentLog } from '#lib/logger.ts';
import { openRedisProcess } from './scheduler/redis.ts';

/**
 * What a release leaves in Redis, in the middle of its work: `node scripts/run.mjs bench/redis-fill.ts test/releases/VERSION.json.gz`,
 * with the code of that release. A test starts the code of later ones on it.
 */
const [file = ''] = process.argv.slice(2);
const CHECKS = {
  'lab-live': {
    environment: 'lab',
    every: '20s',
    confirmAfter: '5s',
    channel: 'C0INCIDENT',
    timing: { timeout: '10s' },
  },
};
const TELLS = ['chat.update', 'chat.postMessage'];

const server = await openRedisProcess();
const redis = new Redis(server.url);
const lab = await openLab({
  ...{ scenario: consumerNeverCreated, speed: 5, seed: 1, log: silentLog },
  ...{ redisUrl: server.url, checks: CHECKS },
});
await live(lab);
const kept = { recordedAt: lab.clock.now(), checks: CHECKS, keys: await dump() };
writeFileSync(file, gzipSync(JSON.stringify(kept)));
process.stdout.write(`${file}: ${kept.keys.length} keys\n`);
process.exit(0);

/** One told, one in the outbox, one that runs, two that wait; a capture, an incident with its schedule. */
async function live({ slack, world }: Lab): Promise<void> {
  const said = () => slack.messages(slack.channel('incidents').id).map(({ text }) => text);
  await until(() => said().some((text) => /\*lab: .*, since /.test(text)));
  await clickNewest(lab, 'acknowledge');
  await slack.command('timing timeout=10s');
  await until(() => said().some((text) => /^:(?!white)\w+_circle: lab: /.test(text)));
  await until(async () => (await redis.keys('*capture*')).length > 0 && world.lives.length > 1);
  const before = said().length;
  await slack.command('timing timeout=15s');
  await until(() => said().length > before);
  for (const method of TELLS) slack.failAll(method, 'internal_error');
  await until(async () => (await redis.keys('*outbox*')).length > 0);
  for (const seconds of [30, 31, 32]) await slack.command(`timing timeout=${seconds}s`);
  await until(async () => (await redis.zcard('{focus}:focus-lab:prioritized')) > 1);
}

async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await check())) await lab.clock.sleep(100);
}

/** Nothing is written meanwhile. */
async function dump() {
  await redis.call('CLIENT', 'PAUSE', '30000', 'WRITE');
  const names = await redis.keys('*');
  return Promise.all(
    names.toSorted().map(async (key) => {
      const [type, ttl] = [await redis.type(key), await redis.pttl(key)];
      return { key, type, ttl, value: await read(type, key) };
    }),
  );
}

/** As base64, as some of it is packed. */
async function read(type: string, key: string): Promise<readonly string[]> {
  const shown = (values: readonly (Buffer | null)[]) =>
    values.map((value) => (value ?? Buffer.alloc(0)).toString('base64'));
  switch (type) {
    case 'string':
      return shown([await redis.getBuffer(key)]);
    case 'hash':
      return shown(Object.values((await redis.callBuffer('HGETALL', key)) as Buffer[]));
    case 'list':
      return shown(await redis.lrangeBuffer(key, 0, -1));
    case 'set':
      return shown(await redis.smembersBuffer(key));
    case 'zset':
      return shown(await redis.zrangeBuffer(key, '0', '-1', 'WITHSCORES'));
    default:
      // The stream of what happened to items tells only who listens at that moment.
      return [];
  }
}
