import type { Redis } from 'ioredis';
import { bundleName, makeBundle } from '#bundle/make-bundle.ts';
import type { FindCapture } from '#history/capture.ts';
import type { History } from '#history/history.ts';
import type { LogsRequest } from '#investigation/log-reading/filter.ts';
import type { Clock } from '#lib/clock.ts';
import { ExplainedError } from '#lib/errors.ts';
import type { Redactor } from '#lib/redact.ts';
import { botVersion } from '#lib/version.ts';
import { findJob } from '#lookups/find-job.ts';
import { lookUpJobs } from '#lookups/jobs/look.ts';
import { followJobLogs, podsEnded } from '#lookups/logs/follow.ts';
import type { FollowState } from '#lookups/logs/follow-state.ts';
import { lookUpLogs } from '#lookups/logs/look.ts';
import { stoppedBy } from '#queue/lookups.ts';
import { PREFIX } from '#queue/names.ts';
import type { LookupRequest } from '#queue/requests.ts';
import type { Teller } from '#slack/tell/investigation.ts';
import type { LookupTeller } from '#slack/tell/lookup.ts';
import { answerChecks, answerHistory, answerStatus, answerTrend, type OverviewTools } from './answer-overviews.ts';
import type { RunInvestigation } from './run-investigation.ts';
import { lookingAt, type Stack } from './stack.ts';

export interface LookupTools extends OverviewTools {
  readonly stacks: ReadonlyMap<string, Stack>;
  readonly history: History;
  readonly captures: FindCapture;
  readonly redis: Redis;
  readonly redactor: Redactor;
  readonly teller: Teller;
  readonly lookupTeller: LookupTeller;
  readonly run: RunInvestigation;
  readonly clock: Clock;
}

/** From a look-up's question to its answer in Slack. */
export function createAnswerLookup(tools: LookupTools) {
  return async (request: LookupRequest, signal: AbortSignal): Promise<void> => {
    const stack = tools.stacks.get(request.environment);
    if (!stack)
      throw new ExplainedError(`there is no environment ${request.environment} any more`, 'Type `/focus help`');
    const { asked } = request;
    switch (asked.kind) {
      case 'logs':
        return asked.followMs === undefined
          ? logs(tools, stack, request, asked.request, signal)
          : follow(tools, stack, request, { ...asked, followMs: asked.followMs }, signal);
      case 'job':
        return investigateJob(tools, stack, request, asked.jobId, signal);
      case 'jobs':
        return jobs(tools, stack, request, signal);
      case 'bundle':
        return bundle(tools, request, asked.investigation);
      case 'status':
        return answerStatus(tools, stack, request, asked.check, signal);
      case 'checks':
        return answerChecks(tools, request);
      case 'history':
        return answerHistory(tools, request, asked.query, asked.count);
      case 'trend':
        return answerTrend(tools, request, asked.check, asked.spanMs);
    }
  };
}

async function logs(
  tools: LookupTools,
  stack: Stack,
  request: LookupRequest,
  wanted: LogsRequest,
  signal: AbortSignal,
): Promise<void> {
  const { history, captures, redactor, clock } = tools;
  const { focusServer, rabbitmq, mongodb, name } = stack.environment;
  const report = await lookUpLogs(
    {
      snapshot: () => stack.snapshot(signal),
      ...(stack.kubernetes && { connection: stack.kubernetes }),
      focusServer,
      ...(rabbitmq && { rabbitmq }),
      ...(mongodb && { mongodb }),
      captures,
      redactor,
      clock,
      signal,
      known: (signatures) => history.knownErrors(name, signatures),
      capturesAll: stack.environment.capture,
    },
    { ...request, request: wanted },
  );
  await tools.lookupTeller.logs(request, report);
}

async function follow(
  tools: LookupTools,
  stack: Stack,
  request: LookupRequest,
  asked: { readonly request: LogsRequest; readonly followMs: number },
  signal: AbortSignal,
): Promise<void> {
  const { clock, redis, redactor, lookupTeller } = tools;
  const { kubernetes } = stack;
  const { jobId } = asked.request;
  const snapshot = await stack.snapshot(signal);
  const lives = snapshot?.pods.some(
    ({ name }) => name.startsWith(`grpc-job-${jobId}-`) || name.startsWith(`cleanup-job-${jobId}-`),
  );
  // What is gone writes nothing more: what there is of it is the answer.
  if (!kubernetes || !lives) return logs(tools, stack, request, asked.request, signal);
  const { lookup, environment, requestedBy, requestedAt } = request;
  const times = { startedAt: requestedAt, endsAt: requestedAt + asked.followMs };
  const following = { lookup, environment, requestedBy, request: asked.request, ...times };
  const first: FollowState = {
    ...{ lookup, environment, requestedBy, jobId, ...times },
    at: clock.now(),
    counts: { lines: 0, errors: 0, warnings: 0 },
    lines: [],
  };
  const message = await lookupTeller.following(request, first);
  const subject = await findJob(
    { clock, limits: stack.environment.limits },
    { investigation: lookup, environment, requestedBy, jobId },
  );
  const { state, files } = await followJobLogs(
    {
      connection: kubernetes,
      clock,
      signal,
      redactor,
      stoppedBy: () => stoppedBy(redis, PREFIX, lookup),
      podsEnded: (until) => podsEnded({ connection: kubernetes, clock }, subject, until),
    },
    following,
    message.show,
  );
  await message.end(state, files);
}

async function investigateJob(
  { teller, run, clock }: LookupTools,
  stack: Stack,
  { lookup, environment, requestedBy, channel, thread }: LookupRequest,
  jobId: string,
  signal: AbortSignal,
): Promise<void> {
  const asked = {
    investigation: lookup,
    environment,
    requestedBy,
    channel,
    jobId,
    ...(thread !== undefined && { thread }),
  };
  const startJob = async () => {
    const snapshot = await stack.snapshot(signal);
    const { limits } = stack.environment;
    return findJob({ ...(snapshot && { snapshot: async () => snapshot }), clock, limits }, asked);
  };
  await teller.during(asked, async (told) => (await run(stack, startJob, told, signal)).report);
}

async function jobs(
  { clock, redactor, lookupTeller }: LookupTools,
  stack: Stack,
  request: LookupRequest,
  signal: AbortSignal,
): Promise<void> {
  const { focusServer } = stack.environment;
  const report = await lookUpJobs({ ...lookingAt(stack), focusServer, redactor, clock, signal }, request);
  await lookupTeller.jobs(request, report);
}

async function bundle(
  { history, captures, clock, lookupTeller }: LookupTools,
  request: LookupRequest,
  investigation: string,
): Promise<void> {
  const [evidence, report] = await Promise.all([history.evidence(investigation), history.report(investigation)]);
  if (!evidence || !report)
    throw new ExplainedError(
      `the evidence of investigation ${investigation} is no longer kept`,
      'Ask again to collect new one',
    );
  const { job, environment } = evidence.subject;
  const capture = job && (await captures.find(environment, job.id));
  const zip = makeBundle({ evidence, report, ...(capture && { capture }), version: botVersion(), madeAt: clock.now() });
  const name = bundleName(investigation);
  const title = `Evidence of investigation ${investigation}`;
  await lookupTeller.file(request, { filename: `${name}.zip`, title, content: Buffer.from(zip) });
}
