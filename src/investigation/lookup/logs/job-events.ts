import type { JobNames } from '../../job-id.ts';
import type { KubernetesEvent } from '../../observation.ts';
import type { LogsRequest } from '../logs-request.ts';

/** The events about exactly this job's pods, Kubernetes Jobs and Service, or those of the chosen pods. */
export function jobEvents(
  events: readonly KubernetesEvent[],
  names: JobNames,
  { pods }: LogsRequest,
): readonly KubernetesEvent[] {
  return events.filter((event) => {
    const role = roleIn(event, names);
    return role !== undefined && (pods === 'all' || pods === role);
  });
}

function roleIn({ object: { kind, name } }: KubernetesEvent, names: JobNames): 'grpc' | 'cleanup' | undefined {
  switch (kind) {
    case 'Pod':
      return names.roleOfPod(name);
    case 'Job':
      return name === names.grpcJob ? 'grpc' : name === names.cleanupJob ? 'cleanup' : undefined;
    default:
      return kind === 'Service' && name === names.service ? 'grpc' : undefined;
  }
}
