import type { Fault } from '../scenario.ts';
import { changePod, faultOf, type Life, later, objectEvent, podEvent, repeat } from './life.ts';
import { IMAGES, NAMESPACE } from './objects.ts';
import { podSteps } from './pod-steps.ts';

/** What the scheduler, the controllers and the kubelet do and say when a job comes to nothing, as seen on a real 1.20. */

/** Whether the analyzer's pod is made at all. */
export function hasPod(life: Life): boolean {
  return !faultOf(life, 'no-grpc-job') && !faultOf(life, 'pod-refused');
}

/** Whether anything keeps its container from running once its pod has a node. */
export function isHeld(life: Life): boolean {
  const kinds: readonly Fault['kind'][] = ['image-pull', 'container-held', 'init-hangs', 'not-started', 'not-admitted'];
  return !hasPod(life) || life.faults.some(({ kind }) => kinds.includes(kind));
}

/** Quota, ServiceAccount, admission: the controller tries again, later each time. */
export function refusePod(life: Life, why: string): void {
  const { grpcJob } = life.job;
  life.stack.kubernetes.update('Job', NAMESPACE, grpcJob, (object) => {
    object.status = {};
  });
  const refuse = () => {
    const pod = `${grpcJob}-${life.stack.random.text(5)}`;
    jobEvent(life, 'Warning', 'FailedCreate', `Error creating: pods "${pod}" is forbidden: ${why}`);
  };
  for (const ms of [0, 10_000, 30_000]) later(life, ms, refuse);
}

/** What keeps the container from running begins once the pod has a node. */
export function hold(life: Life): void {
  const { container, refused, never, init } = {
    container: faultOf(life, 'container-held'),
    refused: faultOf(life, 'not-admitted'),
    never: faultOf(life, 'not-started'),
    init: faultOf(life, 'init-hangs'),
  };
  if (container) later(life, 2_900, () => holdContainer(life, container));
  if (refused) refuseAdmission(life, refused);
  if (never) later(life, 1_200, () => failToStart(life, never.message));
  if (init) later(life, 2_000, () => hangInInit(life, init.container));
}

function holdContainer(life: Life, { reason, message }: Extract<Fault, { kind: 'container-held' }>): void {
  podEvent(life, 'Warning', 'Failed', `Error: ${message}`);
  changePod(life, life.job.grpcPod, (pod) => podSteps.waiting(pod, reason, message));
}

/** The kubelet takes the pod no further: it has no container. */
function refuseAdmission(life: Life, { reason, message }: Extract<Fault, { kind: 'not-admitted' }>): void {
  podEvent(life, 'Warning', reason, message);
  changePod(life, life.job.grpcPod, (pod, now) => podSteps.rejected(pod, now, reason, message));
  failJob(life, 'BackoffLimitExceeded', 'Job has reached the specified backoff limit');
}

function failToStart(life: Life, message: string): void {
  sayCreated(life, life.job.grpcPod, 'baby-analyzer', IMAGES.analyzer);
  podEvent(life, 'Warning', 'Failed', `Error: ${message}`);
  changePod(life, life.job.grpcPod, (pod, now) => podSteps.ended(pod, now, 'StartError', 128, message));
  failJob(life, 'BackoffLimitExceeded', 'Job has reached the specified backoff limit');
}

function hangInInit(life: Life, container: string): void {
  podEvent(life, 'Normal', 'Created', `Created container ${container}`);
  podEvent(life, 'Normal', 'Started', `Started container ${container}`);
  changePod(life, life.job.grpcPod, podSteps.initRunning);
}

/** The liveness probe fails, and the kubelet kills the container: with a backoffLimit of 0 that is the end. */
export function killByProbe(life: Life, { inMs, message }: Extract<Fault, { kind: 'killed-by-probe' }>): void {
  later(life, inMs, () => podEvent(life, 'Warning', 'Unhealthy', `Liveness probe failed: ${message}`));
  later(life, inMs + 1_700, () => podEvent(life, 'Normal', 'Killing', 'Stopping container baby-analyzer'));
  later(life, inMs + 4_500, () => {
    endContainer(life);
    changePod(life, life.job.grpcPod, (pod, now) => podSteps.ended(pod, now, 'Error', 137));
    failJob(life, 'BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  });
}

/** The Job's activeDeadlineSeconds are over: its pod is deleted. */
export function exceedDeadline(life: Life): void {
  const { grpcPod } = life.job;
  const gone = 'The container could not be located when the pod was deleted.  The container used to be Running';
  podEvent(life, 'Normal', 'Killing', 'Stopping container baby-analyzer');
  jobEvent(life, 'Normal', 'SuccessfulDelete', `Deleted pod: ${grpcPod}`);
  endContainer(life);
  failJob(life, 'DeadlineExceeded', 'Job was active longer than specified deadline');
  later(life, 4_500, () => {
    changePod(life, grpcPod, (pod, now) => podSteps.lost(pod, now, gone));
    life.stack.kubernetes.remove('Pod', NAMESPACE, grpcPod);
  });
}

/** A Warning about an object of the job, once or again and again. */
export function warn(life: Life, { reason, message, on, everyMs }: Extract<Fault, { kind: 'warned' }>): void {
  const { grpcPod, grpcJob, service } = life.job;
  const object = {
    pod: { kind: 'Pod', name: grpcPod },
    job: { kind: 'Job', name: grpcJob },
    service: { kind: 'Service', name: service },
  }[on];
  const say = () => objectEvent(life, 'Warning', reason, message, object);
  if (everyMs === undefined) say();
  else repeat(life, everyMs, say);
}

export function failJob(life: Life, reason: string, message: string): void {
  life.stack.kubernetes.update('Job', NAMESPACE, life.job.grpcJob, (object) => {
    object.status = { failed: 1, conditions: [{ type: 'Failed', status: 'True', reason, message }] };
  });
  jobEvent(life, 'Warning', reason, message);
}

export function completeJob(life: Life): void {
  life.stack.kubernetes.update('Job', NAMESPACE, life.job.grpcJob, (object) => {
    object.status = { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] };
  });
  jobEvent(life, 'Normal', 'Completed', 'Job completed');
}

export function endContainer(life: Life): void {
  life.container = 'ended';
  life.answering = false;
  life.consumer?.detach();
  delete life.consumer;
  life.stream?.close();
}

/** The clean-up's pod goes its way whatever becomes of the analyzer's. */
export function runCleanup(life: Life): void {
  const { cleanupPod } = life.job;
  later(life, 900, () => {
    sayStarted(life, cleanupPod, 'cleanup', IMAGES.cleanup);
    changePod(life, cleanupPod, podSteps.started);
  });
  later(life, 1_300, () => changePod(life, cleanupPod, podSteps.ready));
}

export function sayStarted(life: Life, pod: string, container: string, image: string): void {
  sayCreated(life, pod, container, image);
  objectEvent(life, 'Normal', 'Started', `Started container ${container}`, { kind: 'Pod', name: pod });
}

function sayCreated(life: Life, pod: string, container: string, image: string): void {
  const object = { kind: 'Pod', name: pod };
  objectEvent(life, 'Normal', 'Pulled', `Container image "${image}" already present on machine`, object);
  objectEvent(life, 'Normal', 'Created', `Created container ${container}`, object);
}

function jobEvent(life: Life, type: 'Normal' | 'Warning', reason: string, message: string): void {
  objectEvent(life, type, reason, message, { kind: 'Job', name: life.job.grpcJob });
}
