import type { Config } from '#config.ts';
import { createHistory } from '#history/history.ts';
import { investigate } from '#investigation/investigate.ts';
import type { Probe } from '#investigation/probe.ts';
import type { Report } from '#investigation/report.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { openProbes } from '#probes/index.ts';
import { workerRedis } from '#queue/connection.ts';
import type { InvestigationRequest } from '#queue/requests.ts';
import { createWorkers, type Loss } from '#queue/work.ts';
import { createSlackClient } from '#slack/client.ts';
import { createMessenger } from '#slack/post.ts';
import { createTeller, type Told } from '#slack/tell.ts';
import { redisFence } from '#trigger/fence.ts';
import { createStartJob } from '#trigger/start-job.ts';
import { PREFIX } from './prefix.ts';

/** Process 2: queue → investigation → Slack. */
export interface Worker {
  troubles(): readonly string[];
  close(): Promise<void>;
}

/** What runs may end before a shutdown aborts it and hands it to the next worker. */
const CLOSE_MS = 20_000;

export async function openWorker({ settings, environments }: Config, clock: Clock, log: Log): Promise<Worker> {
  const redis = workerRedis(settings.REDIS_URL, log);
  const client = createSlackClient({
    token: settings.SLACK_BOT_TOKEN ?? '',
    apiUrl: settings.SLACK_API_URL,
    clock,
    log,
  });
  const messenger = createMessenger({ client, redis, clock, log });
  const teller = createTeller({ messenger, clock, log });
  const history = createHistory({ redis, prefix: PREFIX, clock, log });
  const fence = redisFence(redis, `${PREFIX}:fence`);

  const probes = new Map<string, readonly Probe[]>();
  for (const environment of environments) probes.set(environment.name, await openProbes(environment, clock));

  const run = async (request: InvestigationRequest, told: Told, signal: AbortSignal): Promise<Report> => {
    const environment = environments.find(({ name }) => name === request.environment);
    if (!environment)
      throw new ExplainedError(`there is no environment ${request.environment} any more`, 'Type `/focus help`');
    const startJob = createStartJob({ settings: environment.focusServer, fence, clock, log });
    const { evidence, report } = await investigate({
      startJob: async () => {
        const subject = await startJob({ ...request, limits: environment.limits });
        told.onSubject(subject);
        return subject;
      },
      probes: probes.get(environment.name) ?? [],
      clock,
      signal,
      onObservation: told.onObservation,
    });
    signal.throwIfAborted();
    await history.save({ evidence, report });
    return report;
  };

  const workers = createWorkers({
    redis,
    prefix: PREFIX,
    environments,
    clock,
    log,
    announce: teller.announce,
    onWaiting: teller.waiting,
    async investigate(request, { signal, attempt }) {
      const fields = { investigation: request.investigation, environment: request.environment };
      log.info({ ...fields, attempt }, 'investigation begins');
      await teller.during(request, (told) => run(request, told, signal));
      log.info(fields, 'investigation told');
    },
    lost: (request, why) => teller.lost(request, whyLost(why)),
  });
  await workers.start();

  return {
    troubles: () => (redis.status === 'ready' ? [] : [`Redis is ${redis.status}`]),
    async close() {
      await workers.close(CLOSE_MS);
      redis.disconnect();
    },
  };
}

function whyLost(why: Loss): string {
  if (why.kind === 'workers-died') return `${why.starts} workers died over it`;
  if (why.error instanceof ExplainedError) return `${describeError(why.error)}. ${why.error.advice}`;
  return 'something in the bot failed; that is the bot’s fault, and it is in its log';
}
