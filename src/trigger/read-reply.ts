import type { ConfigureAnswer } from '#investigation/observation.ts';
import { inOneLine } from '#probes/focus-server/body.ts';
import type { Answered, Reply } from '#probes/focus-server/client.ts';
import { configuredJob } from './configured-job.ts';
import type { FencedAnswer } from './fence.ts';

export const MAY_HAVE_CREATED = 'it may have created a job';

const DETAIL = 500;

/** What one `POST /configure` came to, and the job it names. */
export function readReply(reply: Reply): FencedAnswer {
  const { sentAt, answeredAt } = reply;
  const base = { kind: 'configure-answer' as const, sentAt, answeredAt, reattached: false };
  const job = reply.kind === 'answered' && isAccepted(reply) ? configuredJob(reply.text) : undefined;
  const configure: ConfigureAnswer = { ...base, ...outcomeOf(reply, job?.id) };
  return job ? { configure, job } : { configure };
}

function outcomeOf(
  reply: Reply,
  jobId: string | undefined,
): Pick<ConfigureAnswer, 'outcome' | 'status' | 'jobId' | 'detail'> {
  if (reply.kind === 'unanswered') {
    if (!reply.mayHaveBeenSent) return { outcome: 'unreachable', detail: inOneLine(reply.detail, DETAIL) };
    return { outcome: 'unanswered', detail: cut(`${MAY_HAVE_CREATED}; ${reply.detail}`) };
  }
  const { status, text, body } = reply;
  const said = inOneLine(text, DETAIL) || 'an empty body';
  if (jobId !== undefined) return { outcome: 'accepted', status, detail: said, jobId };
  if (!isAccepted(reply)) return { outcome: 'refused', status, detail: said };
  if (body === 'whole')
    return { outcome: 'refused', status, detail: cut(`${status} without a usable job id: ${said}`) };
  const lost = `POST /configure: the answer ended before its job id; ${MAY_HAVE_CREATED}: ${said}`;
  return { outcome: 'unanswered', status, detail: cut(lost) };
}

function isAccepted({ status }: Answered): boolean {
  return status >= 200 && status < 300;
}

function cut(text: string): string {
  return inOneLine(text, DETAIL);
}
