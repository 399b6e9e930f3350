import { createServer } from 'node:http';
import { createHang } from '#lab/services/hang.ts';
import { listenOnLoopback } from '#lab/services/listener.ts';
import type { Clock } from '#lib/clock.ts';
import type { Denial } from './access.ts';
import { answer } from './answer.ts';
import { createEvents, type EventText } from './events.ts';
import { createLogs } from './logs.ts';
import type { KubernetesObject, StoredObject } from './objects.ts';
import { createStore } from './store.ts';
import { createWatches } from './watch.ts';

/**
 * The HTTP surface of a Kubernetes API on 127.0.0.1, read-only over HTTP: what is in it, the world puts there. There
 * are no controllers: a Job has no pod until the world creates one.
 */
export interface LabKubernetes {
  readonly url: string;
  /** YAML, with one context named `lab`. */
  readonly kubeconfig: string;
  /** How many connections clients hold. */
  readonly connections: number;
  /** What was asked of objects, each once, such as `list deployments.apps`. */
  readonly asked: ReadonlySet<string>;
  /** What the control plane takes for now, ms since the epoch. */
  now(): number;
  /** What the nodes do. */
  nodesNow(): number;
  /** Fills in apiVersion, namespace `default`, uid and creationTimestamp where absent. Throws if the name is taken. */
  create(object: KubernetesObject): StoredObject;
  /** Lets `change` alter a copy, which becomes the object's next version; false when there is no such object. */
  update(kind: string, namespace: string, name: string, change: (object: KubernetesObject) => void): boolean;
  /** False when there is no such object. A pod's logs go with it. */
  remove(kind: string, namespace: string, name: string): boolean;
  /** A copy. */
  get(kind: string, namespace: string, name: string): StoredObject | undefined;
  /** Copies of all of a kind in a namespace. */
  list(kind: string, namespace: string): readonly StoredObject[];
  /** A line of a container's log, stamped now. A pod that is gone writes nothing. */
  log(namespace: string, pod: string, container: string, line: string): void;
  /** An Event; the same words about the same object again raise the count of the first. */
  event(event: EventText): void;
  /** From now on this is refused with 403; undefined or an empty list allows everything again. */
  deny(denials: Denial | readonly Denial[] | undefined): void;
  /** failing: every request for a log is answered 500 · empty: it is answered and has no line; undefined ends it. */
  loseLogs(how: 'failing' | 'empty' | undefined): void;
  /** While true, events that happen are not kept. */
  dropEvents(dropping: boolean): void;
  /** While down, connections are refused and those that were open are dropped. */
  setDown(down: boolean): Promise<void>;
  /** While true nothing is answered and no watch or log goes on; what waits is answered afterwards. */
  setHanging(hanging: boolean): void;
  /** Its clock, that of its nodes too, is so much farther ahead than it was opened with, ms. */
  setClockAhead(ms: number): void;
  /** Forgets all older versions, and ends every open watch with an ERROR event 410. */
  compact(): void;
  close(): Promise<void>;
}

export interface KubernetesOptions {
  readonly clock: Clock;
  /** How far the cluster's clock is ahead, ms. */
  readonly clockAheadMs?: number;
  /** How far the clocks of its nodes are ahead of that, ms. */
  readonly nodesAheadMs?: number;
}

export async function openKubernetes({
  clock: outside,
  clockAheadMs = 0,
  nodesAheadMs = 0,
}: KubernetesOptions): Promise<LabKubernetes> {
  let moreMs = 0;
  const clock: Clock = { ...outside, now: () => outside.now() + clockAheadMs + moreMs };
  const nodes: Clock = { ...outside, now: () => clock.now() + nodesAheadMs };
  const store = createStore(clock);
  const logs = createLogs(store, nodes);
  const hang = createHang();
  const watches = createWatches(store, clock, hang);
  const happen = createEvents(store, clock, nodesAheadMs);
  let denials: readonly Denial[] = [];
  let lostLogs: 'failing' | 'empty' | undefined;
  let dropping = false;
  const asked = new Set<string>();
  const api = { store, logs, watches, clock, hang, asked, denials: () => denials, lostLogs: () => lostLogs };
  const server = createServer(async (request, response) => {
    await hang.over();
    await answer(api, request, response);
  });
  const listener = await listenOnLoopback(server);
  const url = `http://127.0.0.1:${listener.port}`;
  return {
    url,
    kubeconfig: kubeconfigOf(url),
    get connections() {
      return listener.connections();
    },
    asked,
    now: clock.now,
    nodesNow: nodes.now,
    create: store.create,
    update: store.update,
    remove: store.remove,
    get: store.get,
    list: (kind, namespace) =>
      store.at(kind, store.version()).filter(({ metadata }) => metadata.namespace === namespace),
    log: logs.write,
    event: (event) => {
      if (!dropping) happen(event);
    },
    deny: (next) => {
      denials = [next ?? []].flat();
    },
    loseLogs: (how) => {
      lostLogs = how;
    },
    dropEvents: (next) => {
      dropping = next;
    },
    setDown: listener.setDown,
    setHanging: hang.set,
    setClockAhead: (ms) => {
      moreMs = ms;
    },
    compact: () => {
      store.compact();
      watches.expire();
    },
    close: async () => {
      await listener.close();
      hang.set(false);
    },
  };
}

/** client-node takes plain http only with `insecure-skip-tls-verify`. */
function kubeconfigOf(url: string): string {
  return `apiVersion: v1
kind: Config
current-context: lab
clusters:
  - name: lab
    cluster: { server: "${url}", insecure-skip-tls-verify: true }
contexts:
  - name: lab
    context: { cluster: lab, user: lab, namespace: panda }
users:
  - name: lab
    user: {}
`;
}
