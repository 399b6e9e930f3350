import type { Clock } from '#lib/clock.ts';
import { type ContainerView, containersOf, containerView } from './containers.ts';
import { createNanoseconds } from './nanoseconds.ts';
import type { StoredObject } from './objects.ts';
import { badRequest } from './statuses.ts';
import type { Entry, Store } from './store.ts';

export interface Line {
  readonly nanoseconds: bigint;
  readonly text: string;
}

/** What one run of a container has written, and whoever reads on. */
export interface Run {
  readonly lines: Line[];
  readonly readers: Set<Reader>;
}

export interface Reader {
  line(line: Line): void;
  /** The container has ended, or its pod is gone. */
  end(): void;
}

/** Logs of containers, run by run; they disappear with their pod. */
export interface Logs {
  /** A pod that is gone writes nothing. */
  write(namespace: string, pod: string, container: string, text: string): void;
  /** The run that a request means: the present or the previous one; undefined before the pod has a node. Throws a 400. */
  runOf(pod: StoredObject, container: string | undefined, previous: boolean): Run | undefined;
  /** Whether more may come. */
  isRunning(pod: StoredObject, container: string | undefined): boolean;
}

interface Runs {
  present: Run;
  previous?: Run;
}

export function createLogs(store: Store, clock: Clock): Logs {
  const nanoseconds = createNanoseconds(clock);
  const pods = new Map<string, Map<string, Runs>>();
  const runsOf = (pod: StoredObject, container: string): Runs => {
    const containers = pods.get(pod.metadata.uid) ?? new Map<string, Runs>();
    pods.set(pod.metadata.uid, containers);
    const runs = containers.get(container) ?? { present: newRun() };
    containers.set(container, runs);
    return runs;
  };
  store.subscribe((entry) => {
    const containers = entry.object.kind === 'Pod' ? pods.get(entry.object.metadata.uid) : undefined;
    for (const [name, runs] of containers ?? []) turn(runs, name, entry);
    if (entry.type === 'DELETED') pods.delete(entry.object.metadata.uid);
  });
  return {
    write: (namespace, podName, container, text) => {
      const pod = store.peek('Pod', namespace, podName);
      if (!pod) return;
      const { present } = runsOf(pod, container);
      const line = { nanoseconds: nanoseconds(), text };
      present.lines.push(line);
      for (const reader of present.readers) reader.line(line);
    },
    runOf: (pod, container, previous) => {
      const name = chosen(pod, container);
      const { present, previous: before } = runsOf(pod, name);
      if (previous && !before)
        throw badRequest(`previous terminated container "${name}" in pod "${pod.metadata.name}" not found`);
      if (previous || present.lines.length > 0) return previous ? before : present;
      const view = containerView(pod, name);
      if (!pod.spec?.nodeName && !view) return undefined;
      refuseWaiting(pod, name, view);
      return present;
    },
    isRunning: (pod, container) => !containerView(pod, chosen(pod, container))?.terminated,
  };
}

function newRun(): Run {
  return { lines: [], readers: new Set() };
}

/** A change of the pod ends a run when its container ended, started anew or went with the pod. */
function turn(runs: Runs, name: string, { type, object, before }: Entry): void {
  const now = containerView(object, name);
  const restarted = (now?.restarts ?? 0) > ((before && containerView(before, name)?.restarts) ?? 0);
  if (type === 'DELETED' || restarted || now?.terminated) for (const reader of [...runs.present.readers]) reader.end();
  if (!restarted) return;
  runs.previous = runs.present;
  runs.present = newRun();
}

function chosen(pod: StoredObject, container: string | undefined): string {
  const names = containersOf(pod);
  const { name } = pod.metadata;
  if (container === undefined) {
    const [only, ...others] = names;
    if (only !== undefined && others.length === 0) return only;
    throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`);
  }
  if (names.includes(container)) return container;
  throw badRequest(`container ${container} is not valid for pod ${name}`);
}

function refuseWaiting(pod: StoredObject, name: string, view: ContainerView | undefined): void {
  if (view && !view.waiting) return;
  const why = view?.waiting ?? 'ContainerCreating';
  throw badRequest(`container "${name}" in pod "${pod.metadata.name}" is waiting to start: ${why}`);
}
