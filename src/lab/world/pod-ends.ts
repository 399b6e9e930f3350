import type { Fault } from '../scenario.ts';
import { analyzerLog, changePod, inTheWorld, type Life, later, note, objectEvent, podEvent, release } from './life.ts';
import { IMAGES, NAMESPACE } from './objects.ts';
import { alreadyPresent, goOnWithCleanup } from './pod-faults.ts';
import { podSteps } from './pod-steps.ts';

/** How a pod ends, or never begins, and what the kubelet and the job controller say of it. */

export function failToStart(life: Life, { message }: Extract<Fault, { kind: 'not-started' }>): void {
  note(life, 'not-started');
  goOnWithCleanup(life);
  podEvent(life, 'Normal', 'Pulled', alreadyPresent(IMAGES.analyzer));
  podEvent(life, 'Normal', 'Created', 'Created container baby-analyzer');
  podEvent(life, 'Warning', 'Failed', `Error: ${message}`);
  changePod(life, life.job.grpcPod, (pod, now) => podSteps.ended(pod, now, 'StartError', 128, message));
  life.container = 'ended';
  failJob(life);
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
export function failLiveness(life: Life, { message }: Extract<Fault, { kind: 'killed-by-probe' }>): void {
  podEvent(life, 'Warning', 'Unhealthy', `Liveness probe failed: ${message}`);
  later(life, 1_700, () => podEvent(life, 'Normal', 'Killing', 'Stopping container baby-analyzer'));
  later(life, 4_500, () => {
    note(life, 'killed-by-probe');
    endContainer(life);
    changePod(life, life.job.grpcPod, (pod, now) => podSteps.ended(pod, now, 'Error', 137));
    failJob(life);
  });
}

const GONE = 'The container could not be located when the pod was deleted.  The container used to be Running';

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
  inTheWorld(life, 4_500, () => changePod(life, job.grpcPod, (pod, now) => podSteps.lost(pod, now, GONE)));
  inTheWorld(life, 5_000, () => void stack.kubernetes.remove('Pod', NAMESPACE, job.grpcPod));
}

/** By its node's will, before it has a container or later. */
export function failPod(life: Life, { kind, reason, message }: Failed): void {
  note(life, kind);
  if (life.container === 'none') goOnWithCleanup(life);
  podEvent(life, 'Warning', reason, message);
  if (life.container === 'running') podEvent(life, 'Normal', 'Killing', 'Stopping container baby-analyzer');
  endContainer(life);
  changePod(life, life.job.grpcPod, (pod, now) => podSteps.rejected(pod, now, reason, message));
  failJob(life);
}

type Failed = Pick<Extract<Fault, { kind: 'pod-failed' | 'not-admitted' }>, 'kind' | 'reason' | 'message'>;

/** The job controller tries after 10 s and then after twice as long, time and again. */
export function refusePod(life: Life, { why }: Extract<Fault, { kind: 'pod-refused' }>): void {
  note(life, 'pod-refused');
  const refuse = (nextMs: number) => {
    jobEvent(
      life,
      'Warning',
      'FailedCreate',
      `Error creating: pods "${life.job.grpcJob}-${life.stack.random.text(5)}" is forbidden: ${why}`,
    );
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
