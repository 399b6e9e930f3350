import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { parseTiming, type Timing } from '#asking/timing.ts';
import type { Config } from '#config.ts';
import { type Investigated, investigate } from '#investigation/investigate.ts';
import { systemClock } from '#lib/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import { createLog } from '#lib/logger.ts';
import { createRedactor } from '#lib/redact.ts';
import { openProbes } from '#probes/index.ts';
import { memoryFence } from '#trigger/fence.ts';
import { createStartJob } from '#trigger/start-job.ts';
import { usePlugins } from '#wiring/plugins.ts';
import { setUpOf } from '#wiring/stack.ts';
import { throughTunnelOf } from '#wiring/tunnel.ts';

const ADVICE =
  '`npm run --silent focus -- timing --help` says what may be typed, focus.yml which environments there are';

/** What was asked for, and the way to each investigation of it, by this process alone. */
export interface ReadyToTime {
  readonly asked: Extract<Timing, { kind: 'timing' }>;
  /** How many the environment takes at once. */
  readonly concurrency: number;
  readonly requestedBy: string;
  readonly stopped: AbortSignal;
  investigateOnce(): Promise<Investigated>;
}

/** Rejects with an ExplainedError where nothing can be started. */
export async function readyToTime(
  { environments, defaultEnvironment, settings, redact, plugins }: Config,
  words: readonly string[],
): Promise<ReadyToTime> {
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
  const configured = environments.find(({ name }) => name === asked.environment);
  if (!configured) throw new ExplainedError(`There is no environment ${asked.environment}`, ADVICE);
  const environment = throughTunnelOf(configured, clock);
  const redactor = createRedactor(redact);
  const log = createLog(settings.LOG_LEVEL, redactor);
  usePlugins(plugins, (trouble) => log.warn({}, trouble));
  const startJob = createStartJob({ settings: environment.focusServer, fence: memoryFence(), clock, log });
  const { probes } = await openProbes(environment, clock, redactor);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const { request, timeoutMs } = asked;
  const requestedBy = userInfo().username;
  const place = { environment: environment.name, requestedBy };
  return {
    asked,
    concurrency: environment.concurrency,
    requestedBy,
    stopped: stop.signal,
    investigateOnce: () =>
      investigate({
        startJob: async () => ({
          ...(await startJob({
            ...place,
            investigation: randomUUID(),
            request,
            timeoutMs,
            limits: environment.limits,
          })),
          ...setUpOf(environment),
        }),
        probes,
        redactor,
        clock,
        signal: stop.signal,
      }),
  };
}
