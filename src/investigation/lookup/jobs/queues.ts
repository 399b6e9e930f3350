import { jobNames } from '../../job-id.ts';
import type { JobQueue } from './seen.ts';

/** The unix time at the end of a queue's name, as ms; undefined for a plain name. */
export function queueMadeAt({ jobId, name }: JobQueue): number | undefined {
  const seconds = Number(name.slice(jobNames(jobId).grpcJob.length + 1));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
}

export function messagesReady(ready: number): string {
  return `${ready} ${ready === 1 ? 'message' : 'messages'} ready`;
}

export function consumersOf(consumers: number): string {
  return `${consumers} ${consumers === 1 ? 'consumer' : 'consumers'}`;
}
