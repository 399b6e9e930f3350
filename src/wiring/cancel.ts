import type { History } from '#history/history.ts';
import { isJobId } from '#investigation/job-id.ts';
import type { Cancelled } from '#queue/cancelling.ts';
import type { Cancelling, UnderWay, UnderWayQueue } from '#queue/under-way.ts';
import type { Left } from '#slack/blocks/cancelled.ts';
import type { Cancel } from '#slack/commands/cancel.ts';
import type { AskedInSlack, Teller } from '#slack/tell/investigation.ts';
import type { Fence, Intent } from '#trigger/fence.ts';
import { recallInvestigated } from './run-investigation.ts';

export interface CancelTools {
  readonly underWay: Pick<UnderWayQueue, 'list'>;
  end(which: UnderWay, user: string): Promise<Cancelling>;
  readonly fence: Pick<Fence, 'look'>;
  /** Whether there is a report of it. */
  isAnswered(investigation: string): Promise<boolean>;
}

/** From what somebody named to what they mean. */
export function createCancel({ underWay, end, fence, isAnswered }: CancelTools): Cancel {
  return async (id, user, place) => {
    const all = (await underWay.list())
      .filter(({ environment }) => place === undefined || environment === place)
      .toSorted((a, b) => b.requestedAt - a.requestedAt);
    const isOwn = ({ askers }: UnderWay) => askers.includes(user);
    const found = id === undefined ? all.filter((one) => isOwn(one) && !one.isEnding) : await named(id, all);
    // Their own are meant, where some are.
    const meant = found.some(isOwn) ? found.filter(isOwn) : found;
    const environments = [...new Set(meant.map(({ environment }) => environment))];
    if (id !== undefined && environments.length > 1) return { kind: 'several', id, environments };
    const answered = await Promise.all(meant.map((one) => isAnswered(one.id)));
    const which = meant.find((_, index) => !answered[index]);
    // What is being told: nothing of it is left to end, and nothing goes on.
    const [told] = meant;
    if (!which && told) return { kind: 'answered', environment: told.environment };
    if (!which) return { kind: id === undefined ? 'none' : 'over' };
    const { what, environment, askers } = which;
    const ending = await end(which, user);
    if (ending === 'over') return { kind: 'over' };
    if (ending === 'left') return { kind: 'left', environment, others: askers.filter((asker) => asker !== user) };
    return { kind: 'cancelled', what: what === 'job' ? 'investigation' : what, environment };
  };

  /** A reference is of one; jobs have the same id in several environments. */
  async function named(id: string, all: readonly UnderWay[]): Promise<readonly UnderWay[]> {
    if (!isJobId(id)) return all.filter((one) => one.id === id);
    const jobs = await Promise.all(all.map(jobOf));
    return all.filter((_, index) => jobs[index] === id);
  }

  async function jobOf({ id, jobId, what, isRunning }: UnderWay): Promise<string | undefined> {
    if (what !== 'investigation' || !isRunning) return jobId;
    return (await fence.look(id))?.answer?.job?.id;
  }
}

/** A job that nobody drives is deleted 38–57 s after configure. */
const DELETED_MS = 57_000;
/** A configure whose answer nobody waits for may still make one. */
const CONFIGURE_MS = 60_000;

export interface TellCancelledTools {
  readonly teller: Pick<Teller, 'cancelled' | 'report'>;
  readonly history: Pick<History, 'report' | 'evidence'>;
  readonly fence: Pick<Fence, 'look'>;
}

/** Tells it on the investigation's message; what had its report already is told as that. */
export function createTellCancelled({ teller, history, fence }: TellCancelledTools) {
  return async (request: AskedInSlack, { by }: Cancelled, attempt: number): Promise<void> => {
    const { investigation, jobId } = request;
    const done = await recallInvestigated(history, investigation);
    if (done) return teller.report(request, attempt, done);
    const left: Left = jobId === undefined ? leftOf(await fence.look(investigation)) : { kind: 'others', jobId };
    const isKept = (await history.evidence(investigation)) !== undefined;
    await teller.cancelled(request, attempt, { by, left, isKept });
  };
}

/** What was sent, and came back, says what there is. */
function leftOf(intent: Intent | undefined): Left {
  if (!intent) return { kind: 'nothing' };
  const { sentAt, answer } = intent;
  if (!answer) return { kind: 'perhaps', until: sentAt + CONFIGURE_MS + DELETED_MS };
  const { job, configure } = answer;
  if (job) return { kind: 'job', jobId: job.id, until: configure.answeredAt + DELETED_MS };
  if (configure.outcome !== 'unanswered') return { kind: 'nothing' };
  return { kind: 'perhaps', until: configure.answeredAt + CONFIGURE_MS + DELETED_MS };
}
