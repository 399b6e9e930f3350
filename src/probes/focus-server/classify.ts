import { isJobId } from '#investigation/job-id.ts';
import type { MetadataAnswer } from '#investigation/observation.ts';
import { asObject, inOneLine } from './body.ts';
import type { Answered, Reply } from './client.ts';

const DETAIL = 200;

type Answer = MetadataAnswer['answer'];

/** One answer of `GET /metadata/{job_id}` as a fact. */
export function metadataAnswer(reply: Reply, jobId: string): MetadataAnswer {
  const times = { kind: 'metadata-answer' as const, sentAt: reply.sentAt, answeredAt: reply.answeredAt };
  if (reply.kind === 'unanswered') return { ...times, answer: 'network-error', detail: reply.detail.slice(0, DETAIL) };
  const text = isCutShort(reply) ? `a body cut short: ${reply.text}` : reply.text;
  return { ...times, answer: classify(reply, jobId), status: reply.status, detail: inOneLine(text, DETAIL) };
}

function classify(reply: Answered, jobId: string): Answer {
  const { status, text, body } = reply;
  if (status >= 500) return 'server-error';
  if (isFound(reply) && isCutShort(reply)) return 'unexpected';
  if (body === 'broken') return 'network-error';
  const object = asObject(text);
  if ((isFound(reply) || status === 404) && isUnknownJob(object)) return 'id-unknown';
  if (status === 404 && object?.detail === 'Not Found') return 'route-absent';
  return isFound(reply)
    ? found(object, body === 'cut' ? ID_IN_TEXT.exec(text)?.[1] : object?.job_id, jobId)
    : 'unexpected';
}

/** A 200 alone proves no consumer: anything before Focus Server may say it. */
function found(object: Fields | undefined, id: unknown, jobId: string): Answer {
  if (object?.error !== undefined) return 'unexpected';
  if (typeof id === 'string' && isJobId(id)) return id === jobId ? 'ready' : 'other-job';
  const fields = FIELDS.filter((name) => object?.[name] !== undefined);
  return !id && fields.length >= SEVERAL ? 'ready' : 'unexpected';
}

type Fields = Readonly<Record<string, unknown>>;

/** What the answer of configure has besides its job id, which metadata repeats. */
const FIELDS = [
  'stream_url',
  'stream_port',
  'stream_amount',
  'channel_to_stream_index',
  'frequencies_list',
  'lines_dt',
  'channel_amount',
  'view_type',
];
const SEVERAL = 2;

/** In a body too long to be read to its end. */
const ID_IN_TEXT = /"job_id"\s*:\s*"([^"]{1,40})"/;

function isFound({ status }: Answered): boolean {
  return status === 200 || status === 201;
}

/** The connection broke on the way, or what came as whole has no end. */
function isCutShort({ text, body }: Answered): boolean {
  return body === 'broken' || (body === 'whole' && text.trimStart().startsWith('{') && !asObject(text));
}

function isUnknownJob(object: Fields | undefined): boolean {
  return typeof object?.error === 'string' && object.error.trim().toLowerCase() === 'invalid job_id';
}
