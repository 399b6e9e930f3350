import type { Clock } from '#lib/clock.ts';
import type { LabKubernetes } from '../services/kubernetes/kubernetes.ts';
import type { KubernetesObject } from '../services/kubernetes/objects.ts';
import type { LabRabbitmq } from '../services/rabbitmq/rabbitmq.ts';
import { logStamp } from './log-lines.ts';
import type { LabJob } from './names.ts';
import { condition, NAMESPACE, NODE, stamp } from './objects.ts';
import { createParts } from './parts.ts';

export const BACKEND_POD = 'panda-panda-focus-server-6c9f7d5b8-x2k4q';
/** The pod of the next rollout. */
const NEXT_BACKEND_POD = 'panda-panda-focus-server-7d4c8b6f9-m5n7p';
const BACKEND_LABELS = { 'app.kubernetes.io/name': 'panda-panda-focus-server' };

/** What stands in the namespace before anyone asks for a job: nodes, the backend, its broker and database, old leaks. */
export function createInventory(kubernetes: LabKubernetes, rabbitmq: LabRabbitmq): void {
  const since = kubernetes.now() - 28 * 3_600_000;
  kubernetes.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  kubernetes.create(node(NODE, false));
  kubernetes.create(node('master-node', true));
  createParts(kubernetes, since);
  kubernetes.create(servingPod(BACKEND_POD, BACKEND_LABELS, 'focus-server', since));
  kubernetes.create(servingPod('rabbitmq-panda-0', { 'app.kubernetes.io/name': 'rabbitmq' }, 'rabbitmq', since));
  kubernetes.create(servingPod('mongodb-5d8f9c7b6-q8w2r', { 'app.kubernetes.io/name': 'mongodb' }, 'mongodb', since));
  // The clean-up's queue deletion is a no-op, so every environment has these; the ids are near those of living jobs.
  rabbitmq.declareQueue('grpc-job-1-4-1763001122.104221');
  rabbitmq.declareQueue('grpc-job-2-39-1763040011.551904');
}

/** A queue of an earlier job whose id is the beginning of this one's, or of an earlier job of the same id. */
export function leakQueue(
  rabbitmq: LabRabbitmq,
  { id }: LabJob,
  of: 'shorter-id' | 'same-id',
  ready: number,
  now: number,
): void {
  const name = `grpc-job-${of === 'same-id' ? id : id.slice(0, -1)}-${((now - LEAKED_AGO_MS) / 1_000).toFixed(6)}`;
  rabbitmq.declareQueue(name);
  rabbitmq.publish(name, ready);
}

const LEAKED_AGO_MS = 9 * 3_600_000;

export function backendLogger(kubernetes: LabKubernetes, clock: Clock, clockAheadMs: number): (line: string) => void {
  return (line) => {
    for (const pod of [BACKEND_POD, NEXT_BACKEND_POD])
      kubernetes.log(NAMESPACE, pod, 'focus-server', `${logStamp(clock.now() + clockAheadMs)} ${line}`);
  };
}

/** A rollout: the pod is deleted and one of another name is there, which is not ready yet. */
export function replaceBackend(kubernetes: LabKubernetes): void {
  kubernetes.remove('Pod', NAMESPACE, BACKEND_POD);
  if (kubernetes.get('Pod', NAMESPACE, NEXT_BACKEND_POD)) return;
  kubernetes.create(servingPod(NEXT_BACKEND_POD, BACKEND_LABELS, 'focus-server', kubernetes.now()));
  setBackend(kubernetes, 'starting');
}

/** crash-looping: for a while already · restarting: its container has just ended · restarted: it serves again. */
export type BackendState = 'ready' | 'starting' | 'crash-looping' | 'restarting' | 'restarted';

/** The backend's pod as it is in this state. */
export function setBackend(kubernetes: LabKubernetes, to: BackendState): void {
  const now = kubernetes.now();
  const ready = to === 'ready' || to === 'restarted';
  const ended = {
    terminated: { reason: 'Error', exitCode: 137, startedAt: stamp(now - 86_400_000), finishedAt: stamp(now) },
  };
  const restarts = { ready: 0, starting: 0, 'crash-looping': 5, restarting: 0, restarted: 1 }[to];
  const name = kubernetes.get('Pod', NAMESPACE, BACKEND_POD) ? BACKEND_POD : NEXT_BACKEND_POD;
  kubernetes.update('Pod', NAMESPACE, name, (pod) => {
    const container = {
      name: 'focus-server',
      image: 'registry.lab/focus-server:4.2.0',
      imageID: '',
      ready,
      restartCount: restarts,
      state: {
        ready: { running: { startedAt: runningSince(pod) ?? stamp(now) } },
        starting: running(now),
        restarted: running(now),
        restarting: ended,
        'crash-looping': BACK_OFF,
      }[to],
      ...(to === 'restarted' && { lastState: ended }),
      ...(to === 'crash-looping' && { lastState: crashed(now) }),
    };
    pod.status = {
      phase: 'Running',
      conditions: [condition('PodScheduled', 'True', now), condition('Ready', ready ? 'True' : 'False', now)],
      containerStatuses: [container],
    };
  });
}

const BACK_OFF = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s restarting failed container' } };

/** A second after it began, 20 s ago. */
function crashed(now: number) {
  const [startedAt, finishedAt] = [stamp(now - 21_000), stamp(now - 20_000)];
  return { terminated: { reason: 'Error', exitCode: 1, startedAt, finishedAt } };
}

/** A container that runs is not started anew because it becomes ready. */
function runningSince({ status }: KubernetesObject): string | undefined {
  const [container] = (status?.containerStatuses ?? []) as readonly { state?: { running?: { startedAt: string } } }[];
  return container?.state?.running?.startedAt;
}

function running(now: number) {
  return { running: { startedAt: stamp(now) } };
}

function node(name: string, cordoned: boolean) {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: cordoned ? { unschedulable: true } : {},
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      nodeInfo: { kubeletVersion: 'v1.20.2' },
      allocatable: cordoned ? {} : { 'nvidia.com/gpu.shared': '8' },
    },
  };
}

function servingPod(name: string, labels: Readonly<Record<string, string>>, container: string, since: number) {
  const image = `registry.lab/${container}:4.2.0`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: NAMESPACE, labels, creationTimestamp: stamp(since) },
    spec: { nodeName: NODE, containers: [{ name: container, image }] },
    status: {
      phase: 'Running',
      startTime: stamp(since),
      conditions: [condition('PodScheduled', 'True', since), condition('Ready', 'True', since)],
      containerStatuses: [
        {
          name: container,
          image,
          imageID: '',
          ready: true,
          restartCount: 0,
          state: { running: { startedAt: stamp(since) } },
        },
      ],
    },
  };
}
