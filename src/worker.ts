import { randomInt, randomUUID } from 'node:crypto';
import { createPainter } from '#chart/png.ts';
import { createCheckRuns } from '#checking/check-runs.ts';
import { createChecking } from '#checking/checking.ts';
import { channelsOf, createRedisWatch } from '#checking/redis-away.ts';
import { createSilentRun, isSilent } from '#checking/silent-run.ts';
import { createStartCheck } from '#checking/start-check.ts';
import { createWatchedChecks } from '#checking/watched-checks.ts';
import { createBookStore } from '#checks/book-store.ts';
import { RUN_LOST } from '#checks/judge-timing.ts';
import { createCaptures } from '#history/captures.ts';
import { createHistory } from '#history/history.ts';
import { createOwnJobs } from '#history/own-jobs.ts';
import { createKeptSoFar } from '#history/so-far.ts';
import { createUnderWatch } from '#history/under-watch.ts';
import { createWatchedNow } from '#history/watched-now.ts';
import type { Clock } from '#lib/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import type { Log } from '#lib/logger.ts';
import { createRedactor } from '#lib/redact.ts';
import { settlesWithin } from '#lib/settles-within.ts';
import { askersOf } from '#queue/askers.ts';
import { CUT_SHORT_MS } from '#queue/bull-worker.ts';
import { release } from '#queue/claim.ts';
import { workerRedis } from '#queue/connection.ts';
import { type Ended, keepEnd } from '#queue/ends.ts';
import { createRunQueue } from '#queue/enqueue.ts';
import { createLookupWorker } from '#queue/lookups.ts';
import { whyLost } from '#queue/loss.ts';
import { prefixOf } from '#queue/names.ts';
import type { InvestigationRequest, LookupRequest, Question } from '#queue/requests.ts';
import { createSecondLooks } from '#queue/second-looks.ts';
import { createWorkers } from '#queue/work.ts';
import { createSlackClient } from '#slack/edge/client.ts';
import { proxyTo } from '#slack/edge/proxy.ts';
import { createLate } from '#slack/message/late.ts';
import { createLinkTo } from '#slack/message/links.ts';
import { createPaces, sharedTurns } from '#slack/message/pace.ts';
import { createMessenger } from '#slack/message/post.ts';
import { createPrivately } from '#slack/message/privately.ts';
import { createStates } from '#slack/message/states.ts';
import { createAwayTeller } from '#slack/tell/away.ts';
import { createTellDefect } from '#slack/tell/defect.ts';
import { createIncidentTeller } from '#slack/tell/incident.ts';
import { createTeller } from '#slack/tell/investigation.ts';
import { createLookupTeller } from '#slack/tell/lookup.ts';
import { createTellPause } from '#slack/tell/pause.ts';
import { createSeriesTeller } from '#slack/tell/series.ts';
import { silentCounts } from '#telemetry/counts.ts';
import { silentSpans } from '#telemetry/spans.ts';
import { redisFence } from '#trigger/fence.ts';
import { createStartJob } from '#trigger/start-job.ts';
import { createCallOut } from '#ways/call-out.ts';
import { asJobInSlack, createAnswerLookup } from '#wiring/answers.ts';
import { createTellCancelled } from '#wiring/cancel.ts';
import { openCapturing } from '#wiring/capturing.ts';
import { createDrawCourse } from '#wiring/draw-course.ts';
import { announceChange } from '#wiring/on-changes.ts';
import type { Seen } from '#wiring/outside.ts';
import {
  createRunInvestigation,
  type RunTools,
  recallInvestigated,
  tellInvestigation,
  UNTOLD,
} from '#wiring/run-investigation.ts';
import { tellCancelledSeries } from '#wiring/run-series.ts';
import { createLookAgain, createPlanSecondLook } from '#wiring/second-look.ts';
import { openStacks, type Stack } from '#wiring/stack.ts';
import { createCheckStatus, createLookAtStatus } from '#wiring/status.ts';
import { recallReport } from '#wiring/verdicts.ts';
import { createWatchJobs } from '#wiring/watching.ts';
import { openWays } from '#wiring/ways.ts';
import type { Config } from './config.ts';

