import type { JobNames } from '#investigation/job-id.ts';
import type { Collected, LogRun } from '#investigation/log-reading/collect.ts';
import type { LogsRequest } from '#investigation/log-reading/filter.ts';
import { contentOf } from '#investigation/log-reading/kept-text.ts';
import { sayBytes } from '#investigation/log-reading/say-bytes.ts';
import type { KubernetesEvent } from '#investigation/observation.ts';
import type { LogFile } from './report.ts';

/** The texts to attach: one a run of a container that has lines, then the events, and the merged view last. */
export function logFiles({ runs, events, merged }: Collected): readonly LogFile[] {
  const ofRuns = runs.filter(({ text }) => text.lines > 0);
  return [
    ...ofRuns.map(({ text, notText, ...run }) => ({
      name: fileName(run),
      title: `${titleOf(run)}: ${linesOf(text.lines, run)}`,
      content: contentOf(text, ...noteOf(notText)),
    })),
    ...(events.lines === 0
      ? []
      : [{ name: 'events.log', title: `Kubernetes events of the job: ${events.lines}`, content: contentOf(events) }]),
    ...(merged.lines === 0 ? [] : [{ name: 'merged.log', title: mergedTitle(runs), content: contentOf(merged) }]),
  ];
}

/** `<pod>.<container>.log`; Kubernetes' names have no other characters, and a file's must not. */
function fileName({ pod, container, isPrevious }: LogRun): string {
  return `${safe(pod)}.${safe(container)}${isPrevious ? '.previous' : ''}.log`;
}

function safe(name: string): string {
  return name.replace(/[^a-z0-9.-]/g, '').replace(/^[.-]+/, '') || 'unnamed';
}

function titleOf({ pod, container, isPrevious }: LogRun): string {
  return `${container} of ${pod}${isPrevious ? ', the run before its last restart' : ''}`;
}

function linesOf(lines: number, { source }: LogRun): string {
  const naming = source === 'backend';
  if (lines === 1) return naming ? '1 line that names the job' : '1 line';
  return `${lines} lines${naming ? ' that name the job' : ''}`;
}

function noteOf(notText: number): readonly string[] {
  return notText === 0 ? [] : [`… ${sayBytes(notText)} of this log were no text and are shown as � …`];
}

function mergedTitle(runs: Collected['runs']): string {
  const backend = runs.some(({ source }) => source === 'backend');
  return `All of it in one order${backend ? ", with the backend's warnings and errors of that time" : ''}`;
}

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
