import { createServer } from 'node:net';
import type { Stage } from '../scenario.ts';
import { writeDocument } from './job-documents.ts';
import { hasPod, hold, isHeld, killByProbe, refusePod, runCleanup, sayStarted } from './kubernetes-faults.ts';
import { analyzerLog, changePod, faultOf, type Life, objectEvent, podEvent, repeat } from './life.ts';
import { analyzerLines, serviceRefusedLine } from './log-lines.ts';
import { IMAGES, jobObject, NAMESPACE, NODE, podObject, serviceObject } from './objects.ts';
import { failReadiness, failToPull, turnedAway } from './pod-faults.ts';
import { podSteps } from './pod-steps.ts';

/** What each stage does to the servers; false when the world does not let it come. */
export const reaches: Readonly<Record<Stage, (life: Life) => boolean>> = {
  job: (life) => {
    const { job, stack } = life;
    const createdAt = stack.clock.now() - life.ageMs;
    if (!faultOf(life, 'no-grpc-job')) stack.kubernetes.create(jobObject(job.grpcJob, job.grpcUid, createdAt));
    if (faultOf(life, 'service-refused')) stack.backendLog(serviceRefusedLine(job));
    else stack.kubernetes.create(serviceObject(job));
    stack.kubernetes.create(jobObject(job.cleanupJob, job.cleanupUid, createdAt));
    writeDocument(life, 'jobs');
    return true;
  },
  pod: (life) => {
    createPods(life);
    const { why } = faultOf(life, 'pod-refused') ?? {};
    if (why !== undefined) refusePod(life, why);
    const { message } = faultOf(life, 'unschedulable') ?? {};
    if (message === undefined) return hasPod(life);
    changePod(life, life.job.grpcPod, (pod, now) => podSteps.unschedulable(pod, now, message));
    podEvent(life, 'Warning', 'FailedScheduling', message);
    // The clean-up asks for no GPU.
    assign(life, life.job.cleanupPod);
    runCleanup(life);
    return true;
  },
  scheduled: (life) => {
    for (const name of podsOf(life)) assign(life, name);
    const { why } = faultOf(life, 'image-pull') ?? {};
    if (why !== undefined) failToPull(life, why);
    if (!isHeld(life)) return true;
    runCleanup(life);
    hold(life);
    return hasPod(life);
  },
  started: (life) => {
    if (isHeld(life)) return false;
    eachPod(life, podSteps.started);
    life.container = 'running';
    sayStarted(life, life.job.cleanupPod, 'cleanup', IMAGES.cleanup);
    sayStarted(life, life.job.grpcPod, 'baby-analyzer', IMAGES.analyzer);
    analyzerLog(life, analyzerLines.started);
    return true;
  },
  ready: (life) => {
    if (life.container !== 'running') return false;
    const { message } = faultOf(life, 'not-ready') ?? {};
    if (message === undefined) eachPod(life, podSteps.ready);
    else failReadiness(life, message);
    const killed = faultOf(life, 'killed-by-probe');
    if (killed) killByProbe(life, killed);
    return message === undefined;
  },
  queue: (life) => {
    if (life.container !== 'running') return false;
    const refusal = turnedAway(life);
    if (refusal) repeat(life, 3_000, () => analyzerLog(life, refusal));
    else declareQueue(life);
    return refusal === undefined;
  },
  consumer: (life) => {
    const alarm = faultOf(life, 'rabbitmq-alarm');
    if (!life.came.has('queue') || life.container !== 'running' || life.forgotten) return false;
    if (alarm) repeat(life, 5_000, () => analyzerLog(life, analyzerLines.blocked(alarm.resource)));
    if (alarm) return false;
    life.consumer = life.stack.rabbitmq.attachConsumer(life.job.queue, { stuck: !!faultOf(life, 'stuck-consumer') });
    analyzerLog(life, analyzerLines.consumer);
    writeDocument(life, 'consumers');
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

function createPods(life: Life): void {
  const { job, stack } = life;
  const createdAt = stack.clock.now() - life.ageMs;
  const labels = faultOf(life, 'labels') ? { job_id: job.id } : {};
  const both = { createdAt, labels };
  const analyzer = { container: 'baby-analyzer', image: IMAGES.analyzer, ...both };
  const cleanup = { container: 'cleanup', image: IMAGES.cleanup, ...both };
  const init = faultOf(life, 'init-hangs')?.container;
  if (hasPod(life))
    stack.kubernetes.create(podObject({ name: job.grpcPod, job: job.grpcJob, uid: job.grpcUid, init, ...analyzer }));
  stack.kubernetes.create(podObject({ name: job.cleanupPod, job: job.cleanupJob, uid: job.cleanupUid, ...cleanup }));
  const makers = { [job.grpcPod]: job.grpcJob, [job.cleanupPod]: job.cleanupJob };
  for (const name of podsOf(life)) {
    const maker = { kind: 'Job', name: makers[name] ?? '' };
    objectEvent(life, 'Normal', 'SuccessfulCreate', `Created pod: ${name}`, maker);
  }
}

function podsOf(life: Life): readonly string[] {
  const { grpcPod, cleanupPod } = life.job;
  return hasPod(life) ? [grpcPod, cleanupPod] : [cleanupPod];
}

function assign(life: Life, name: string): void {
  changePod(life, name, podSteps.scheduled);
  const message = `Successfully assigned ${NAMESPACE}/${name} to ${NODE}`;
  objectEvent(life, 'Normal', 'Scheduled', message, { kind: 'Pod', name });
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
  for (const name of podsOf(life)) changePod(life, name, step);
}
