import type { MetadataAnswer } from '#investigation/observation.ts';
import { asObject, inOneLine } from './body.ts';
import type { Answered, Reply } from './client.ts';

const DETAIL = 200;

/** One answer of `GET /metadata/{job_id}` as a fact. */
export function metadataAnswer(reply: Reply): MetadataAnswer {
  const times = { kind: 'metadata-answer' as const, sentAt: reply.sentAt, answeredAt: reply.answeredAt };
  if (reply.kind === 'unanswered') return { ...times, answer: 'network-error', detail: reply.detail.slice(0, DETAIL) };
  const detail = inOneLine(reply.text, DETAIL);
  return { ...times, answer: classify(reply), status: reply.status, detail };
}

function classify({ status, text, body }: Answered): MetadataAnswer['answer'] {
  if (body === 'broken') return 'network-error';
  if (status >= 500) return 'server-error';
  const object = asObject(text);
  const found = status === 200 || status === 201;
  if ((found || status === 404) && isUnknownJob(object)) return 'id-unknown';
  if (status === 404 && object?.detail === 'Not Found') return 'route-absent';
  // An error of another name, or a page of a proxy, proves no consumer.
  const proof = object?.error === undefined && !text.trimStart().startsWith('<');
  return found && proof ? 'ready' : 'unexpected';
}

function isUnknownJob(object: Readonly<Record<string, unknown>> | undefined): boolean {
  return typeof object?.error === 'string' && object.error.trim().toLowerCase() === 'invalid job_id';
}
