import type { LogsRequest } from '#investigation/log-reading/filter.ts';
import type { Clock } from '#lib/clock.ts';
import type { Redactor } from '#lib/redact.ts';
import { findJob } from '#lookups/find-job.ts';
import { followJobLogs, podsEnded } from '#lookups/logs/follow.ts';
import type { FollowState } from '#lookups/logs/follow-state.ts';
import { CancelledError } from '#queue/cancelling.ts';
import type { LookupTools } from '#queue/lookups.ts';
import type { LookupRequest } from '#queue/requests.ts';
import type { LookupTeller } from '#slack/tell/lookup.ts';
import type { Stack } from './stack.ts';

export interface FollowLogsTools {
  readonly redactor: Redactor;
  readonly lookupTeller: LookupTeller;
  readonly clock: Clock;
}

export interface ToFollow extends LookupTools {
  readonly stack: Stack;
  readonly request: LookupRequest;
}

/** Shows a job's logs as they grow. False where nothing grows any more: what there is of it is the answer then. */
export async function followLogs(
  { clock, redactor, lookupTeller }: FollowLogsTools,
  { stack, request, signal, cancelled, attempt }: ToFollow,
  asked: { readonly request: LogsRequest; readonly followMs: number },
): Promise<boolean> {
  const { kubernetes } = stack;
  const { jobId } = asked.request;
  const snapshot = await stack.snapshot(AbortSignal.any([signal, cancelled]));
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
      stopped: stoppedBy(cancelled),
      podsEnded: (until) => podsEnded({ connection: kubernetes, clock }, subject, until),
    },
    following,
    message.show,
  );
  await message.end(state, files);
  return true;
}

function stoppedBy(cancelled: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const stop = () => {
      if (cancelled.reason instanceof CancelledError) resolve(cancelled.reason.cancelled.by);
    };
    if (cancelled.aborted) stop();
    else cancelled.addEventListener('abort', stop, { once: true });
  });
}
