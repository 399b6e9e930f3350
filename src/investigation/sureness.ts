import type { Finding } from './diagnosis.ts';
import type { FactKind, Observation } from './observation.ts';

/** How sure a finding is, in words: `certain: Kubernetes says so`. */
export function sureness({ confidence, because }: Pick<Finding, 'confidence' | 'because'>): string {
  switch (confidence) {
    case 'certain':
      return `certain: ${whoSays(because)}`;
    case 'likely':
      return 'likely: what was seen fits nothing else that is known';
    case 'possible':
      return 'possible: it fits what was seen, and so do others';
  }
}

function whoSays(because: readonly Observation[]): string {
  const telling = because.filter(({ fact }) => fact.kind !== 'metadata-answer' || fact.answer !== 'id-unknown');
  const names = [...new Set((telling.length > 0 ? telling : because).map(({ fact }) => speakers[fact.kind]))];
  const [first = 'the bot’s own look', second] = names;
  return second === undefined ? `${first} says so` : `${first} and ${second} say so`;
}

const speakers: Readonly<Record<FactKind, string>> = {
  'configure-answer': 'Focus Server',
  'metadata-answer': 'Focus Server',
  'ack-answer': 'Focus Server',
  'live-metadata': 'Focus Server',
  'channel-range': 'Focus Server',
  'route-list': 'Focus Server',
  'control-answer': 'Focus Server',
  'control-job': 'another job',
  'pod-state': 'Kubernetes',
  'kubernetes-job-state': 'Kubernetes',
  'service-state': 'Kubernetes',
  'kubernetes-event': 'Kubernetes',
  'broker-state': 'RabbitMQ',
  'queue-state': 'RabbitMQ',
  'database-state': 'MongoDB',
  'job-record': 'MongoDB',
  'log-line': 'the log',
  'stream-port': 'the stream port',
  'clock-reading': 'a clock',
};
