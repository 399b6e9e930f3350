import { createServer } from 'node:net';
import type { Stage } from '../scenario.ts';
import { attach, cancel, tryAgain, waitForAlarm } from './consumer.ts';
import { writeDocument } from './job-documents.ts';
import { analyzerLog, changePod, faultOf, type Life, later, note, objectEvent, podEvent, repeat } from './life.ts';
import { analyzerLines, serviceRefusedLine } from './log-lines.ts';
import { IMAGES, jobObject, podObject, serviceObject } from './objects.ts';
import { failLiveness, failPod, failToStart, refusePod } from './pod-ends.ts';
import {
  alreadyPresent,
  assigned,
  broughtIn,
  failReadiness,
  failToPull,
  flap,
  goOnWithCleanup,
  hangInInit,
  holdContainer,
  pullImage,
  pulls,
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
    const held = faultOf(life, 'container-held');
    const init = faultOf(life, 'init-hangs');
    if (pulls(life)) pullImage(life);
    if (pull) failToPull(life, pull);
    if (held) holdContainer(life, held);
    if (init) hangInInit(life, init);
    const refused = faultOf(life, 'not-admitted');
    if (refused) failPod(life, refused);
    return true;
  },
  started: (life) => {
    const waits = faultOf(life, 'image-pull') ?? faultOf(life, 'container-held') ?? faultOf(life, 'init-hangs');
    if (waits || !life.came.has('scheduled') || life.container === 'ended') return false;
    const never = faultOf(life, 'not-started');
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
    const killed = faultOf(life, 'killed-by-probe');
    if (killed) later(life, killed.inMs, () => failLiveness(life, killed));
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

function createPods(life: Life, analyzers: boolean): void {
  const { job, stack } = life;
  const createdAt = stack.kubernetes.now() - life.ageMs;
  const labels = faultOf(life, 'labels') ? { job_id: job.id } : {};
  const both = { createdAt, labels };
  const init = faultOf(life, 'init-hangs')?.container;
  const analyzer = { container: 'baby-analyzer', image: IMAGES.analyzer, init, ...both };
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
  const pulled = pulls(life);
  for (const { pod, container, image } of containersOf(life)) {
    podEvent(life, 'Normal', 'Pulled', pulled ? broughtIn(image, pulled.byMs) : alreadyPresent(image), pod);
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
