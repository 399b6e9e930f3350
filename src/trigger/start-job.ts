import type { JobRequest, Limits, StartedSubject } from '#investigation/subject.ts';
import type { Clock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import { measureLateness } from '#lib/lateness.ts';
import type { Log } from '#lib/logger.ts';
import { type FocusServerSettings, openFocusClient, type Reply } from '#probes/focus-server/client.ts';
import { configureBody } from './configure-body.ts';
import type { Fence, FencedAnswer, Intent } from './fence.ts';
import { MAY_HAVE_CREATED, readReply } from './read-reply.ts';

export interface StartJobOptions {
  readonly settings: FocusServerSettings;
  readonly fence: Fence;
  readonly clock: Clock;
  readonly log: Log;
}

export interface StartJobInput {
  readonly investigation: string;
  readonly environment: string;
  readonly requestedBy: string;
  readonly request: JobRequest;
  readonly limits: Limits;
  readonly timeoutMs: number;
  /** Nothing is sent after it, and no answer waited for: rejects with its reason. */
  readonly cancelled?: AbortSignal;
}

/** Under load the server takes 15 to 47 s. */
const CONFIGURE_MS = 60_000;

/**
 * The one act that changes the stack: `POST /configure`, at most once an investigation. A second run finds the first
 * one's job; where the first one left no answer, that is reported and nothing is sent again.
 */
export function createStartJob(options: StartJobOptions): (input: StartJobInput) => Promise<StartedSubject> {
  return async (input) => {
    const { investigation, environment, requestedBy, request, limits, timeoutMs } = input;
    const { configure, job } = await actOnce(options, input);
    const asked = { investigation, environment, requestedBy, request, limits, timeoutMs };
    return { ...asked, zero: configure.sentAt, configure, ...(job ? { job } : {}) };
  };
}

async function actOnce(options: StartJobOptions, input: StartJobInput): Promise<FencedAnswer> {
  const { settings, fence, clock, log } = options;
  const { investigation, cancelled } = input;
  cancelled?.throwIfAborted();
  const intent = await fence.intend(investigation, clock.now());
  if (intent !== 'first') return earlierAnswer(intent, clock);
  const lateness = measureLateness(clock);
  const answer = withStall(readReply(await configure(settings, clock, input)), lateness.stop());
  try {
    await fence.record(investigation, answer);
  } catch (error) {
    // The job is there: this run goes on with it, only a later run could not find it.
    const jobId = answer.configure.jobId;
    log.error({ investigation, jobId, error: describeError(error) }, 'the answer of configure could not be kept');
  }
  return answer;
}

/** What took long because the bot stood still says nothing of Focus Server. */
function withStall({ configure, ...rest }: FencedAnswer, stalledMs: number): FencedAnswer {
  return { ...rest, configure: { ...configure, ...(stalledMs > 0 && { stalledMs: Math.round(stalledMs) }) } };
}

async function configure(
  settings: FocusServerSettings,
  clock: Clock,
  { request, cancelled: signal }: StartJobInput,
): Promise<Reply> {
  const client = openFocusClient(settings, clock);
  try {
    const body = configureBody(request);
    return await client.ask({ path: '/configure', body, timeoutMs: CONFIGURE_MS, ...(signal && { signal }) });
  } finally {
    client.close();
  }
}

function earlierAnswer({ sentAt, answer }: Intent, clock: Clock): FencedAnswer {
  if (answer) return { ...answer, configure: { ...answer.configure, reattached: answer.job !== undefined } };
  const detail = `an earlier run was about to send POST /configure at ${new Date(sentAt).toISOString()} and ended before an answer; ${MAY_HAVE_CREATED}`;
  const times = { sentAt, answeredAt: clock.now() };
  return { configure: { kind: 'configure-answer', ...times, outcome: 'unanswered', detail, reattached: false } };
}
