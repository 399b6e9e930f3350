import { connectionOf, openBot } from './app.ts';
import { loadConfig } from './config.ts';
import { visible } from './lib/clean.ts';
import { systemClock } from './lib/clock.ts';
import { describeError, ExplainedError } from './lib/errors.ts';
import { checkFree } from './lib/http-server.ts';
import { createLog, type Log } from './lib/logger.ts';
import { createRedactor } from './lib/redact.ts';
import { prefixOf } from './queue/names.ts';
import { redisAnswers } from './queue/redis-answers.ts';
import { type Outside, openOutside, type Watched } from './wiring/outside.ts';
import { usePlugins } from './wiring/plugins.ts';
import { tellExamination } from './wiring/start-doctor.ts';
import { openWorker } from './worker.ts';

/** `node src/main.ts [bot|worker]`: one of the two processes, or both in one. */

interface Part {
  close(): Promise<void>;
}

/** Whoever looks on sees what it waits for. */
const STILL_MS = 5_000;
const STILL = 'still starting: something has not answered yet; `focus -- doctor` says what';
const role = process.argv[2] ?? 'both';
await start().catch((error) => {
  const said = error instanceof ExplainedError ? `${error.message}\n${error.advice}` : describeError(error);
  process.stderr.write(visible(`focus: ${said}\n`));
  process.exit(1);
});

async function start(): Promise<void> {
  if (!['bot', 'worker', 'both'].includes(role))
    throw new ExplainedError(`there is no process "${role}"`, 'Say bot, worker, or nothing for both');
  const config = loadConfig(process.cwd(), process.env, ['slack']);
  const log = createLog(config.settings.LOG_LEVEL, createRedactor(config.redact));
  usePlugins(config.plugins, (trouble) => log.warn({}, trouble));
  // A library's stray rejection must not end the process in the middle of an incident.
  process.on('unhandledRejection', (error) => log.error({ error: describeError(error) }, 'unhandled rejection'));
  const { HEALTH_HOST: host, HEALTH_PORT: port } = config.settings;
  // Before anything of others is held: a process that cannot start leaves no lease behind.
  const place = { host, port, setting: 'HEALTH_PORT' };
  const way = connectionOf(config.settings);
  if (role !== 'worker' && way.kind === 'http') await checkFree({ ...way, setting: 'PORT' });
  if (role !== 'worker' && config.api) await checkFree({ ...config.api, setting: 'api.port in focus.yml' });
  const outside = await openOutside({ config, place, clock: systemClock, log, env: process.env });
  const waiting = setInterval(() => log.warn({}, STILL), STILL_MS);
  await redisAnswers(config.settings.REDIS_URL, prefixOf(config.settings.REDIS_PREFIX), log);
  const parts: Part[] = [];
  if (role !== 'bot') parts.push(watched(outside, await openWorker(config, systemClock, log, outside)));
  if (role !== 'worker') parts.push(watched(outside, await openBot(config, systemClock, log, outside)));
  clearInterval(waiting);
  outside.enter('running');
  log.info({ role, environments: config.environments.map(({ name }) => name) }, 'ready');
  void tellExamination(config, role === 'bot' ? 'bot' : 'worker', log);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(parts, outside, log));
}

async function stop(parts: readonly Part[], outside: Outside, log: Log): Promise<void> {
  outside.enter('stopping');
  log.info({}, 'stopping: what runs may end');
  await Promise.allSettled(parts.map((part) => part.close()));
  await outside.close();
  process.exit(0);
}

function watched<T extends Watched>(outside: Outside, part: T): T {
  outside.watch(part);
  return part;
}
