import { randomUUID } from 'node:crypto';
import type { Config } from '#config.ts';
import { createCaptures } from '#history/captures.ts';
import { createHistory } from '#history/history.ts';
import type { Clock } from '#lib/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { createRedactor } from '#lib/redact.ts';
import { createLookupWorker } from '#queue/answer-lookups.ts';
import { workerRedis } from '#queue/connection.ts';
import type { InvestigationRequest } from '#queue/requests.ts';
import { createWorkers } from '#queue/work.ts';
import { createSlackClient } from '#slack/client.ts';
import { createMessenger } from '#slack/post.ts';
import { createTeller } from '#slack/tell.ts';
import { createLookupTeller } from '#slack/tell-lookup.ts';
import { redisFence } from '#trigger/fence.ts';
import { createStartJob } from '#trigger/start-job.ts';
import { PREFIX } from './prefix.ts';
import { createAnswerLookup } from './wiring/answer-lookup.ts';
import { openCapturing } from './wiring/capturing.ts';
import { createRunInvestigation } from './wiring/run-investigation.ts';
import { openStacks, type Stack } from './wiring/stack.ts';
import { whyLost } from './wiring/why-lost.ts';

/** Process 2: queue → investigations and look-ups → Slack. */
export interface Worker {
  troubles(): readonly string[];
  close(): Promise<void>;
}

/** What runs may end before a shutdown aborts it and hands it to the next worker. */
const CLOSE_MS = 20_000;

export async function openWorker({ settings, environments, redact }: Config, clock: Clock, log: Log): Promise<Worker> {
  const redis = workerRedis(settings.REDIS_URL, log);
  const slack = { token: settings.SLACK_BOT_TOKEN ?? '', apiUrl: settings.SLACK_API_URL, clock, log };
  const messenger = createMessenger({ client: createSlackClient(slack), redis, clock, log });
  const teller = createTeller({ messenger, clock, log });
  const lookupTeller = createLookupTeller({ messenger, log });
  const remembering = { redis, prefix: PREFIX, clock, log };
  const history = createHistory(remembering);
  const captures = createCaptures(remembering);
  const redactor = createRedactor(redact);
  const fence = redisFence(redis, `${PREFIX}:fence`);
  const stacks = await openStacks(environments, clock);
  const capturing = openCapturing({ stacks, captures, redis, redactor, holder: randomUUID(), clock, log });
  const run = createRunInvestigation({ history, captures, redactor, clock, log, capture: capturing.capture });
  const answerLookup = createAnswerLookup({
    ...{ stacks, history, captures, redis, redactor, teller, lookupTeller, run, clock },
  });

  const startJobOf = ({ environment }: Stack, request: InvestigationRequest) => {
    const startJob = createStartJob({ settings: environment.focusServer, fence, clock, log });
    return () => startJob({ ...request, limits: environment.limits });
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
      const stack = stacks.get(request.environment);
      if (!stack)
        throw new ExplainedError(`there is no environment ${request.environment} any more`, 'Type `/focus help`');
      const fields = { investigation: request.investigation, environment: request.environment };
      log.info({ ...fields, attempt }, 'investigation begins');
      await teller.during(request, (told) => run(stack, startJobOf(stack, request), told, signal));
      log.info(fields, 'investigation told');
    },
    lost: (request, why) => teller.lost(request, whyLost(why)),
  });
  const lookupWorker = createLookupWorker({
    redis,
    prefix: PREFIX,
    clock,
    log,
    async answer(request, signal) {
      await answerLookup(request, signal);
      log.info({ lookup: request.lookup, kind: request.asked.kind, environment: request.environment }, 'look-up told');
    },
    lost: (request, why) => lookupTeller.lost(request, whyLost(why)),
  });
  await Promise.all([workers.start(), lookupWorker.start()]);

  return {
    troubles: () => (redis.status === 'ready' ? [] : [`Redis is ${redis.status}`]),
    async close() {
      await Promise.all([workers.close(CLOSE_MS), lookupWorker.close(CLOSE_MS)]);
      await capturing.close();
      redis.disconnect();
    },
  };
}
