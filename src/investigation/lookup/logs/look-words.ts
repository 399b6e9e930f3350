import type { MetadataAnswer } from '../../observation.ts';
import { consumersOf, messagesReady } from '../jobs/queues.ts';
import type { JobQueue } from '../jobs/seen.ts';
import type { QueuesSeen, RecordSeen } from './looks.ts';

export interface ShownFact {
  readonly label: string;
  readonly value: string;
}

/** For a sentence: `metadata says Invalid job_id`; undefined where nothing answered. */
export function metadataClause(answer: MetadataAnswer | undefined): string | undefined {
  switch (answer?.answer) {
    case 'ready':
      return 'metadata answers';
    case 'id-unknown':
      return 'metadata says Invalid job_id';
    case 'route-absent':
      return 'metadata has no such route';
    case 'server-error':
    case 'unexpected':
      return `metadata answers ${answer.status ?? 'something unexpected'}`;
    case 'network-error':
    case undefined:
      return undefined;
  }
}

export function metadataFact({ answer, status, detail }: MetadataAnswer): ShownFact {
  const code = status === undefined ? '' : ` (${status})`;
  switch (answer) {
    case 'ready':
      return { label: 'Metadata', value: `answers${code}: it has a consumer` };
    case 'id-unknown':
      return { label: 'Metadata', value: `Invalid job_id${code}` };
    case 'route-absent':
      return { label: 'Metadata', value: `this build has no such route${code}` };
    case 'server-error':
    case 'network-error':
    case 'unexpected':
      return { label: 'Metadata', value: `${detail}${code}` };
  }
}

/** The job's own queue, and those that it or an earlier job of its id left behind. */
export function queueFacts(
  own: JobQueue | undefined,
  left: readonly JobQueue[],
  { via }: QueuesSeen,
): readonly ShownFact[] {
  const age = via === 'management' ? ' (up to 5 s old)' : '';
  const queue = own ? `${queueWords(own)}${age}` : 'none of this job';
  const leaked = left.length === 0 ? [] : [{ label: 'Left queues', value: left.map(queueWords).join(' · ') }];
  return [{ label: 'Queue', value: queue }, ...leaked];
}

export function queueWords({ name, consumers, ready }: JobQueue): string {
  return `${name}: ${consumersOf(consumers)}, ${messagesReady(ready)}`;
}

/** Where healthy jobs have no documents either, that this one has none says nothing. */
export function recordsFact(records: readonly RecordSeen[]): ShownFact {
  const value =
    records.length === 0
      ? 'it has no collection of jobs'
      : records.map(({ collection, found }) => `${found ? 'a document' : 'no document'} in ${collection}`).join(', ');
  return { label: 'Database', value };
}