/** Process 2: queue → investigations and look-ups → Slack. */
export interface Worker {
  troubles(): readonly string[];
  close(): Promise<void>;
}

/** A message that is being sent is sent by then; what is left in the outbox and in the book is the next worker's. */
const LAST_TELLING_MS = 5_000;
/** What was captured is kept by then. */
const LAST_KEEPING_MS = 2_000;
/** How long after `SHUTDOWN_TIMEOUT` a worker is closed at the latest. */
export const CLOSED_AFTER_MS = CUT_SHORT_MS + LAST_TELLING_MS + LAST_KEEPING_MS;

export async function openWorker(
  config: Config,
  clock: Clock,
  log: Log,
  { counts = silentCounts, spans = silentSpans }: Partial<Seen> = {},
): Promise<Worker> {
  const { settings, environments, redact, checks, heartbeat, ways } = config;
  const redis = workerRedis(settings.REDIS_URL, log);
  const prefix = prefixOf(settings.REDIS_PREFIX);
  const proxy = proxyTo(settings);
  const slack = {
    ...{ token: settings.SLACK_BOT_TOKEN ?? '', apiUrl: settings.SLACK_API_URL, clock, log, counts },
    ...(proxy && { proxy }),
  };
  const client = createSlackClient(slack);
  const states = createStates(redis, prefix);
  const paceOf = createPaces(sharedTurns(redis, prefix, clock), clock);
  const messenger = createMessenger({ client, redis, prefix, states, paceOf, clock, log });
  const late = createLate({ redis, prefix, messenger, clock, log });
  const painter = createPainter();
  const telling = {
    messenger,
    late,
    askersOf: (investigation: string) => askersOf(redis, prefix, investigation),
    draw: createDrawCourse(painter, log),
    spans,
    ...(settings.DOCS_URL !== undefined && { docsUrl: settings.DOCS_URL }),
    clock,
    log,
  };
  const teller = createTeller(telling);
  const lookupTeller = createLookupTeller({ messenger, late, privately: createPrivately(client, log), log });
  const linkTo = createLinkTo({ client, redis, prefix, log });
  const remembering = { redis, prefix, clock, log };
  const history = createHistory(remembering);
  const captures = createCaptures(remembering);
  const store = createBookStore(remembering);
  const redactor = createRedactor(redact);
  const fence = redisFence(redis, `${prefix}:fence`);
  const stacks = await openStacks(environments, clock, redactor);
  const holder = randomUUID();
  const secondLooks = createSecondLooks(remembering);
  const planSecondLook = createPlanSecondLook(secondLooks, log);
  const onSaved: RunTools['onSaved'] = async (report) => {
    announceChange(redis, prefix);
    await planSecondLook(report);
  };
  const soFar = createKeptSoFar(remembering);
  const keepAskers = async (investigation: string) => {
    const askers = await telling.askersOf(investigation);
    await history.keepAskers(
      investigation,
      askers.map(({ user }) => user),
    );
  };
  const noMoreAskers = (question: Question) => release(redis, prefix, question);
  const ownJobs = createOwnJobs(remembering);
  const run = createRunInvestigation({
    history,
    soFar,
    captures,
    keepAskers,
    ownJobs,
    redactor,
    clock,
    log,
    capture: (stack, jobId) => capturing.capture(stack, jobId),
    onSaved,
    counts,
    spans,
  });

  const byName = new Map(checks.map((check) => [check.name, check]));
  const checkRuns = createCheckRuns({
    ...{ checks: byName, history, events: store, redis, prefix, clock, log },
    ran: (environment, outcome) => counts.checkRan(environment, outcome),
    tellDefect: createTellDefect(messenger),
  });
  const { checkOf, ended } = createWatchedChecks({ checks, checkRuns, store, clock });
  const watchedNow = createWatchedNow(remembering);
  const watchJobs = createWatchJobs({
    ...{ run, ownJobs, watchedNow, soFar, checkOf, ended, clock, log },
    underWatch: createUnderWatch(remembering),
    recalled: (investigation) => recallInvestigated(history, investigation),
  });
  const capturing = openCapturing({ stacks, captures, redis, prefix, redactor, holder, watchJobs, clock, log });
  const runSilently = createSilentRun({ checkRuns, history });
  const lookAtStatus = createLookAtStatus({ redactor, clock });
  const telemetry = spans.queue ? { telemetry: spans.queue } : {};
  const runs = createRunQueue(remembering);
  const redisWatch = createRedisWatch({
    ...{ redis, prefix, clock, log },
    teller: createAwayTeller({ client, clock, log }),
    channels: channelsOf(checks),
    place: randomInt(1_000) / 1_000,
  });
  const onTick = createStartCheck({
    ...{ checks: byName, stacks, store, runs, redis, prefix, clock, log },
    hasTold: redisWatch.hasTold,
    checkStatus: createCheckStatus({ stacks, lookAtStatus, checkRuns, clock }),
  });
  const checking = createChecking({
    ...{ checks, store, onTick, redis, prefix, holder, clock, log },
    ...(heartbeat && { heartbeat }),
    teller: createIncidentTeller({
      ...telling,
      checkOf: (name) => byName.get(name),
      reported: (investigation) => recallReport(history, investigation),
    }),
    tellPause: createTellPause(messenger),
    callOut: createCallOut({
      ...{ ways: openWays(ways), linkTo, redactor, clock },
      checkOf: (name) => byName.get(name),
      counted: (way, outcome) => counts.calledOut(way, outcome),
      ...(proxy && { proxy: proxy as unknown as NonNullable<RequestInit['dispatcher']> }),
    }),
    redisWatch,
  });
  const seriesTools = {
    ...{ runs, history, fence, painter, clock, log },
    seriesTeller: createSeriesTeller({ messenger, late }),
  };
  const endedAs = (id: string, ended: Ended) => keepEnd(redis, prefix, id, ended);
  const answerLookup = createAnswerLookup({
    ...seriesTools,
    ...{ stacks, history, captures, redactor, teller, lookupTeller, run, painter, clock, log },
    keepEnd: endedAs,
    soFar,
    keepAskers,
    noMoreAskers,
    async askersOf(request: LookupRequest) {
      const known = await telling.askersOf(request.lookup);
      return known.length > 0 ? known : [{ user: request.requestedBy, channel: request.channel }];
    },
    setUp: { ...config, mistakes: [] },
    ...{ checks, store, checkRuns, watchedNow, lookAtStatus, linkTo, nextTicks: checking.nextTicks },
  });

  const tellCancelled = createTellCancelled({ teller, history, fence });
  const startJobOf = ({ environment }: Stack, request: InvestigationRequest, cancelled: AbortSignal) => {
    const startJob = createStartJob({ settings: environment.focusServer, fence, clock, log });
    return () => startJob({ ...request, limits: environment.limits, cancelled });
  };

  const workers = createWorkers({
    ...telemetry,
    redis,
    prefix,
    environments,
    clock,
    log,
    async announce(request, position) {
      await teller.announce(request, position);
      counts.firstMessage(request.environment, clock.now() - request.requestedAt);
    },
    async onWaiting(request, position) {
      if (!request.untold) await teller.waiting(request, position);
    },
    async investigate(request, tools) {
      const stack = stacks.get(request.environment);
      if (!stack)
        throw new ExplainedError(`there is no environment ${request.environment} any more`, 'Type `/focus help`');
      const fields = { investigation: request.investigation, environment: request.environment };
      log.info({ ...fields, attempt: tools.attempt }, 'investigation begins');
      announceChange(redis, prefix);
      const startJob = startJobOf(stack, request, tools.cancelled);
      if (isSilent(request)) {
        const { check } = request;
        await runSilently(() => run(stack, startJob, UNTOLD, tools.signal, { check: check.name }), request, tools);
        return log.info(fields, 'investigation kept');
      }
      if (request.series !== undefined || request.untold) {
        const ended = AbortSignal.any([tools.signal, tools.cancelled]);
        const earlier = tools.attempt > 1 ? await recallInvestigated(history, request.investigation) : undefined;
        const of = request.series === undefined ? {} : { series: request.series };
        if (!earlier) await run(stack, startJob, UNTOLD, ended, of);
        return log.info(fields, 'investigation kept');
      }
      const around = { teller, history, run, keepAskers, noMoreAskers, checkRuns };
      await tellInvestigation(around, stack, startJob, request, tools);
      log.info(fields, 'investigation told');
    },
    async cancelled(request, why, attempt) {
      announceChange(redis, prefix);
      // Its series tells it.
      if (request.series !== undefined) return;
      await endedAs(request.investigation, { environment: request.environment, kind: 'cancelled', by: why.by });
      if (!request.untold) await tellCancelled(request, why, attempt);
    },
    async lost(request, why, attempt) {
      counts.lost(request.environment);
      if (request.series !== undefined) return;
      await endedAs(request.investigation, { environment: request.environment, kind: 'lost', why: whyLost(why) });
      if (request.untold) return;
      if (!isSilent(request)) return teller.lost(request, attempt, whyLost(why));
      await checkRuns.blind(request, request.check, RUN_LOST, `The run came to nothing: ${whyLost(why)}`);
    },
  });
  const lookupWorker = createLookupWorker({
    ...telemetry,
    redis,
    prefix,
    clock,
    log,
    environments: environments.map(({ name }) => name),
    async answer(request, how) {
      await answerLookup(request, how);
      counts.lookedUp(request.asked.kind, 'answered');
      log.info({ lookup: request.lookup, kind: request.asked.kind, environment: request.environment }, 'look-up told');
    },
    async cancelled(request, why, attempt) {
      const { lookup: investigation, asked, environment } = request;
      counts.lookedUp(asked.kind, 'cancelled');
      const stack = stacks.get(environment);
      if (asked.kind === 'series' && stack)
        return tellCancelledSeries(seriesTools, { stack, request, attempt }, asked, why.by);
      if (asked.kind !== 'job') return lookupTeller.cancelled(request, why.by);
      await endedAs(investigation, { environment, kind: 'cancelled', by: why.by });
      if (!request.untold) await tellCancelled(asJobInSlack(request, asked), why, attempt);
    },
    async lost(request, why, attempt) {
      const { lookup, asked, environment } = request;
      counts.lookedUp(asked.kind, 'lost');
      await endedAs(lookup, { environment, kind: 'lost', why: whyLost(why) });
      if (request.untold) return;
      if (asked.kind === 'job') return teller.lost(asJobInSlack(request, asked), attempt, whyLost(why));
      await lookupTeller.lost(request, whyLost(why));
    },
    lookAgain: createLookAgain({ stacks, history, store, redactor, clock, log }),
  });
  await Promise.all([workers.start(), lookupWorker.start(), checking.start()]);
  const closing = new AbortController();
  const lateTold = late.run(closing.signal);

  return {
    troubles: () => (redis.status === 'ready' ? [] : [`Redis is ${redis.status}`]),
    async close() {
      const { SHUTDOWN_TIMEOUT: ms } = settings;
      capturing.takeNoMore();
      await Promise.all([workers, lookupWorker].map((part) => part.close(ms)).concat(checking.takeNoMore(ms)));
      closing.abort();
      await settlesWithin(clock, LAST_TELLING_MS, Promise.allSettled([checking.close(), lateTold]));
      const others = [capturing, runs, secondLooks, painter].map((part) => part.close());
      await settlesWithin(clock, LAST_KEEPING_MS, Promise.allSettled(others));
      redis.disconnect();
    },
  };
}
