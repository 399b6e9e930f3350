import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { type Config, loadConfig } from '#config.ts';
import { parseTiming } from '#investigation/ask.ts';
import { type Investigated, investigate } from '#investigation/investigate.ts';
import { reportText } from '#investigation/report-text.ts';
import { systemClock } from '#lib/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import { createLog } from '#lib/logger.ts';
import { createRedactor } from '#lib/redact.ts';
import { openProbes } from '#probes/index.ts';
import { memoryFence } from '#trigger/fence.ts';
import { createStartJob } from '#trigger/start-job.ts';
import { readOptions } from './options.ts';
import { exitCodes, type Subcommand, VERDICT_CODES } from './subcommand.ts';
import { usageOf } from './usage.ts';

/** The engine in a terminal: one investigation without Slack, queue and history. */
export const timing: Subcommand = {
  name: 'timing',
  usage: ['timing [environment] [name=value ...] [--json]'],
  about: `starts one job, watches it and says what became of it\n${VERDICT_CODES} · 3 could not investigate`,
  async run(typed) {
    const { words, flags } = readOptions(typed, { flags: ['json'] }, timing);
    const { evidence, report } = await start(loadConfig(process.cwd(), process.env, []), words);
    process.stdout.write(flags.has('json') ? `${JSON.stringify({ report, evidence }, null, 2)}\n` : reportText(report));
    return exitCodes[report.verdict];
  },
};

async function start(
  { environments, defaultEnvironment, settings, redact }: Config,
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
      usageOf(timing),
    );
  const environment = environments.find(({ name }) => name === asked.environment);
  if (!environment) throw new ExplainedError(`There is no environment ${asked.environment}`, usageOf(timing));
  const redactor = createRedactor(redact);
  const log = createLog(settings.LOG_LEVEL, redactor);
  const startJob = createStartJob({ settings: environment.focusServer, fence: memoryFence(), clock, log });
  const { probes } = await openProbes(environment, clock);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const { request, timeoutMs } = asked;
  const subject = { investigation: randomUUID(), environment: environment.name, requestedBy: userInfo().username };
  return investigate({
    startJob: () => startJob({ ...subject, request, timeoutMs, limits: environment.limits }),
    probes,
    redactor,
    clock,
    signal: stop.signal,
  });
}
