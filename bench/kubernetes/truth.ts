import { readFileSync } from 'node:fs';
import type { MilestoneId } from '#investigation/timeline/milestone-ids.ts';

/** When something happened, ms since the epoch: a call to the API server was received, and was answered. */
export interface True {
  readonly from: number;
  readonly to: number;
}

type Truth = ReadonlyMap<MilestoneId, True>;

/** What the API server's audit log and the container runtime's own log say of the pod of a Job. */
export function truthOf(job: string, namespace: string, logs: Logs): Truth {
  const calls = logs.calls.filter(({ objectRef }) => objectRef.namespace === namespace);
  const of = (is: (call: Call) => boolean) => calls.find(is);
  const created = of(
    ({ objectRef, responseObject }) => objectRef.resource === 'jobs' && nameOf(responseObject) === job,
  );
  const made = of(
    ({ verb, objectRef, responseObject }) =>
      verb === 'create' && isPod(objectRef) && nameOf(responseObject)?.startsWith(`${job}-`) === true,
  );
  const name = made && nameOf(made.responseObject);
  const bound = of(({ objectRef }) => objectRef.subresource === 'binding' && objectRef.name === name);
  const ready = of(
    (call) =>
      call.objectRef.subresource === 'status' && call.objectRef.name === name && becameReady(call) !== undefined,
  );
  return new Map(
    Object.entries({
      'job-created': created && calledAt(created),
      'pod-created': made && calledAt(made),
      'pod-scheduled': bound && calledAt(bound),
      'container-started': ready && name !== undefined ? startedAt(logs.runtime, name, ready) : undefined,
      'pod-ready': ready && sinceDecided(ready, calledAt(ready)),
    } satisfies Partial<Record<MilestoneId, True | undefined>>).flatMap(([id, at]) =>
      at ? [[id as MilestoneId, at] as const] : [],
    ),
  );
}

function calledAt({ requestReceivedTimestamp, stageTimestamp }: Call): True {
  return { from: exactly(requestReceivedTimestamp), to: exactly(stageTimestamp) };
}

/** The stamp, in whole seconds, of when the kubelet found it ready. */
function becameReady({ responseObject }: Call): number | undefined {
  const is = responseObject?.status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True');
  return is?.lastTransitionTime === undefined ? undefined : Date.parse(is.lastTransitionTime);
}

/** A kubelet finds it ready, then writes so: where that second was over before it did, no later than its end. */
function sinceDecided(call: Call, written: True): True {
  return { ...written, from: Math.min(written.from, (becameReady(call) ?? written.from) + 1_000) };
}

export interface Logs {
  readonly calls: readonly Call[];
  readonly runtime: readonly string[];
}

/** One line of an audit log (audit.k8s.io/v1), at the level RequestResponse. */
interface Call {
  readonly verb: string;
  readonly objectRef: {
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
  readonly responseObject?: {
    readonly metadata?: { readonly name?: string };
    readonly status?: {
      readonly conditions?: readonly Condition[];
      readonly containerStatuses?: readonly {
        readonly state?: { readonly running?: { readonly startedAt: string } };
      }[];
    };
  };
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
}

export function readLogs({ audit, runtime }: { readonly audit: string; readonly runtime: string }): Logs {
  const calls = readFileSync(audit, 'utf8').split('\n').filter(Boolean);
  return {
    calls: calls.map((line) => JSON.parse(line) as Call),
    runtime: readFileSync(runtime, 'utf8').split('\n'),
  };
}

function isPod({ resource, subresource }: Call['objectRef']): boolean {
  return resource === 'pods' && subresource === undefined;
}

function nameOf(object: Call['responseObject']): string | undefined {
  return object?.metadata?.name;
}

/** As containerd logs it: a sandbox is made for a pod, a container in the sandbox, and the container is started. */
function startedAt(lines: readonly string[], pod: string, { responseObject }: Call): True | undefined {
  const sandbox = idAfter(lines, `RunPodSandbox for &PodSandboxMetadata{Name:${pod},`, 'returns sandbox id');
  const container =
    sandbox && idAfter(lines, `CreateContainer within sandbox \\"${sandbox}\\"`, 'returns container id');
  const started = lines.filter((line) => container && line.includes(`StartContainer for \\"${container}\\"`));
  const ended = started.find((line) => line.includes('returns successfully'));
  if (ended === undefined) return undefined;
  const to = loggedAt(ended);
  // Its own stamp is of a little before it says so: where that second was over, no later than its end.
  const stamp = responseObject?.status?.containerStatuses?.[0]?.state?.running?.startedAt;
  return { from: stamp === undefined ? to : Math.min(to, Date.parse(stamp) + 1_000), to };
}

function idAfter(lines: readonly string[], of: string, words: string): string | undefined {
  const line = lines.find((one) => one.includes(of) && one.includes(words)) ?? '';
  return /id \\"([0-9a-f]{64})\\"/.exec(line)?.[1];
}

function loggedAt(line: string): number {
  return exactly(/time="([^"]+)"/.exec(line)?.[1] ?? '');
}

/** With the part of a millisecond. */
function exactly(stamp: string): number {
  return Date.parse(stamp) + Number(`0.${/\.\d{3}(\d+)/.exec(stamp)?.[1] ?? 0}`);
}
