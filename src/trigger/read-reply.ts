import { isJobId } from '#investigation/job-id.ts';
import type { ConfigureAnswer } from '#investigation/observation.ts';
import type { BackendJob } from '#investigation/subject.ts';
import { inOneLine } from '#probes/focus-server/body.ts';
import type { Answered, Reply } from '#probes/focus-server/client.ts';
import type { FencedAnswer } from './fence.ts';

export const MAY_HAVE_CREATED = 'it may have created a job';

const DETAIL = 500;
/** Who stands before Focus Server had no answer of it, whatever it did. */
const GATEWAYS: readonly number[] = [502, 504];

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
  if (status >= 400 && !GATEWAYS.includes(status)) return { outcome: 'refused', status, detail: said };
  if (status >= 400) return { outcome: 'unanswered', status, detail: cut(`${MAY_HAVE_CREATED}; ${status}: ${said}`) };
  const came = `${status} ${body === 'whole' ? 'without a usable job id' : 'whose body ended before its job id'}`;
  return {
    outcome: 'unanswered',
    status,
    detail: cut(`POST /configure: ${came}; ${MAY_HAVE_CREATED}: ${said}${leading(reply)}`),
  };
}

/** Where a redirect leads: it is not followed, for that would configure twice. */
function leading({ location }: Answered): string {
  return location === undefined ? '' : `, which leads to ${location}`;
}

function isAccepted({ status }: Answered): boolean {
  return status >= 200 && status < 300;
}

function cut(text: string): string {
  return inOneLine(text, DETAIL);
}

/** Finds the id in an answer that is no JSON, such as one whose end is missing. */
const JOB_ID_IN_TEXT = /"job_id"\s*:\s*"([^"]{1,40})"/;
const LONGEST_HOST = 253;

/**
 * The job in the body of an accepted configure, read leniently: only `job_id` is sure. `stream_url` may be a host or a
 * URL, `stream_port` a number or a numeric string. `undefined` when there is no usable job id.
 */
export function configuredJob(text: string): BackendJob | undefined {
  const body = parse(text);
  const id = body ? body.job_id : JOB_ID_IN_TEXT.exec(text)?.[1];
  if (typeof id !== 'string' || !isJobId(id)) return undefined;
  const stream = body && streamAddress(body.stream_url, body.stream_port);
  return stream ? { id, stream } : { id };
}

function streamAddress(url: unknown, port: unknown): BackendJob['stream'] {
  const named = typeof url === 'string' ? hostAndPort(url.trim()) : undefined;
  const number = portNumber(port) ?? named?.port;
  return named && number !== undefined ? { host: named.host, port: number } : undefined;
}

/** A name that means nothing here, such as `localhost`, is kept: it is what the client was told. */
function hostAndPort(text: string): { readonly host: string; readonly port?: number | undefined } | undefined {
  const url = URL.parse(text.includes('://') ? text : `grpc://${text}`);
  const host = url?.hostname.replace(/^\[|\]$/g, '');
  if (!url || !host || host.length > LONGEST_HOST) return undefined;
  return { host, port: portNumber(url.port) };
}

function portNumber(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^\s*\d{1,5}\s*$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? port : undefined;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
