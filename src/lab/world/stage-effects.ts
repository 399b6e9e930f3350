import { createServer } from 'node:net';
import type { Stage } from '../scenario.ts';
import { writeDocument } from './job-documents.ts';
import { analyzerLog, changePod, faultOf, type Life, later, note, objectEvent, podEvent, repeat } from './life.ts';
import { analyzerLines, serviceRefusedLine } from './log-lines.ts';
import { IMAGES, jobObject, podObject, serviceObject } from './objects.ts';
import {
  alreadyPresent,
  assigned,
  failReadiness,
  failToPull,
  failToStart,
  flap,
  goOnWithCleanup,
  hangInInit,
  holdBack,
  INIT,
  refusePod,
  turnedAway,
} from './pod-faults.ts';
import { podSteps } from './pod-steps.ts';

/** What each stage does to the servers; false when the world does not let it come. */
export const reaches: Readonly<Record<Stage, (life: Life) => boolean>> = {
  job: (life) => {
    const { job, stack } = life;
    const createdAt = stack.kubernetes.now() - life.ageMs;
    if (faultOf(life, 'no-grpc-job')) note(life, 'no-grpc-job');
    else stack.kubernetes.create(jobObject(job.grpcJob, job.grpcUid, createdAt));
    if (faultOf(life, 'service-refused')) note(life, 'service-refused');
    if (faultOf(life, 'service-refused')) stack.backendLog(serviceRefusedLine(job));
    else stack.kubernetes.create(serviceObject(job));
    stack.kubernetes.create(jobObject(job.cleanupJob, job.cleanupUid, createdAt));
    writeDocument(life, 'jobs');
    return true;
  },
  pod: (life) => {
    const refused = faultOf(life, 'pod-refused');
    const analyzers = !refused && !faultOf(life, 'no-grpc-job');
    createPods(life, analyzers);
    if (refused) refusePod(life, refused);
    const { message } = faultOf(life, 'unschedulable') ?? {};
    if (message === undefined || !analyzers) return analyzers;
    note(life, 'unschedulable');
    changePod(life, life.job.grpcPod, (pod, now) => podSteps.unschedulable(pod, now, message));
    podEvent(life, 'Warning', 'FailedScheduling', message);
    return true;
  },
  scheduled: (life) => {
    if (!life.came.has('pod')) return false;
    eachPod(life, podSteps.scheduled);
    for (const { pod } of containersOf(life)) podEvent(life, 'Normal', 'Scheduled', assigned(pod), pod);
    const pull = faultOf(life, 'image-pull');
    const held = faultOf(life, 'held-back');
    const init = faultOf(life, 'init-hangs');
    if (pull) failToPull(life, pull);
    if (held) holdBack(life, held);
    if (init) hangInInit(life, init);
    return true;
  },
  started: (life) => {
    const waits = faultOf(life, 'image-pull') ?? faultOf(life, 'held-back') ?? faultOf(life, 'init-hangs');
    if (waits || !life.came.has('scheduled') || life.container === 'ended') return false;
    const never = faultOf(life, 'start-error');
    if (never) failToStart(life, never);
    if (never) return false;
    startContainers(life);
    life.container = 'running';
    analyzerLog(life, analyzerLines.started);
    return true;
  },
  ready: (life) => {
    if (life.container !== 'running') return false;
    const unready = faultOf(life, 'not-ready');
    const flapping = faultOf(life, 'readiness-flaps');
    if (unready) failReadiness(life, unready);
    else eachPod(life, podSteps.ready);
    if (flapping) flap(life, flapping);
    return !unready;
  },
  queue: (life) => {
    if (life.container !== 'running') return false;
    if (turnedAway(life)) tryAgain(life);
    else declareQueue(life);
    return !turnedAway(life);
  },
  consumer: (life) => {
    if (!life.came.has('queue') || life.container !== 'running' || life.forgotten) return false;
    if (faultOf(life, 'rabbitmq-alarm')) waitForAlarm(life);
    if (faultOf(life, 'rabbitmq-alarm')) return false;
    attach(life);
    analyzerLog(life, analyzerLines.consumer);
    writeDocument(life, 'consumers');
    const goes = faultOf(life, 'consumer-goes');
    if (goes) later(life, goes.inMs, () => cancel(life, goes.backInMs));
    return true;
  },
  metadata: (life) => {
    if (!life.consumer || life.forgotten) return false;
    life.answering = true;
    return true;
  },
  stream: (life) => {
    if (life.container !== 'running') return false;
    analyzerLog(life, analyzerLines.stream);
    // Without a Service nothing leads from the node's port to the pod.
    if (faultOf(life, 'service-refused')) return false;
    life.stream = createServer((socket) => socket.destroy()).on('error', () => {});
    life.stream.listen(life.job.nodePort, '127.0.0.1');
    return true;
  },
};

