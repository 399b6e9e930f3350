import type { MetadataAnswer } from '../../observation.ts';
import type { JobQueue } from '../jobs/seen.ts';
import type { NotSeen } from '../logs-report.ts';

/** What one look beside the logs came to. */
export type Looked<T> =
  | { readonly kind: 'seen'; readonly value: T }
  | { readonly kind: 'not-seen'; readonly notSeen: NotSeen };

/** The parts of the stack that are looked at once beside the logs. */
export interface Looks {
  readonly metadata: Looked<MetadataAnswer>;
  readonly queues: Looked<QueuesSeen>;
  readonly records: Looked<readonly RecordSeen[]>;
}

/** The job's queues by their names: its own, and what earlier jobs of its id left behind. */
export interface QueuesSeen {
  readonly queues: readonly JobQueue[];
  /** amqp: the numbers are of now · management: up to 5 s old. */
  readonly via: 'amqp' | 'management';
}

/** Whether a document of the job is in a collection; only collections that exist are looked into. */
export interface RecordSeen {
  readonly collection: string;
  readonly found: boolean;
}

export function notSeenIn(looks: readonly Looked<unknown>[]): readonly NotSeen[] {
  return looks.flatMap((look) => (look.kind === 'not-seen' ? [look.notSeen] : []));
}

export function seenIn<T>(look: Looked<T>): T | undefined {
  return look.kind === 'seen' ? look.value : undefined;
}
