import type { FactKind } from './observation.ts';

/** What each kind of fact is about, for sentences. */
export const kindWords: Readonly<Record<FactKind, string>> = {
  'configure-answer': 'configure',
  'metadata-answer': 'metadata',
  'ack-answer': 'the health endpoint',
  'live-metadata': 'live metadata',
  'channel-range': 'the channel range',
  'route-list': 'the list of routes',
  'pod-state': 'pods',
  'kubernetes-job-state': 'Kubernetes Jobs',
  'service-state': 'the Service',
  'kubernetes-event': 'Kubernetes events',
  'broker-state': 'RabbitMQ',
  'queue-state': 'the queue',
  'database-state': 'MongoDB',
  'job-record': 'the job’s documents',
  'log-line': 'logs',
  'stream-port': 'the stream port',
  'clock-reading': 'clocks',
  'control-answer': 'the control questions',
  'control-job': 'another job to compare with',
};

/** `RabbitMQ and the queue`. */
export function namedKinds(kinds: readonly FactKind[]): string {
  const words = kinds.map((kind) => kindWords[kind]);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
