import { type Evidence, observed } from '../evidence.ts';
import type { LogLine, Observation } from '../observation.ts';
import { latestByKubelet } from './delivery.ts';

/** `consumer attached, streaming`, and what else the job's own log says as it has its consumer. */
const ATTACHED =
  /\bconsumer\b.{0,40}\b(?:attached|registered|subscribed|started|created|ready)\b|\bbasic_consume_ok\b/i;
const DENIED =
  /\b(?:no|not|never|cannot|can't|couldn't|failed|failure|error|waiting|without|unable|yet|will|retry\w*|timed|refused|rejected|closed|lost|detached|stopped|aborted|cancel\w*)\b/i;

/** The job's own word that it has its consumer, and ms after zero by when it said so; undefined where its log does not tell. */
export function loggedConsumer(
  evidence: Evidence,
  pod: string,
): { readonly line: Observation<LogLine>; readonly latest: number } | undefined {
  const line = observed(evidence, 'log-line').find(
    ({ fact }) => fact.source === 'grpc' && fact.pod === pod && ATTACHED.test(fact.text) && !DENIED.test(fact.text),
  );
  const latest = line?.fact.stamp === undefined ? undefined : latestByKubelet(evidence, pod, line.fact.stamp);
  return line && latest !== undefined ? { line, latest } : undefined;
}
