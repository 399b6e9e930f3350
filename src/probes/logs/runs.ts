import type { ContainerStatus, Pod } from '../kubernetes/objects.ts';
import { parseStamp } from '../kubernetes/stamps.ts';

/** One run of a container: after a restart it is another. */
export interface Run {
  readonly pod: string;
  readonly container: string;
  /** Whether it still goes on, as far as is known. */
  isRunning(): boolean;
  /** Whether it was over when it was first seen, and its container waits to be started again. */
  readonly isCrash: boolean;
  /** Where its log is to be had now; undefined when its pod is gone or two later runs have come. */
  where(): 'present' | 'previous' | undefined;
  /** This line was read as one of this run. */
  note(line: string): void;
  /** The line was read as one of the run before, by someone who did not know of this one yet. */
  wasNoted(line: string): boolean;
}

/** Which runs there are, by what is seen of their pods. */
export interface Runs {
  /** The runs that a pod's state is the first news of. A run that was over before its container was seen counts too. */
  news(pod: Pod, gone: boolean): readonly Run[];
}

/** What is known of a container; runs are told apart by how often it was restarted before. */
interface Container {
  restarts: number;
  running: boolean;
  /** How the latest run was told: as one that runs or has run, as one before a wait, or not yet. */
  told: 'run' | 'waiting' | undefined;
  /** The last line that was read of each of the latest runs. */
  readonly lastLines: Map<number, string>;
}

export function createRuns(): Runs {
  const pods = new Map<string, Map<string, Container>>();
  return {
    news: (pod, gone) => {
      const { uid } = pod.metadata;
      if (gone) {
        pods.delete(uid);
        return [];
      }
      const containers = pods.get(uid) ?? new Map<string, Container>();
      pods.set(uid, containers);
      const statuses = [...pod.status.initContainerStatuses, ...pod.status.containerStatuses];
      return statuses.flatMap((status) => {
        const known = containers.get(status.name);
        const container = known ?? { restarts: -1, running: false, told: undefined, lastLines: new Map() };
        containers.set(status.name, container);
        const isThere = () => pods.get(uid)?.get(status.name) === container;
        const from = { pod: pod.metadata.name, container: status.name };
        return newRuns(container, status).map((restarts) => runOf(from, restarts, container, isThere));
      });
    },
  };
}

/** Notes what a container does, and gives the numbers of the runs that were not known. */
function newRuns(
  container: Container,
  { restartCount: restarts, state, lastState }: ContainerStatus,
): readonly number[] {
  const isSame = container.restarts === restarts;
  const told = isSame ? container.told : undefined;
  const isTold = container.restarts === restarts - 1 && container.told !== undefined;
  const now = state.running || state.terminated ? 'run' : lastState.terminated ? 'waiting' : undefined;
  container.restarts = restarts;
  container.running = state.running !== undefined;
  container.told = told === 'run' ? told : (now ?? told);
  if (now === undefined || told === 'run' || told === now) return [];
  // One that waits after an end has the count of the run that ended; one that runs may have another before it.
  const followsUnknown = now === 'run' && restarts > 0 && lastState.terminated && !isTold && told === undefined;
  return followsUnknown ? [restarts - 1, restarts] : [restarts];
}

function runOf(
  from: Pick<Run, 'pod' | 'container'>,
  restarts: number,
  container: Container,
  isThere: () => boolean,
): Run {
  const { lastLines } = container;
  lastLines.delete(restarts - 2);
  return {
    ...from,
    isCrash: container.told === 'waiting',
    isRunning: () => isThere() && container.restarts === restarts && container.running,
    where: () => {
      if (!isThere()) return undefined;
      if (container.restarts === restarts) return 'present';
      return container.restarts === restarts + 1 && container.told === 'run' ? 'previous' : undefined;
    },
    note: (line) => {
      lastLines.set(restarts, line);
    },
    wasNoted: (line) => {
      const last = lastLines.get(restarts - 1);
      return last !== undefined && stampOf(line) <= stampOf(last);
    },
  };
}

/** The kubelet's own words have none. */
function stampOf(line: string): number {
  return parseStamp(line.slice(0, Math.max(0, line.indexOf(' ')))) ?? Number.NaN;
}
