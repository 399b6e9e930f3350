import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { parseTiming } from '#asking/timing.ts';
import type { Config } from '#config.ts';
import { type Investigated, investigate } from '#investigation/investigate.ts';
import { systemClock } from '#lib/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import { createLog } from '#lib/logger.ts';
import { createRedactor } from '#lib/redact.ts';
import { openProbes } from '#probes/index.ts';
import { memoryFence } from '#trigger/fence.ts';
import { createStartJob } from '#trigger/start-job.ts';
import { setUpOf } from '#wiring/stack.ts';

const ADVICE =
  '`npm run --silent focus -- timing --help` says what may be typed, focus.yml which environments there are';

/** One investigation by this process alone; rejects with an ExplainedError where nothing was started. */
export async function startTiming(
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
      ADVICE,
    );
  const environment = environments.find(({ name }) => name === asked.environment);
  if (!environment) throw new ExplainedError(`There is no environment ${asked.environment}`, ADVICE);
  const redactor = createRedactor(redact);
  const log = createLog(settings.LOG_LEVEL, redactor);
  const startJob = createStartJob({ settings: environment.focusServer, fence: memoryFence(), clock, log });
  const { probes } = await openProbes(environment, clock, redactor);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const { request, timeoutMs } = asked;
  const subject = { investigation: randomUUID(), environment: environment.name, requestedBy: userInfo().username };
  return investigate({
    startJob: async () => ({
      ...(await startJob({ ...subject, request, timeoutMs, limits: environment.limits })),
      ...setUpOf(environment),
    }),
    probes,
    redactor,
    clock,
    signal: stop.signal,
  });
}
