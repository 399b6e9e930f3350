import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { type Config, loadConfig } from '#config.ts';
import { parseTiming } from '#investigation/ask.ts';
import type { Verdict } from '#investigation/diagnosis.ts';
import { type Investigated, investigate } from '#investigation/investigate.ts';
import { reportText } from '#investigation/report-text.ts';
import { systemClock } from '#lib/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import { createLog } from '#lib/logger.ts';
import { openProbes } from '#probes/index.ts';
import { memoryFence } from '#trigger/fence.ts';
import { createStartJob } from '#trigger/start-job.ts';

/** The engine in a terminal: `focus timing <environment> [name=value …] [--json]`. */

const USAGE = `usage: npm run --silent focus -- timing [environment] [name=value ...] [--json]
  exit 0 healthy · 1 degraded or broken · 2 inconclusive · 3 could not investigate`;

const exitCodes: Readonly<Record<Verdict, number>> = { healthy: 0, degraded: 1, broken: 1, inconclusive: 2 };
const COULD_NOT = 3;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const words = args.filter((arg) => arg !== '--json');
  const [subcommand, ...rest] = words;
  const unknown = rest.find((word) => word.startsWith('--'));
  if (subcommand !== 'timing' || unknown) {
    process.stderr.write(
      `${unknown ? `there is no option ${unknown}` : `there is no command "${subcommand ?? ''}"`}\n${USAGE}\n`,
    );
    return COULD_NOT;
  }
  try {
    const { evidence, report } = await timing(loadConfig(process.cwd(), process.env, []), rest);
    process.stdout.write(
      args.includes('--json') ? `${JSON.stringify({ report, evidence }, null, 2)}\n` : reportText(report),
    );
    return exitCodes[report.verdict];
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    process.stderr.write(`${error.message}\n${error.advice}\n`);
    return COULD_NOT;
  }
}

async function timing(
  { environments, defaultEnvironment, settings }: Config,
  words: readonly string[],
): Promise<Investigated> {
  const clock = systemClock;
  const asked = parseTiming(words, {
    environments: environments.map(({ name }) => name),
    defaultEnvironment,
    defaultsOf: (name) => environments.find((environment) => environment.name === name)?.focusServer.defaults ?? {},
    now: clock.now(),
  });
  if (asked.kind === 'mistakes')
    throw new ExplainedError(
      `Nothing was started:\n${asked.mistakes.map(({ message }) => `  ${message}`).join('\n')}`,
      USAGE,
    );
  const environment = environments.find(({ name }) => name === asked.environment);
  if (!environment) throw new ExplainedError(`There is no environment ${asked.environment}`, USAGE);
  const log = createLog(settings.LOG_LEVEL);
  const startJob = createStartJob({ settings: environment.focusServer, fence: memoryFence(), clock, log });
  const probes = await openProbes(environment, clock);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const { request, timeoutMs } = asked;
  const subject = { investigation: randomUUID(), environment: environment.name, requestedBy: userInfo().username };
  return investigate({
    startJob: () => startJob({ ...subject, request, timeoutMs, limits: environment.limits }),
    probes,
    clock,
    signal: stop.signal,
  });
}
