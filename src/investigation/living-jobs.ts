import type { PodState } from './observation.ts';

/** The pods of jobs that hold a place of their environment now. */
export function livingJobs(pods: readonly PodState[]): readonly PodState[] {
  return pods.filter(({ name, phase }) => name.startsWith('grpc-job-') && (phase === 'Running' || phase === 'Pending'));
}
