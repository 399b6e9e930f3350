import { createServer, type Server } from 'node:net';
import type { Clock } from '#lib/clock.ts';
import type { Random } from '../random.ts';
import type { Fault } from '../scenario.ts';
import type { LabKubernetes } from '../services/kubernetes/kubernetes.ts';
import type { LabMongodb } from '../services/mongodb/mongodb.ts';
import type { LabRabbitmq } from '../services/rabbitmq/rabbitmq.ts';
import { analyzerLines, logStamp } from './log-lines.ts';
import type { LabJob } from './names.ts';
import { jobObject, NAMESPACE, NODE, podObject, podSteps, serviceObject } from './objects.ts';
import type { Stage } from './stages.ts';

export interface Stack {
  readonly clock: Clock;
  readonly random: Random;
  readonly kubernetes: LabKubernetes;
  readonly rabbitmq: LabRabbitmq;
  readonly mongodb: LabMongodb;
  /** A line of the backend's log. */
  backendLog(line: string): void;
}

/** A job that lives, and what it holds. */
export interface Life {
  readonly job: LabJob;
  readonly faults: readonly Fault[];
  readonly stack: Stack;
  readonly askedAt: number;
  readonly came: Map<Stage | 'configured', number>;
  readonly stop: AbortSignal;
  readonly timers: AbortController[];
  answering: boolean;
  stream?: Server;
  consumer?: { detach(): void };
}

/** What each stage does to the servers; false when the world does not let it come. */
export const reaches: Readonly<Record<Stage, (life: Life) => boolean>> = {
  job: ({ job, stack: { kubernetes } }) => {
    kubernetes.create(jobObject(job.grpcJob, job.grpcUid));
    kubernetes.create(serviceObject(job));
    kubernetes.create(jobObject(job.cleanupJob, job.cleanupUid));
    return true;
  },
  pod: (life) => {
    const { job, stack } = life;
    stack.kubernetes.create(
      podObject(job.grpcPod, job.grpcJob, job.grpcUid, 'baby-analyzer', 'registry.lab/baby-analyzer:2.4.1'),
    );
    stack.kubernetes.create(
      podObject(job.cleanupPod, job.cleanupJob, job.cleanupUid, 'cleanup', 'registry.lab/kubectl:1.20'),
    );
    event(life, 'Normal', 'SuccessfulCreate', `Created pod: ${job.grpcPod}`, { kind: 'Job', name: job.grpcJob });
    const { message } = life.faults.find((fault) => fault.kind === 'unschedulable') ?? {};
    if (message === undefined) return true;
    eachPod(life, (pod, now) => podSteps.unschedulable(pod, now, message));
    event(life, 'Warning', 'FailedScheduling', message, { kind: 'Pod', name: job.grpcPod });
    return true;
  },
  scheduled: (life) => {
    eachPod(life, podSteps.scheduled);
    event(life, 'Normal', 'Scheduled', `Successfully assigned ${NAMESPACE}/${life.job.grpcPod} to ${NODE}`, {
      kind: 'Pod',
      name: life.job.grpcPod,
    });
    return true;
  },
  started: (life) => {
    eachPod(life, podSteps.started);
    event(life, 'Normal', 'Started', 'Started container baby-analyzer', { kind: 'Pod', name: life.job.grpcPod });
    analyzerLog(life, analyzerLines.started);
    return true;
  },
  ready: (life) => {
    eachPod(life, podSteps.ready);
    return true;
  },
  queue: (life) => {
    if (life.faults.some(({ kind }) => kind === 'rabbitmq-down')) {
      repeat(life, 3_000, () => analyzerLog(life, analyzerLines.brokerRefused));
      return false;
    }
    life.stack.rabbitmq.declareQueue(life.job.queue);
    analyzerLog(life, analyzerLines.queue(life.job.queue));
    const { perSecond } = life.faults.find((fault) => fault.kind === 'messages') ?? {};
    if (perSecond !== undefined) repeat(life, 1_000, () => life.stack.rabbitmq.publish(life.job.queue, perSecond));
    return true;
  },
  consumer: (life) => {
    if (!life.came.has('queue')) return false;
    life.consumer = life.stack.rabbitmq.attachConsumer(life.job.queue);
    analyzerLog(life, analyzerLines.consumer);
    return true;
  },
  metadata: (life) => {
    if (!life.came.has('consumer')) return false;
    life.answering = true;
    return true;
  },
  stream: (life) => {
    life.stream = createServer((socket) => socket.destroy()).on('error', () => {});
    life.stream.listen(life.job.nodePort, '127.0.0.1');
    analyzerLog(life, analyzerLines.stream);
    return true;
  },
};

export function analyzerLog({ job, came, stack: { kubernetes, clock } }: Life, lines: readonly string[]): void {
  if (!came.has('pod')) return;
  for (const line of lines) kubernetes.log(NAMESPACE, job.grpcPod, 'baby-analyzer', `${logStamp(clock.now())} ${line}`);
}

function eachPod(
  { job, stack: { kubernetes, clock } }: Life,
  step: (pod: Parameters<typeof podSteps.ready>[0], now: number) => void,
): void {
  for (const name of [job.grpcPod, job.cleanupPod])
    kubernetes.update('Pod', NAMESPACE, name, (pod) => step(pod, clock.now()));
}

function event(
  { stack: { kubernetes } }: Life,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  object: { kind: string; name: string },
): void {
  kubernetes.event({ namespace: NAMESPACE, type, reason, message, object });
}

function repeat({ stack: { clock }, timers, stop }: Life, everyMs: number, act: () => void): void {
  const timer = new AbortController();
  timers.push(timer);
  const signal = AbortSignal.any([timer.signal, stop]);
  const loop = async () => {
    for (;;) {
      act();
      await clock.sleep(everyMs, signal);
    }
  };
  loop().catch((error) => {
    if (!signal.aborted) throw error;
  });
}
