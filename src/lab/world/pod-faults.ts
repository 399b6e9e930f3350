import type { Fault, Stage } from '../scenario.ts';
import {
  analyzerLog,
  changePod,
  faultOf,
  inTheWorld,
  type Life,
  later,
  note,
  objectEvent,
  podEvent,
  release,
  repeat,
} from './life.ts';
import { analyzerLines } from './log-lines.ts';
import { IMAGES, NAMESPACE, NODE } from './objects.ts';
import { podSteps } from './pod-steps.ts';

/** What the kubelet does and says when something is wrong with a pod. */

/** From the first failed pull to the back-off: the kubelet's words in the order in which they come. */
export function failToPull(life: Life, { why, forMs }: Extract<Fault, { kind: 'image-pull' }>): void {
  const image = IMAGES.analyzer;
  const { grpcPod } = life.job;
  const failed = `Failed to pull image "${image}": ${why}`;
  podEvent(life, 'Normal', 'Pulling', `Pulling image "${image}"`);
  goOnWithCleanup(life);
  const fail = () => {
    if (!faultOf(life, 'image-pull')) return;
    note(life, 'image-pull');
    podEvent(life, 'Warning', 'Failed', failed);
    podEvent(life, 'Warning', 'Failed', 'Error: ErrImagePull');
    changePod(life, grpcPod, (pod) => podSteps.waiting(pod, 'ErrImagePull', why));
    later(life, 1_600, backOff);
  };
  const backOff = () => {
    if (!faultOf(life, 'image-pull')) return;
    podEvent(life, 'Normal', 'BackOff', `Back-off pulling image "${image}"`);
    podEvent(life, 'Warning', 'Failed', 'Error: ImagePullBackOff');
    changePod(life, grpcPod, (pod) => podSteps.waiting(pod, 'ImagePullBackOff', `Back-off pulling image "${image}"`));
    later(life, 11_000, fail);
  };
  later(life, 1_200, fail);
  healAfter(life, 'image-pull', 'started', forMs);
}

/** The kubelet tries again about every twelve seconds, and says the same each time. */
export function holdBack(life: Life, fault: Extract<Fault, { kind: 'held-back' }>): void {
  const { reason, message, event, forMs } = fault;
  note(life, 'held-back');
  goOnWithCleanup(life);
  later(life, 400, () => changePod(life, life.job.grpcPod, (pod) => podSteps.waiting(pod, reason, message)));
  repeat(life, 12_000, () => {
    if (faultOf(life, 'held-back')) podEvent(life, 'Warning', event.reason, event.message);
  });
  healAfter(life, 'held-back', 'started', forMs);
}

export function hangInInit(life: Life, { forMs }: Extract<Fault, { kind: 'init-hangs' }>): void {
  goOnWithCleanup(life);
  later(life, 900, () => {
    note(life, 'init-hangs');
    podEvent(life, 'Normal', 'Pulled', alreadyPresent(IMAGES.cleanup));
    podEvent(life, 'Normal', 'Created', `Created container ${INIT}`);
    podEvent(life, 'Normal', 'Started', `Started container ${INIT}`);
    changePod(life, life.job.grpcPod, podSteps.initRunning);
  });
  healAfter(life, 'init-hangs', 'started', forMs);
}

export const INIT = 'wait-for-recorder';

export function assigned(pod: string): string {
  return `Successfully assigned ${NAMESPACE}/${pod} to ${NODE}`;
}

export function alreadyPresent(image: string): string {
  return `Container image "${image}" already present on machine`;
}

function healAfter(life: Life, kind: Fault['kind'], stage: Stage, ms: number | undefined): void {
  if (ms !== undefined) later(life, ms, () => life.heal(kind, stage));
}

/** The clean-up's pod is as well as ever, and waits for nothing that the analyzer's waits for. */
export function goOnWithCleanup(life: Life): void {
  if (life.cleanupAlone) return;
  life.cleanupAlone = true;
  const { cleanupPod } = life.job;
  if (!life.came.has('pod') || faultOf(life, 'unschedulable'))
    inTheWorld(life, 60, () => {
      changePod(life, cleanupPod, podSteps.scheduled);
      podEvent(life, 'Normal', 'Scheduled', assigned(cleanupPod), cleanupPod);
    });
  inTheWorld(life, 960, () => {
    for (const [reason, message] of STARTING) podEvent(life, 'Normal', reason, message, cleanupPod);
    changePod(life, cleanupPod, podSteps.started);
  });
  inTheWorld(life, 1_300, () => changePod(life, cleanupPod, podSteps.ready));
}

const STARTING = [
  ['Pulled', alreadyPresent(IMAGES.cleanup)],
  ['Created', 'Created container cleanup'],
  ['Started', 'Started container cleanup'],
] as const;

export function failToStart(life: Life, { message }: Extract<Fault, { kind: 'start-error' }>): void {
  note(life, 'start-error');
  goOnWithCleanup(life);
  podEvent(life, 'Normal', 'Created', 'Created container baby-analyzer');
  podEvent(life, 'Warning', 'Failed', `Error: ${message}`);
  changePod(life, life.job.grpcPod, (pod, now) => podSteps.notStarted(pod, now, message));
  life.container = 'ended';
  failJob(life);
}

