import { z } from 'zod';
import type { FactKind } from '#investigation/observation.ts';
import type { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import type { Redactor } from '#lib/redact.ts';
import { backendPods } from '#probes/kubernetes/backend-pods.ts';
import type { KubernetesConnection } from '#probes/kubernetes/client.ts';
import { follow } from '#probes/kubernetes/follow.ts';
import { type EventObject, eventSchema, type Pod, podSchema } from '#probes/kubernetes/objects.ts';
import { JOB_PODS } from '#probes/kubernetes/of-job.ts';
import type { LogSource, MaskedLine } from '#probes/logs/log-line.ts';
import { createRuns } from '#probes/logs/runs.ts';
import { keepLooking } from './keep-looking.ts';
import { readRun } from './read-run.ts';

/** A pod as it was last seen. */
export interface SeenPod {
  readonly pod: Pod;
  /** It has been told to end. */
  readonly terminating: boolean;
  readonly gone: boolean;
}

/** What the jobs of a namespace can be seen by. */
export type Part = 'pods' | 'events' | 'backend-logs';

export interface NamespaceWatch {
  readonly connection: KubernetesConnection;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
  /** Whether no job is followed now. */
  atLeisure(): boolean;
  onPod(seen: SeenPod): void;
  onEvent(event: EventObject): void;
  /** Masked, not cut. */
  onBackendLine(line: MaskedLine, from: LogSource): void;
  /** Nothing of this part can be seen from now on. Told once; it is tried again all the time. */
  onBlind(part: Part, why: Pick<BlindError, 'reason' | 'message'>): void;
  onMended(part: Part): void;
}

export const KINDS: Readonly<Record<Part, FactKind>> = {
  pods: 'pod-state',
  events: 'kubernetes-event',
  'backend-logs': 'log-line',
};

/** Configure answers before anybody can know the job: what the backend said about it is older than the look. */
const BACK_SECONDS = 60;

/** Sees the pods of all jobs, all events, and what the backend logs, until the signal. */
export async function lookAround(sight: NamespaceWatch): Promise<void> {
  await Promise.all([lookAtPods(sight), lookAtEvents(sight), lookAtBackend(sight)]);
}

function lookAtPods(sight: NamespaceWatch): Promise<void> {
  const there = new Map<string, SeenPod>();
  return looking(sight, 'pods', async (seen) => {
    const listed = new Set<string>();
    for await (const change of follow({ ...sight, collection: JOB_PODS, givesUp: true })) {
      if (change.kind === 'listed') {
        seen();
        for (const [uid, last] of there) if (!listed.has(uid)) tell({ ...last, gone: true });
        continue;
      }
      if (change.kind === 'unseen') continue;
      const { success, data: pod } = podSchema.safeParse(change.object);
      if (!success) continue;
      listed.add(pod.metadata.uid);
      tell({ pod, terminating: isTerminating(change.object), gone: change.kind === 'gone' });
    }
  });

  function tell(pod: SeenPod): void {
    const { uid } = pod.pod.metadata;
    if (pod.gone) there.delete(uid);
    else there.set(uid, pod);
    sight.onPod(pod);
  }
}

function lookAtEvents(sight: NamespaceWatch): Promise<void> {
  return looking(sight, 'events', async (seen) => {
    for await (const change of follow({ ...sight, collection: { resource: 'events' }, givesUp: true })) {
      if (change.kind === 'listed') seen();
      if (change.kind !== 'there') continue;
      const { success, data: event } = eventSchema.safeParse(change.object);
      if (success) sight.onEvent(event);
    }
  });
}

function lookAtBackend(sight: NamespaceWatch): Promise<void> {
  const { connection, clock, redactor, signal } = sight;
  const collection = backendPods(connection);
  const runs = createRuns();
  const readings = new Set<Promise<void>>();
  let known = false;
  return looking(sight, 'backend-logs', async (seen) => {
    for await (const change of follow({ ...sight, collection, givesUp: true })) {
      if (change.kind === 'listed') {
        seen();
        known = true;
        continue;
      }
      if (change.kind === 'unseen') continue;
      const { success, data: pod } = podSchema.safeParse(change.object);
      if (!success) continue;
      for (const run of runs.news(pod, change.kind === 'gone')) {
        const from = { source: 'backend', pod: run.pod, container: run.container } as const;
        const reading = readRun({
          connection,
          clock,
          signal,
          run,
          redactor,
          ...(known ? {} : { sinceSeconds: BACK_SECONDS }),
          onLine: (line) => sight.onBackendLine(line, from),
          onBlind: (why) => sight.onBlind('backend-logs', why),
          onMended: () => sight.onMended('backend-logs'),
        });
        const over = reading.finally(() => readings.delete(over));
        readings.add(over);
      }
    }
  }).then(() => Promise.all(readings).then(() => undefined));
}

function looking(sight: NamespaceWatch, part: Part, look: (seen: () => void) => Promise<void>): Promise<void> {
  const { clock, signal } = sight;
  const [blind, mended] = [(why: BlindError) => sight.onBlind(part, why), () => sight.onMended(part)];
  return keepLooking({ clock, signal, look, blind, mended });
}

const deleted = z.object({ metadata: z.object({ deletionTimestamp: z.string() }) });

function isTerminating(object: unknown): boolean {
  return deleted.safeParse(object).success;
}
