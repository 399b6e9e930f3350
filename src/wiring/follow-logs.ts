import type { Redis } from 'ioredis';
import type { LogsRequest } from '#investigation/log-reading/filter.ts';
import type { Clock } from '#lib/clock.ts';
import type { Redactor } from '#lib/redact.ts';
import { findJob } from '#lookups/find-job.ts';
import { followJobLogs, podsEnded } from '#lookups/logs/follow.ts';
import type { FollowState } from '#lookups/logs/follow-state.ts';
import { stoppedBy } from '#queue/lookups.ts';
import { PREFIX } from '#queue/names.ts';
import type { LookupRequest } from '#queue/requests.ts';
import type { LookupTeller } from '#slack/tell/lookup.ts';
import type { Stack } from './stack.ts';

export interface FollowLogsTools {
  readonly redis: Redis;
  readonly redactor: Redactor;
  readonly lookupTeller: LookupTeller;
  readonly clock: Clock;
}

export interface ToFollow {
  readonly stack: Stack;
  readonly request: LookupRequest;
  readonly signal: AbortSignal;
  readonly attempt: number;
}

/** Shows a job's logs as they grow. False where nothing grows any more: what there is of it is the answer then. */
export async function followLogs(
  { clock, redis, redactor, lookupTeller }: FollowLogsTools,
  { stack, request, signal, attempt }: ToFollow,
  asked: { readonly request: LogsRequest; readonly followMs: number },
): Promise<boolean> {
  const { kubernetes } = stack;
  const { jobId } = asked.request;
  const snapshot = await stack.snapshot(signal);
  const lives = snapshot?.pods.some(
    ({ name }) => name.startsWith(`grpc-job-${jobId}-`) || name.startsWith(`cleanup-job-${jobId}-`),
  );
  if (!kubernetes || !lives) return false;
  const { lookup, environment, requestedBy, requestedAt } = request;
  const times = { startedAt: requestedAt, endsAt: requestedAt + asked.followMs };
  const following = { lookup, environment, requestedBy, request: asked.request, ...times };
  const first: FollowState = {
    ...{ lookup, environment, requestedBy, jobId, ...times },
    at: clock.now(),
    counts: { lines: 0, errors: 0, warnings: 0 },
    lines: [],
  };
  const message = await lookupTeller.following(request, attempt, first);
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
  return true;
}