/** The readiness probe asks every 5 s; the clean-up's pod has none. */
export function failReadiness(life: Life, { message, forMs }: Extract<Fault, { kind: 'not-ready' }>): void {
  note(life, 'not-ready');
  if (!life.cleanupAlone) changePod(life, life.job.cleanupPod, podSteps.ready);
  repeat(life, 5_000, () => {
    if (faultOf(life, 'not-ready')) podEvent(life, 'Warning', 'Unhealthy', message);
  });
  healAfter(life, 'not-ready', 'ready', forMs);
}

export function flap(life: Life, { everyMs, message }: Extract<Fault, { kind: 'readiness-flaps' }>): void {
  const { grpcPod } = life.job;
  let ready = true;
  later(life, everyMs, () =>
    repeat(life, everyMs, () => {
      ready = !ready;
      changePod(life, grpcPod, ready ? podSteps.ready : podSteps.unready);
      if (ready) return;
      note(life, 'readiness-flaps');
      podEvent(life, 'Warning', 'Unhealthy', message);
    }),
  );
}

/** With a backoffLimit of 0 a container that ends badly is the end of its Job. */
export function endAnalyzer(life: Life, { reason, exitCode, lines }: Extract<Fault, { kind: 'ends' }>): void {
  const { job } = life;
  analyzerLog(
    life,
    lines.map((line) => line.replaceAll('{job}', job.id)),
  );
  note(life, 'ends');
  endContainer(life);
  changePod(life, job.grpcPod, (pod, now) => podSteps.ended(pod, now, reason, exitCode));
  if (reason === 'Completed') completeJob(life);
  else failJob(life);
}

/** The kubelet's words, the signal some time after them, and the kill when the grace is over. */
export function failLiveness(life: Life, { message }: Extract<Fault, { kind: 'liveness-kill' }>): void {
  podEvent(life, 'Warning', 'Unhealthy', message);
  later(life, 1_700, () => podEvent(life, 'Normal', 'Killing', 'Stopping container baby-analyzer'));
  later(life, 4_500, () => {
    note(life, 'liveness-kill');
    endContainer(life);
    changePod(life, life.job.grpcPod, (pod, now) => podSteps.ended(pod, now, 'Error', 137));
    failJob(life);
  });
}

export function exceedDeadline(life: Life): void {
  const { job, stack, came } = life;
  if (!came.has('job') || life.container === 'ended') return;
  note(life, 'deadline');
  const message = 'Job was active longer than specified deadline';
  if (life.container === 'running') podEvent(life, 'Normal', 'Killing', 'Stopping container baby-analyzer');
  jobEvent(life, 'Normal', 'SuccessfulDelete', `Deleted pod: ${job.grpcPod}`);
  jobEvent(life, 'Warning', 'DeadlineExceeded', message);
  stack.kubernetes.update('Job', NAMESPACE, job.grpcJob, (object) => {
    object.status = {
      failed: 1,
      conditions: [{ type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message }],
    };
  });
  endContainer(life);
  inTheWorld(life, 4_500, () => changePod(life, job.grpcPod, podSteps.lost));
  inTheWorld(life, 5_000, () => void stack.kubernetes.remove('Pod', NAMESPACE, job.grpcPod));
}

export function failPod(life: Life, { reason, message }: Extract<Fault, { kind: 'pod-failed' }>): void {
  note(life, 'pod-failed');
  if (life.container === 'none') goOnWithCleanup(life);
  podEvent(life, 'Warning', reason, message);
  if (life.container === 'running') podEvent(life, 'Normal', 'Killing', 'Stopping container baby-analyzer');
  endContainer(life);
  changePod(life, life.job.grpcPod, (pod, now) => podSteps.failed(pod, now, reason, message));
  failJob(life);
}

/** The job controller tries after 10 s and then after twice as long, time and again. */
export function refusePod(life: Life, { message }: Extract<Fault, { kind: 'pod-refused' }>): void {
  note(life, 'pod-refused');
  const refuse = (nextMs: number) => {
    jobEvent(life, 'Warning', 'FailedCreate', `Error creating: ${message.replaceAll('{pod}', life.job.grpcPod)}`);
    later(life, nextMs, () => refuse(nextMs * 2));
  };
  refuse(10_000);
  life.stack.kubernetes.update('Job', NAMESPACE, life.job.grpcJob, (object) => {
    object.status = {};
  });
  goOnWithCleanup(life);
}

/** What it holds and what was to come of it is over; what it did before goes on to be told. */
function endContainer(life: Life): void {
  life.container = 'ended';
  release(life);
}

function failJob(life: Life): void {
  const message = 'Job has reached the specified backoff limit';
  const failed = { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message };
  life.stack.kubernetes.update('Job', NAMESPACE, life.job.grpcJob, (object) => {
    object.status = { failed: 1, conditions: [failed] };
  });
  jobEvent(life, 'Warning', 'BackoffLimitExceeded', message);
}

function completeJob(life: Life): void {
  life.stack.kubernetes.update('Job', NAMESPACE, life.job.grpcJob, (object) => {
    object.status = { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] };
  });
  jobEvent(life, 'Normal', 'Completed', 'Job completed');
}

function jobEvent(life: Life, type: 'Normal' | 'Warning', reason: string, message: string): void {
  objectEvent(life, type, reason, message, { kind: 'Job', name: life.job.grpcJob });
}

/** Why the broker lets no analyzer in; undefined where it does. */
export function turnedAway(life: Life): readonly string[] | undefined {
  if (faultOf(life, 'rabbitmq-down') || faultOf(life, 'amqp-down')) return analyzerLines.brokerRefused;
  if (faultOf(life, 'rabbitmq-refuses')) return analyzerLines.loginRefused;
  return undefined;
}