function attach(life: Life): void {
  life.consumer = life.stack.rabbitmq.attachConsumer(life.job.queue, { stuck: !!faultOf(life, 'stuck-consumer') });
}

function cancel(life: Life, backInMs: number | undefined): void {
  if (!life.consumer) return;
  lose(life);
  if (backInMs !== undefined) later(life, backInMs, () => comeBack(life));
}

function lose(life: Life): void {
  note(life, 'consumer-goes');
  life.consumer?.detach();
  delete life.consumer;
  life.answering = false;
}

function comeBack(life: Life): void {
  if (life.forgotten) return;
  note(life, 'consumer-back');
  attach(life);
  life.answering = life.came.has('metadata');
  if (!life.answering) life.heal('consumer-goes', 'metadata');
}

/** A broker that goes away takes its consumers with it; the analyzer looks for it every 3 s. */
export function loseBroker(life: Life): void {
  const lines = turnedAway(life);
  if (!life.consumer || !lines || faultOf(life, 'rabbitmq-refuses')) return;
  lose(life);
  const look = () => {
    const refused = turnedAway(life);
    if (refused) {
      analyzerLog(life, refused);
      later(life, 3_000, look);
    } else comeBack(life);
  };
  look();
}

/** The analyzer asks for its broker every 3 s. */
function tryAgain(life: Life): void {
  const known = turnedAway(life);
  if (known) {
    analyzerLog(life, known);
    later(life, 3_000, () => tryAgain(life));
  } else life.heal('rabbitmq-refuses', 'queue');
}

function waitForAlarm(life: Life): void {
  const alarm = faultOf(life, 'rabbitmq-alarm');
  if (alarm) {
    analyzerLog(life, analyzerLines.blocked(alarm.resource));
    later(life, 5_000, () => waitForAlarm(life));
  } else life.heal('rabbitmq-alarm', 'consumer');
}

function createPods(life: Life, analyzers: boolean): void {
  const { job, stack } = life;
  const createdAt = stack.kubernetes.now() - life.ageMs;
  const labels = faultOf(life, 'labels') ? { job_id: job.id } : {};
  const both = { createdAt, labels };
  const init = faultOf(life, 'init-hangs') ? { init: INIT } : {};
  const analyzer = { container: 'baby-analyzer', image: IMAGES.analyzer, ...init, ...both };
  const cleanup = { container: 'cleanup', image: IMAGES.cleanup, ...both };
  const make = (pod: Parameters<typeof podObject>[0]) => {
    stack.kubernetes.create(podObject(pod));
    objectEvent(life, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.name}`, { kind: 'Job', name: pod.job });
  };
  if (analyzers) make({ name: job.grpcPod, job: job.grpcJob, uid: job.grpcUid, ...analyzer });
  make({ name: job.cleanupPod, job: job.cleanupJob, uid: job.cleanupUid, ...cleanup });
  if (!analyzers || faultOf(life, 'unschedulable')) goOnWithCleanup(life);
}

function startContainers(life: Life): void {
  for (const { pod, container, image } of containersOf(life)) {
    podEvent(life, 'Normal', 'Pulled', alreadyPresent(image), pod);
    podEvent(life, 'Normal', 'Created', `Created container ${container}`, pod);
    changePod(life, pod, podSteps.started);
    podEvent(life, 'Normal', 'Started', `Started container ${container}`, pod);
  }
}

/** Those that go through their stages together. */
function containersOf({ job, cleanupAlone }: Life) {
  const analyzer = { pod: job.grpcPod, container: 'baby-analyzer', image: IMAGES.analyzer };
  const cleanup = { pod: job.cleanupPod, container: 'cleanup', image: IMAGES.cleanup };
  return cleanupAlone ? [analyzer] : [analyzer, cleanup];
}

function declareQueue(life: Life): void {
  const { job, stack } = life;
  stack.rabbitmq.declareQueue(job.queue);
  analyzerLog(life, analyzerLines.queue(job.queue));
  const { perSecond } = faultOf(life, 'messages') ?? {};
  if (perSecond === undefined) return;
  const each = Math.max(1, Math.round((perSecond * MESSAGES_EVERY_MS) / 1_000));
  repeat(life, MESSAGES_EVERY_MS, () => stack.rabbitmq.publish(job.queue, each));
}

const MESSAGES_EVERY_MS = 250;

function eachPod(life: Life, step: Parameters<typeof changePod>[2]): void {
  for (const { pod } of containersOf(life)) changePod(life, pod, step);
}
