import { Redis } from 'ioredis';
import { systemClock } from '#lib/clock.ts';
import { createLog } from '#lib/logger.ts';
import { workerRedis } from '#queue/connection.ts';
import { createSchedules } from '#queue/schedules.ts';
import { createTickWorker } from '#queue/ticks.ts';
import { checks, KEYS, PREFIX } from './checks.ts';

/** A worker of the scheduler's bench: reconciles as a bot does at its start, takes ticks, and writes down what it did. */
const [url = ''] = process.argv.slice(2);
const log = createLog('error');
const redis = workerRedis(url, log);
const record = new Redis(url);

const ticks = createTickWorker({
  redis,
  prefix: PREFIX,
  clock: systemClock,
  log,
  async onTick({ id, lateMs }) {
    await record.multi().hincrby(KEYS.starts, id, 1).hsetnx(KEYS.lateMs, id, lateMs).exec();
    // As in the bot, where a run that is known by its tick's id is not asked for again.
    if (await record.hexists(KEYS.runs, id)) return;
    await systemClock.sleep(50 + Math.random() * 200);
    await record.multi().hsetnx(KEYS.runs, id, process.pid).hincrby(KEYS.ends, id, 1).exec();
  },
});
await createSchedules({ redis, prefix: PREFIX, clock: systemClock, log }).reconcile(checks);
await ticks.start();
process.stdout.write('ready\n');
