import { connectionOf, openBot } from './app.ts';
import { loadConfig } from './config.ts';
import { checkFree, openHealth } from './health.ts';
import { visible } from './lib/clean.ts';
import { systemClock } from './lib/clock.ts';
import { describeError, ExplainedError } from './lib/errors.ts';
import { createLog, type Log } from './lib/logger.ts';
import { createRedactor } from './lib/redact.ts';
import { tellExamination } from './wiring/start-doctor.ts';
import { openWorker } from './worker.ts';

/** `node src/main.ts [bot|worker]`: one of the two processes, or both in one. */

interface Part {
  troubles(): readonly string[];
  close(): Promise<void>;
}

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
  // A library's stray rejection must not end the process in the middle of an incident.
  process.on('unhandledRejection', (error) => log.error({ error: describeError(error) }, 'unhandled rejection'));
  const parts: Part[] = [];
  // Before anything of others is held: a process that cannot start leaves no lease behind.
  let starting = ['starting'];
  const troubles = () => [...starting, ...parts.flatMap((part) => part.troubles())];
  const health = await openHealth(config.settings.HEALTH_PORT, troubles);
  const way = connectionOf(config.settings);
  if (role !== 'worker' && way.kind === 'http') await checkFree({ ...way, setting: 'PORT' });
  if (role !== 'bot') parts.push(await openWorker(config, systemClock, log));
  if (role !== 'worker') parts.push(await openBot(config, systemClock, log));
  parts.push({ troubles: () => [], ...health });
  starting = [];
  log.info({ role, environments: config.environments.map(({ name }) => name) }, 'ready');
  void tellExamination(config, role === 'bot' ? 'bot' : 'worker', log);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(parts, log));
}

async function stop(parts: readonly Part[], log: Log): Promise<void> {
  log.info({}, 'stopping: what runs may end');
  await Promise.allSettled(parts.map((part) => part.close()));
  process.exit(0);
}
